//! What is a clear answer, and everything that is none.

use super::{check_all, plain, report, word};

fn check(cases: &[(&str, &str)]) {
    check_all(
        cases
            .iter()
            .map(|(text, expected)| (*text, word(&report(&plain(text))), *expected)),
    );
}

const CONFIRMATIONS: &[&str] = &[
    "confirm",
    "Confirm",
    "CONFIRM",
    "confirm.",
    "Confirm!",
    "confirm!!",
    "“confirm”",
    "\"Confirm\"",
    "*confirm*",
    "**Confirm**",
    "- confirm",
    "I confirm",
    "I confirm.",
    "We confirm",
    "I confirm this.",
    "we confirm this assertion",
    "I hereby confirm.",
    "I hereby confirm this assertion.",
    "Confirmed",
    "Confirmed.",
    "confirmed, thanks",
    "Confirmed, thanks!",
    "Confirm, thanks",
    "Yes, confirm",
    "Yes, I confirm.",
    "Yes. Confirm.",
    "Yes confirmed",
    "OK, confirmed.",
    "I can confirm",
    "I can confirm this.",
    "Can confirm.",
    "I do confirm",
    "Hereby confirmed.",
    "This is confirmed.",
    "Hereby I confirm.",
    "I confirm the request.",
    "I confirm your request",
    "I confirm the assertion below.",
    "We hereby confirm the above assertion.",
    "I would like to confirm this assertion.",
    "This is to confirm the assertion.",
    "This e-mail is to confirm that Jürgen Beispiel is responsible for the security and stability of .nl.",
    "I confirm that Jürgen Beispiel is responsible for the security and stability of .nl.",
    "I hereby confirm that Jürgen Beispiel is responsible for the overall security and stability of our ccTLD.",
    "We confirm that the person below is responsible for the overall\nsecurity and stability of our ccTLD.",
    "I confirm that he is responsible for the overall security and stability of your ccTLD.",
    "I confirm that Mr. Beispiel is responsible for the security of .nl",
    "Confirm. Jürgen Beispiel is our head of security.",
    "Confirm - he is responsible for .nl.",
    "Confirmed. He is indeed responsible for the overall security and stability of our ccTLD.",
    "I confirm that this is correct.",
    "I confirm that the information is correct.",
    "I confirm that the above information is correct.",
    "Dear Secretariat,\n\nconfirm\n\nBest regards,\nAna Admin",
    "Hello,\n\nI confirm.\n\nKind regards\n\nAna Admin\nNIC Example\n+31 26 352 55 00",
    "Hi\nconfirm\nAna",
    "Dear colleagues,\nWe confirm.\n--\nAna Admin\nNIC Example",
    "confirm\n\n-- \nAna Admin\nmailto:ana@nic.example",
    "Sehr geehrte Damen und Herren,\n\nconfirm\n\nMit freundlichen Grüßen\nAna Admin",
    "Bonjour,\n\nconfirm\n\nCordialement,\nAna Admin",
    "Estimados,\n\nConfirm.\n\nSaludos cordiales,\nAna",
    "Beste,\n\nConfirm\n\nMet vriendelijke groet,\nAna",
    "Здравствуйте,\n\nconfirm\n\nС уважением,\nАна Админ",
    "Dobrý den,\n\nconfirm\n\nS pozdravem\nAna",
    "お世話になっております。\n\nconfirm\n\nよろしくお願いいたします。\n山田太郎",
    "您好，\n\nconfirm\n\n此致\n敬礼\n王伟",
    "안녕하세요,\n\nconfirm\n\n감사합니다\n김철수",
    "Dear Secretariat, I confirm.",
    "Dear Secretariat,\n\nThank you for your email. I confirm.\n\nBest regards,\nAna",
    "Hello,\n\nthanks for the reminder.\n\nConfirm.\n\nAna",
    "confirm\n\nAna Admin\nManaging Director, NIC Example\nTel. +31 26 352 55 00\nwww.nic.example",
    "Confirm.\n\nSent from my iPhone",
    "confirm\n\nGet Outlook for iOS<https://aka.example/x>",
    "confirm\n\nVon meinem iPhone gesendet",
    "Confirm.\n\nPlease let me know if you need anything else.\n\nBest regards,\nAna",
    "I confirm. Do not hesitate to contact me if you have any questions.\n\nRegards\nAna",
    "confirm\n\nThis e-mail and any attachments are confidential. If you are not the intended recipient, you must not use it.",
    "Confirm\n\nBest regards,\nAna\n\nDISCLAIMER: This message is not binding. We deny any liability.",
    "Confirm\n________________________________\nNIC Example | Postbus 1 | Arnhem",
    "confirm :-)",
    "Confirm 👍",
    "As the administrative contact for .nl, I confirm.",
    "On behalf of NIC Example, I confirm.",
    "In response to your request, I confirm.",
    "As requested, confirm.",
    "My answer: confirm",
    "We answer with \"confirm\".",
    "The person below is confirmed.",
    "After checking internally: confirm.",
    "Confirm\n\nOlu Adeyemi\nDirector, Domain Name Registry\nUniversity Computing Centre\nDar es Salaam, Tanzania",
    "confirm\n\nAna\nPGP key fingerprint: AAAA BBBB CCCC DDDD EEEE  FFFF 0000 1111 2222 3333",
    "Confirm!\n\nWe support this initiative.",
    "Confirm. Please contact me by phone if needed.",
    "I do confirm. Best wishes for the list!",
    "Answer: confirm",
    "We, NIC Example, hereby confirm this assertion.",
    "I, Ana Admin, administrative contact of .nl, hereby confirm that Jürgen Beispiel is responsible for the overall security and stability of .nl.",
    "Sorry for the late reply. Confirm.",
    "Apologies for the delayed response.\n\nI confirm.\n\nAna",
    "Confirmed. Thank you.",
    "Confirmed. Have a nice day!",
    "I confirm for .nl",
    "Confirm for .nl.",
    "Confirmed for .nl and .aw",
    "Confirm Jürgen Beispiel",
    "I confirm Jürgen Beispiel is responsible for .nl",
    "[EXTERNAL] This email originated from outside of the organization.\n\nconfirm",
    "I confirm that Jürgen Beispiel is our security and stability contact.",
    "I confirm, thank you.\nAna",
    "We are happy to confirm.",
    "I am pleased to confirm this.",
    "I fully confirm.",
];

#[test]
fn clear_confirmations_are_read() {
    let texts = CONFIRMATIONS;
    check_all(
        texts
            .iter()
            .map(|text| (*text, word(&report(&plain(text))), "confirm")),
    );
}

const DENIALS: &[&str] = &[
    "deny",
    "Deny",
    "DENY",
    "deny.",
    "Deny!",
    "We deny Jürgen Beispiel as security contact for .nl.",
    "“deny”",
    "I deny",
    "We deny.",
    "I deny this request.",
    "We deny this assertion",
    "Denied",
    "Denied.",
    "Request denied",
    "I hereby deny this request.",
    "We must deny this request.",
    "No, deny.",
    "No. Deny.",
    "Deny - she left in 2013.",
    "Deny – she left in 2013",
    "Deny, he left the company.",
    "Deny. He is not with us any more.",
    "Deny: we do not know this person.",
    "Deny (left the company)",
    "deny\n\nHe does not work for us.\n\nRegards\nAna",
    "Dear Secretariat,\n\nWe deny.\n\nThe person named below has never worked for NIC Example.\n\nKind regards,\nAna",
    "Deny because he is not an employee.",
    "I deny that this person is responsible for the security of .nl.",
    "Denied, thanks.",
    "deny\n\n-- \nAna Admin",
    "Sorry, deny.",
    "Unfortunately, we deny this request.",
    "Deny. Jürgen left us in March, our security contact is Ana Admin.",
];

#[test]
fn clear_denials_are_read() {
    let texts = DENIALS;
    check_all(
        texts
            .iter()
            .map(|text| (*text, word(&report(&plain(text))), "deny")),
    );
}

const UNCLEAR: &[(&str, &str)] = &[
    (
        "We regret that we can not\nconfirm\nthis.",
        "unclear negated",
    ),
    ("We regret that we can not\n\nconfirm", "unclear negated"),
    ("I cannot confirm.", "unclear negated"),
    ("I can't confirm this", "unclear negated"),
    ("not confirm", "unclear negated"),
    ("We do not confirm.", "unclear negated"),
    ("I never confirm", "unclear negated"),
    ("I do not deny", "unclear negated"),
    ("We cannot deny.", "unclear negated"),
    ("confirm? no", "unclear question"),
    ("nicht confirm", "unclear negated"),
    ("Ich kann nicht confirm", "unclear negated"),
    ("confirm niet", "unclear negated"),
    ("ne confirm pas", "unclear negated"),
    ("no confirm", "unclear negated"),
    ("não confirm", "unclear negated"),
    ("не confirm", "unclear negated"),
    ("nie confirm", "unclear negated"),
    ("confirm değil", "unclear negated"),
    ("inte confirm", "unclear negated"),
    ("ikke confirm", "unclear negated"),
    ("en voi confirm", "unclear"),
    ("nem confirm", "unclear negated"),
    ("δεν confirm", "unclear negated"),
    ("لا confirm", "unclear negated"),
    ("לא confirm", "unclear negated"),
    ("confirm しません", "unclear negated"),
    ("不 confirm", "unclear negated"),
    ("confirm 하지 않습니다", "unclear negated"),
    ("ไม่ confirm", "unclear negated"),
    ("confirm\n\nNicht\n\nAna", "unclear negated"),
    ("confirm\nnot", "unclear negated"),
    ("confirm\n\nNOT", "unclear negated"),
    ("We neither confirm nor deny.", "unclear both-words"),
    ("confirm or deny", "unclear both-words"),
    ("[x] confirm [ ] deny", "unclear both-words"),
    ("confirm\ndeny", "unclear both-words"),
    ("I confirm. No, sorry, deny.", "unclear both-words"),
    ("I will confirm.", "unclear future"),
    ("We shall confirm tomorrow.", "unclear future"),
    ("I'll confirm", "unclear future"),
    ("I am going to confirm", "unclear future"),
    ("Confirm if he agrees.", "unclear conditional"),
    ("I confirm, provided that he signs.", "unclear conditional"),
    ("Confirm unless you hear from us.", "unclear conditional"),
    ("I confirm subject to approval", "unclear conditional"),
    (
        "Confirmed once the contract is signed",
        "unclear conditional",
    ),
    ("I confirm, but please wait.", "unclear conditional"),
    ("confirm?", "unclear question"),
    ("Shall I confirm?", "unclear question"),
    ("Who is this? Confirm.", "unclear question"),
    ("I confirm receipt of your message.", "unclear other-object"),
    (
        "I confirm that I received your message.",
        "unclear other-object",
    ),
    ("Confirm receipt", "unclear other-object"),
    ("I confirm the meeting.", "unclear other-object"),
    ("Please confirm.", "unclear other-object"),
    ("Can you confirm", "unclear"),
    ("Confirmation", "unclear"),
    ("unconfirmed", "unclear negated"),
    (
        "Confirm. His number is +31 6 11 11 11 11.",
        "unclear more-said",
    ),
    (
        "Confirm. Please also add our second contact.",
        "unclear more-said",
    ),
    (
        "confirm\n\nBest regards,\nAna\n\nPS: he was replaced last week.",
        "unclear",
    ),
    (
        "confirm\n\nBest regards,\nAna\n\nP.S. I deny that.",
        "unclear",
    ),
    ("Yes", "unclear no-statement"),
    ("Yes, this is correct.", "unclear no-statement"),
    ("We agree.", "unclear no-statement"),
    ("Thank you for your message.", "unclear no-statement"),
    ("Je confirme", "unclear"),
    ("", "unclear nothing-written"),
    ("\n\n-- \nAna Admin", "unclear nothing-written"),
    ("c\u{200b}onfirm", "unclear deceptive-letters"),
    ("\u{202e}confirm", "unclear deceptive-letters"),
    ("сonfirm", "unclear"),
    ("ｃｏｎｆｉｒｍ", "unclear deceptive-letters"),
    ("con\u{fffd}firm", "unclear unreadable"),
    ("Deny?", "unclear question"),
    ("Deny, but please ask again next month.", "unclear"),
    ("Deny for now.", "unclear"),
    (
        "We deny having received this request.",
        "unclear other-object",
    ),
    ("Deny until he has signed.", "unclear"),
    ("I would confirm", "unclear future"),
    ("I could confirm this", "unclear future"),
    ("He asked me to confirm.", "unclear"),
    ("I was asked to confirm", "unclear"),
    (
        "I confirm that Jürgen was responsible for the security of .nl.",
        "unclear conditional",
    ),
    (
        "I confirm that Jürgen is no longer responsible for the security of .nl.",
        "unclear negated",
    ),
    (
        "I confirm that he is only responsible for DNS",
        "unclear conditional",
    ),
    ("I confirm that he left.", "unclear"),
    ("We confirm that we deny this.", "unclear both-words"),
    ("I refuse to confirm.", "unclear negated"),
    ("I fail to confirm.", "unclear negated"),
    ("I hardly confirm", "unclear negated"),
    ("confirm ❌", "unclear"),
    ("confirm 👎", "unclear"),
    ("Maybe confirm", "unclear"),
    ("I think I confirm", "unclear"),
    ("I confirmed this yesterday with nobody", "unclear"),
    ("To confirm, I need his passport.", "unclear"),
    ("Before I confirm, who is he?", "unclear"),
    ("confirm token 12345", "unclear"),
    ("confirm Receipt Mail", "unclear"),
];

#[test]
fn what_makes_a_careful_person_hesitate_is_unclear() {
    check(UNCLEAR);
}

#[test]
fn a_wish_to_change_contacts_is_a_change_request() {
    check(&[
        (
            "Please replace our security contact Jürgen with Ana Admin on the TLD-OPS list.",
            "change-request",
        ),
        (
            "Jürgen has left NIC Example. Please remove him from the TLD-OPS mailing list.",
            "change-request",
        ),
        (
            "Our secondary SSC has a new mobile number, please update the contact.",
            "change-request",
        ),
    ]);
}

/// Words that a program could take for a courtesy, a name or a footer.
const TURNS: &[&str] = &[
    "After checking internally confirm with him",
    "Confirm\n\nAna\nDar es Salaam, dar nu el",
    "Confirm\n\nAna\nPGP key: added dead face, not him",
    "Confirm. We support this initiative if the board agrees.",
    "Confirm. We support this initiative, not this person.",
    "Confirm. Please call me if he is needed first.",
    "Confirm. Please contact me by phone before you proceed, if needed.",
    "The person below is confirmed in part.",
    "The person below was to be confirmed.",
    "Confirm. Best wishes for the list without him.",
    "We answer with \"confirm\" when he has signed.",
    "We deny Jürgen Beispiel as billing contact.",
    "We deny Jürgen Beispiel as contact for invoices.",
    "Confirm. Thanks and please wait until Monday.",
    "Confirm. Thank you, only if he signs.",
    "Dear Secretariat, only if he signs:\nconfirm",
    "Dear Secretariat, if he signs,\nconfirm",
    "confirm\nIf you have not received the signed contract, do not proceed.",
    "confirm\n\nThis message is valid only if he signs.",
    "confirm\n\nImportant: he must sign first.",
    "Confirm.\nAttention: he leaves in May.",
    "Confirm.\nWarning, this person left.",
    "Confirm.\nPlease consider this conditional on his signature.",
    "Confirm.\n\nSent with hesitation, only if he signs",
    "Confirm.\nCall first 0612345678",
    "confirm\n\nRegards,\nAna\nCTO\nNIC\nHe is not responsible for DNSSEC.",
    "With your permission, I confirm.",
    "I confirm that Eve Fremd is responsible for the security and stability of .nl.",
    "Confirm Eve Fremd",
    "I confirm Eve Fremd is responsible for .nl",
    "Confirmed. Eve Fremd is our head of security.",
    "Confirm. Mrs. Fremd is responsible for security.",
    "We deny that he is not responsible.",
    "Deny. Actually yes, he is fine.",
    "Deny. Sorry, I meant the other one, accept.",
    "Confirm. Let me know if you need the contract signed before you proceed.",
    "Confirm\nPending",
    "Confirm\n\nJust Kidding, Not",
    "I confirm, with reservations.",
    "I confirm Juergen's holiday.",
    "I confirm that the information is correct except the phone number.",
    "confirm that",
    "We were asked to confirm",
    "Our legal department must confirm",
    "You should confirm",
    "They confirm",
    "He confirms",
    "Bob from our NOC says: confirm",
    "\"confirm\" is not what I write",
    "Type confirm to confirm",
    "Should we write confirm or something else?",
    "I am confirming",
    "confirm confirm deny",
    "Not sure. Confirm.",
    "Confirm, I guess.",
    "Confirm (not really)",
    "Confirm... or not",
    "confirm\n\n\n\nNo.",
    "Confirm\n-- \nAna\nPS I take that back, he is not ours",
];

#[test]
fn no_turn_of_phrase_hides_behind_a_courtesy() {
    let cases = TURNS
        .iter()
        .map(|text| (*text, word(&report(&plain(text))), "unclear"));
    check_all(cases);
}

#[test]
fn a_name_of_our_request_may_be_spelled_otherwise() {
    for text in [
        "I confirm that Juergen Beispiel is responsible for the security of .nl.",
        "I confirm that Jurgen Beispiel is responsible for the security of .nl.",
        "Confirm. Mr. Beispiel is our head of security.",
        "Confirmed. Thanks, Ana Admin",
        "Confirm, best regards Ana",
    ] {
        assert_eq!(word(&report(&plain(text))), "confirm", "{text}");
    }
}

/// What people really write, at length.
const LETTERS: &[&str] = &[
    "Dear ccNSO Secretariat,\n\nWith reference to your email below, I confirm that Jürgen Beispiel is responsible for the overall security and stability of .nl.\n\nBest regards,\n\nAna Admin\nHead of Registry\nNIC Example",
    "Hi,\n\nConfirm.\n\nThanks!\nAna",
    "confirm\n\nThanks,\nAna",
    "Confirm\n\nRgds\nAna",
    "Good morning,\n\nYes, I confirm.\n\nKind regards,\n\nAna Admin\nCEO",
    "Dear All,\n\nHereby we confirm that Mr. Jürgen Beispiel is the person responsible for the security and stability of our ccTLD.\n\nRegards,\nAna",
    "I confirm that the aforementioned person is responsible for the overall security and stability of our ccTLD.",
    "I confirm that the person mentioned is responsible for security and stability of .nl ccTLD.",
    "We can confirm that Jürgen is responsible for the security and stability of .nl.\n\nBest,\nAna",
    "Confirm\n\nBest Regards / Met vriendelijke groet,\nAna Admin",
    "confirm\nAna Admin\nNIC Example\n",
    "Hello ccNSO Secretariat,\n\nconfirm\n\nBR\nAna",
    "Dear Sir/Madam,\n\nI confirm.\n\nYours faithfully,\nAna Admin",
    "Dear Sir or Madam,\n\nConfirm.\n\nYours sincerely\nAna Admin",
    "To whom it may concern,\n\nWe confirm the above.\n\nAna",
    "Confirmed!\n\nAna Admin | NIC Example | +31 26 352 55 00 | ana@nic.example",
    "confirm\n\n*Ana Admin*\n*Registry Manager*\nNIC Example B.V.\nPostbus 5022, 6802 EA Arnhem, The Netherlands\nM +31 6 25 07 87 33 | www.nic.example",
    "Confirm.\n\nRegards,\nAna Admin\n\n[cid:image001.png@01D9]\n\nNIC Example\nFollow us on Twitter",
    "Reply: confirm",
    "CONFIRM.\n\nBest regards,\nDr. Ana Admin\nChief Technology Officer",
    "I confirm the request below.",
    "I confirm the claim.",
    "I hereby confirm that the person below is responsible for the overall security and stability of our ccTLD",
    "I hereby confirm that the above person is responsible for the overall security and stability of my ccTLD.",
    "Yes, we confirm this request.\n\nRegards,\nAna",
    "Hello! Confirm! Regards, Ana",
    "Confirm. Regards, Ana Admin",
    "confirm\n\nGrüße\nAna",
    "Dear colleagues, confirm. Best regards, Ana",
    "Ok, confirm.",
    "Dear Secretariat,\n\nWe, the administrative contact for .nl, hereby confirm this.\n\nAna",
    "I confirm that Jürgen Beispiel (juergen.beispiel@nic.example) is responsible for the overall security and stability of .nl.",
    "This is to confirm that Mr Jürgen Beispiel is responsible for the overall security and stability of .nl.",
    "I confirm this information.",
    "Confirm this request",
    "I am the admin contact of .nl and I confirm.",
    "Dear Secretariat\n\nconfirm\n\nwith best regards\nana",
    "confirm\n\nBest regards,\nAna Admin\nNIC Example\n\nPlease consider the environment before printing this e-mail.",
    "confirm\n\nCon los mejores deseos,\nAna",
    "We confirm Mr. Jürgen Beispiel as responsible for the security and stability of .nl.",
    "I confirm that Jürgen Beispiel, our CISO, is responsible for the overall security and stability of .nl.",
    "Thanks for checking. Confirm.",
    "Thank you for contacting us. I confirm.",
    "I confirm. He is our CTO.",
    "I confirm. Jürgen has been with us for 10 years.",
    "I herewith confirm",
    "confirm.\n\n> ",
    "I, the undersigned, confirm that Jürgen Beispiel is responsible for the overall security and stability of .nl.",
    "Sure, confirmed.",
    "Confirm\n\nAna Admin\nIANA admin contact for .nl",
];

#[test]
fn whole_letters_that_confirm_are_read() {
    check_all(
        LETTERS
            .iter()
            .map(|text| (*text, word(&report(&plain(text))), "confirm")),
    );
}

#[test]
fn replies_to_every_subject_of_ours_are_replies_to_us() {
    let subjects = [
        "Invitation to join the TLD-OPS mailing list",
        "TLD-OPS Authentication Request",
        "Reminder: TLD-OPS Authentication Request",
        "Please answer again: TLD-OPS Authentication Request",
        "Please answer again: Invitation to join the TLD-OPS mailing list",
    ];
    for subject in subjects {
        let raw = String::from_utf8(plain("I confirm.")).expect("is text");
        let raw = raw.replace("TLD-OPS Authentication Request", subject);
        assert_eq!(word(&report(raw.as_bytes())), "confirm", "{subject}");
    }
}
