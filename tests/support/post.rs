//! Mail as it comes: the messages that the tests of case and service take in.

use super::names::{self, Person, Registry};
use secird::case::Scheme;
use secird::compose::Words;
use secird::domain::ids::MessageId;

/// The stamp of our border on a message of .nl's admin contact.
pub(crate) const PASS: &str = "mx.secretariat.example; dmarc=pass header.from=nic-nl.example";

/// The host that stamps.
const BORDER: &str = "mx.secretariat.example";

/// A message in the making.
#[derive(Debug, Clone)]
pub(crate) struct Mail {
    from: String,
    to: String,
    stamp: Option<String>,
    subject: String,
    fields: Vec<(String, String)>,
    body: String,
    serial: String,
}

impl Mail {
    /// A message from that address; the border says pass.
    pub(crate) fn from(address: &str) -> Self {
        let mail = Self {
            from: address.to_owned(),
            to: names::SECRETARIAT.to_owned(),
            stamp: None,
            subject: "Hello".to_owned(),
            fields: Vec::new(),
            body: "Hello.\n".to_owned(),
            serial: String::new(),
        };
        mail.sender(address)
    }

    /// A reply of the ccTLD's admin contact.
    pub(crate) fn from_admin(tld: &str) -> Self {
        Self::from(names::of(tld).address).subject("Re: TLD-OPS")
    }

    pub(crate) fn sender(mut self, address: &str) -> Self {
        let domain = address.rsplit('@').next().unwrap();
        let domain = idna::domain_to_ascii(domain).unwrap();
        self.stamp = Some(format!("{BORDER}; dmarc=pass header.from={domain}"));
        self.from = address.to_owned();
        self
    }

    pub(crate) fn to(mut self, address: &str) -> Self {
        self.to = address.to_owned();
        self
    }

    pub(crate) fn subject(mut self, subject: &str) -> Self {
        self.subject = subject.to_owned();
        self
    }

    pub(crate) fn saying(mut self, body: &str) -> Self {
        self.body = body.to_owned();
        self
    }

    pub(crate) fn field(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Leaves the fields of that name out.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self
    }

    pub(crate) fn stamped(mut self, stamp: &str) -> Self {
        self.stamp = Some(stamp.to_owned());
        self
    }

    /// A mark that makes this message another than one with the same words.
    pub(crate) fn serial(mut self, serial: &str) -> Self {
        self.serial = serial.to_owned();
        self
    }

    /// The answer to an invitation: both contacts and the sentence.
    pub(crate) fn naming_contacts(self, tld: &str) -> Self {
        self.saying(&template(&names::of(tld)))
    }

    /// The failure notice for a mail of ours (RFC 3464).
    pub(crate) fn bounce_of(id: &MessageId) -> Self {
        let text = format!(
            "--b\nContent-Type: text/plain\n\nYour message could not be delivered.\n\n\
             --b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.elsewhere.example\n\n\
             Final-Recipient: rfc822; admin@nic.example\nAction: failed\nStatus: 5.1.1\n\n\
             --b\nContent-Type: message/rfc822\n\nFrom: {}\nTo: admin@nic.example\nSubject: TLD-OPS\n\
             Message-ID: {}\n\nDear IANA Admin Contact,\n\n--b--\n",
            names::SECRETARIAT,
            id.bracketed()
        );
        Self::from("mailer-daemon@elsewhere.example")
            .subject("Undelivered Mail Returned to Sender")
            .field("Auto-Submitted", "auto-replied")
            .field("Return-Path", "<>")
            .field("MIME-Version", "1.0")
            .field(
                "Content-Type",
                "multipart/report; report-type=delivery-status; boundary=b",
            )
            .saying(&text)
    }

    /// The bytes, as our border hands them over.
    pub(crate) fn raw(&self) -> Vec<u8> {
        let mut text = String::new();
        if let Some(stamp) = &self.stamp {
            text.push_str(&format!("Authentication-Results: {stamp}\n"));
        }
        text.push_str(&format!(
            "Received: from mail.elsewhere.example (mail.elsewhere.example [192.0.2.1])\n\tby {BORDER} with ESMTPS id 1; Mon, 23 Nov 2026 10:00:00 +0000\n"
        ));
        text.push_str(&format!("From: {}\nTo: {}\n", self.from, self.to));
        text.push_str(&format!(
            "Subject: {}\nDate: Mon, 23 Nov 2026 09:59:00 +0000\n",
            self.subject
        ));
        for (name, value) in &self.fields {
            text.push_str(&format!("{name}: {value}\n"));
        }
        if !self.fields.iter().any(|(name, _)| name == "Message-ID") {
            let mark = format!("{}{}{}{:?}", self.serial, self.from, self.body, self.fields);
            let digest = secird::domain::ids::Digest::of(mark.as_bytes());
            text.push_str(&format!(
                "Message-ID: <{}@elsewhere.example>\n",
                digest.short()
            ));
        }
        if !self.fields.iter().any(|(name, _)| name == "Content-Type") {
            text.push_str("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n");
        }
        format!("{text}\n{}", self.body)
            .replace('\n', "\r\n")
            .into_bytes()
    }
}

/// The response template as that ccTLD's admin contact fills it in.
pub(crate) fn template(registry: &Registry) -> String {
    template_of(&registry.contacts)
}

/// The response template with these people.
pub(crate) fn template_of(people: &[Person]) -> String {
    let mut text = String::new();
    for (number, person) in people.iter().enumerate() {
        let rank = ["#1 (primary)", "#2 (secondary)"][number];
        text.push_str(&format!(
            "Contact Person {rank}:\nName: {}\nEmail address: {}\nMobile phone number: {}\n\n",
            person.name, person.email, person.phone
        ));
    }
    text.push_str(
        "I hereby confirm that the above persons are responsible for the\noverall security and stability of my ccTLD.\n",
    );
    text
}

/// Our requests without a case, as this site fills them in.
pub(crate) fn plain_requests() -> Vec<secird::reading::Script> {
    let list = secird::domain::address::EmailAddress::parse(names::LIST).unwrap();
    Words::new()
        .unwrap()
        .plain_requests(&secird::compose::Site::of(list))
}

/// The words of a request, for cases that are not sent anything.
pub(crate) fn request_of(tld: &str, scheme: &Scheme, reference: &str) -> String {
    let words = Words::new().unwrap();
    let ssc = scheme.ssc().map(|ssc| {
        minijinja::context! {
            name => ssc.name.clone(), email => ssc.email.to_string(), phone => ssc.phone.typed(),
        }
    });
    let name = if ssc.is_some() {
        "authentication_request"
    } else {
        "ssc_request"
    };
    let context = minijinja::context! { tld => format!(".{tld}"), reference => reference, ssc => ssc, page => secird::compose::Site::PAGE };
    words.say(name, context).unwrap()
}
