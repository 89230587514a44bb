"""terminal_mutt.py: what mutt's users send, a table: reading, quirk, case, client, what the person types, settings.

mutt lets its user set the attribution, the quote mark, the charset and everything else, and they do.
"""

from people import filled
from terminal_keys import PNG, pgp, smime
from terminal_typing import (
    alone,
    between,
    bottom,
    fill,
    headed,
    nothing,
    replaced,
    template_only,
    then,
    top,
    trimmed,
    unquoted,
)

SCENES = []
CONTACT = ('Name:', 'Claims to be')
DISCLAIMER_FR = (
    "-- \nMarc Tremblay\nDirecteur, opérations DNS\n\nAVIS DE CONFIDENTIALITÉ : Ce message et ses pièces jointes sont réservés à "
    "l'usage exclusif du\ndestinataire. Si vous l'avez reçu par erreur, veuillez en aviser l'expéditeur et le détruire.\n\n"
    'CONFIDENTIALITY NOTICE: This message is intended only for the addressee. If you are not the\n'
    'addressee, you must not use or disclose it; please notify the sender and delete it.\n'
)


def scene(reading, quirk, tld, change, client='mutt', **options):
    SCENES.append((reading, quirk, tld, client, change, options))


def attribution(text, date='', charset='utf-8'):
    return (
        'set attribution="%s"\n' % text
        + ('set date_format="%s"\n' % date if date else '')
        + 'set send_charset="us-ascii:%s:utf-8"\n' % charset
    )


def edited(subject, change):
    """With edit_headers: the person changes the subject too."""
    return then(replaced(('Subject: Re: ', 'Subject: ' + subject)), headed(change))


def banner(raw):
    """The request as a gateway passed it in, with its warning on top of the body."""
    return raw.replace(
        b'\n\nDear IANA',
        b'\n\nCAUTION: This email originated from outside of the organisation. Do not click\n'
        b'links or open attachments unless you recognise the sender.\n\nDear IANA',
        1,
    )


def ticket(raw):
    return raw.replace(b'\nSubject: ', b'\nSubject: [noc #48211] ', 1)


def external(raw):
    return raw.replace(b'\nSubject: ', b'\nSubject: [EXTERNAL] ', 1)


# --- confirmed ---------------------------------------------------------------------------------------------------

scene('confirm', 'top-post', 'nl', top('I confirm.\n\nKind regards,\nSaskia de Wit'))
scene(
    'confirm',
    'dutch-attribution-bottom',
    'nl',
    bottom('Confirmed.\n\nMet vriendelijke groet,\nSaskia'),
    locale='nl_NL.UTF-8',
    config=attribution('Op %d schreef %n:', '%a %d %b %Y om %H:%M'),
)
scene(
    'confirm',
    'german-attribution-latin1-trimmed',
    'de',
    trimmed(
        'Yes, I confirm that Änne Müller-Lüdenscheidt is responsible for the\nsecurity and stability of .de.\n\n'
        'Mit freundlichen Grüßen\nJürgen Großmann',
        *CONTACT
    ),
    locale='de_DE.UTF-8',
    config=attribution('Am %d schrieb %n:', '%A, den %d. %B %Y um %H:%M', 'iso-8859-1'),
)
scene(
    'confirm',
    'iso-2022-jp',
    'jp',
    top(
        'TLD-OPS 事務局 御中\n\nお世話になっております。山田です。\n\nI confirm.\n\nよろしくお願いいたします。\n山田 花子'
    ),
    locale='ja_JP.UTF-8',
    config=attribution('%d に %n さんは書きました:', '%Y年%m月%d日(%a)', 'iso-2022-jp'),
)
scene(
    'confirm',
    'portuguese-quoted-printable',
    'br',
    bottom(
        'Prezados,\n\nYes, I hereby confirm that Luiza Araújo is responsible for the security and stability of .br.\n\n'
        'Atenciosamente,\nJoão Conceição'
    ),
    locale='pt_BR.UTF-8',
    config=attribution('Em %d, %n escreveu:', '%d de %B de %Y às %H:%M') + 'unset allow_8bit\n',
)
scene('confirm', 'no-quote-one-word', 'ke', alone('confirm'))
scene(
    'confirm',
    'swedish-subject-prefix',
    'se',
    edited('SV: ', top('Hej,\n\nConfirmed. Björn is our security contact.\n\nMed vänlig hälsning\nÅsa Öberg')),
    locale='sv_SE.UTF-8',
    config=attribution('%d skrev %n:', '%A den %d %B %Y') + 'set edit_headers=yes\n',
)
scene(
    'confirm',
    'koi8-r-terminal',
    'ke',
    top('Здравствуйте,\n\nI confirm.\n\nС уважением,\nОльга Смирнова'),
    name='Ольга Смирнова',
    locale='ru_RU.KOI8-R',
    charset='koi8-r',
    config='set charset=koi8-r\n' + attribution('%n написал(а) %d:', '%d.%m.%Y %H:%M', 'koi8-r'),
)
scene(
    'confirm',
    'windows-1251',
    'ke',
    top('Добрый день!\n\nConfirmed.\n\n-- \nОльга Смирнова\nтел. +254 20 555 0100'),
    name='Ольга Смирнова',
    locale='ru_RU.UTF-8',
    config=attribution('%d, %n пишет:', '%A, %d %B %Y', 'windows-1251'),
)
scene('confirm', 'pipe-indent', 'nl', bottom('I confirm this.\n\n  -- Saskia'), config='set indent_string="| "\n')
scene(
    'confirm',
    'initials-indent',
    'se',
    trimmed('Confirm.', 'The person below', 'stability of your'),
    config='set indent_string="cS> " attribution="%n (%a) wrote on %d:"\n',
)
scene(
    'confirm',
    'flowed',
    'ke',
    top(
        'Dear Secretariat, \n\nYes, I hereby confirm that Otieno Ochieng is responsible for the security \nand stability of .ke. \n\n'
        'Kind regards, \nWanjiru Kamau'
    ),
    config='set text_flowed=yes\n',
)
scene(
    'confirm',
    'signature-on-top',
    'nl',
    then(nothing, lambda d: 'Confirmed, thank you.\n' + d),
    signature='Saskia de Wit\nRegistry .nl\n+31 26 352 5500\n',
    config='set sig_on_top=yes\n',
)
scene(
    'confirm',
    'german-signature',
    'de',
    top('Confirmed.'),
    signature='Jürgen Großmann\nRegistry .de eG · Kaiserstraße 75 · 60329 Frankfurt\n'
    'Vorstand: Dr. Jürgen Großmann (Vors.) · Sitz: Frankfurt am Main\n',
)
scene(
    'confirm',
    'long-disclaimer',
    'br',
    top('I confirm.\n\nRegards,\nJoão'),
    signature=(
        'João Conceição | Registro .br\n\nEsta mensagem pode conter informação confidencial. Se você a recebeu por engano, apague-a.\n'
        'This message may contain confidential information. If you are not the addressee, please delete it\nand do not deny or confirm its '
        'receipt to any third party. Views expressed are those of the author\nand not necessarily those of the company.\n'
    ),
)
scene(
    'confirm',
    'interleaved',
    'se',
    between(('“deny” in the message body', 'confirm'), ('Claims to be responsible', 'Best,\nÅsa Öberg')),
)
scene(
    'confirm',
    'between-the-paragraphs',
    'nl',
    between(('in the message body will suffice', 'I confirm.\n\nSaskia de Wit')),
)
scene(
    'confirm',
    'vcard-attached',
    'nl',
    top('I hereby confirm.\n\nSaskia'),
    config=lambda home: (
        home.file(
            'saskia.vcf',
            'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Saskia de Wit\r\nEMAIL:admin@registry-nl.example\r\nEND:VCARD\r\n',
        )
        and ''
    ),
    keys='<reply><attach-file>~/saskia.vcf<enter><send-message><exit>',
)
scene(
    'confirm',
    'logo-attached',
    'ke',
    top('Confirmed.\n\nWanjiru Kamau'),
    config=lambda home: (home.file('logo.png', PNG) and ''),
    keys='<reply><attach-file>~/logo.png<enter><send-message><exit>',
)
scene(
    'confirm',
    'pdf-letter-attached',
    'br',
    top('Dear colleagues,\n\nI confirm. The same on our letterhead is attached.\n\nJoão Conceição'),
    config=lambda home: (
        home.file('carta.pdf', b'%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n') and ''
    ),
    keys='<reply><attach-file>~/carta.pdf<enter><send-message><exit>',
)
scene(
    'confirm',
    'pgp-mime-signed',
    'nl',
    bottom('I confirm.\n\nSaskia de Wit'),
    config=lambda home: pgp(home) + 'set crypt_autosign=yes\n',
)
scene(
    'confirm',
    'pgp-inline-signed',
    'se',
    top('I confirm.\n\nAasa Oeberg'),
    name='Aasa Oeberg',
    config=lambda home: pgp(home) + 'set crypt_autosign=yes pgp_autoinline=yes pgp_mime_auto=no\n',
)
scene(
    'confirm',
    'smime-signed',
    'de',
    top('Confirmed.\n\nJürgen Großmann'),
    config=lambda home: smime(home) + 'set crypt_autosign=yes smime_is_default=yes\n',
    after=[('passphrase', 'none\r')],
)
scene(
    'confirm',
    'forwarded-inline',
    'ke',
    top('I confirm.\n\nWanjiru Kamau'),
    config='set mime_forward=no forward_quote=no\nmy_hdr X-Desk: hostmaster\n',
    keys='<forward-message>{to}<enter><send-message><exit>',
)
scene(
    'confirm',
    'forwarded-as-attachment',
    'nl',
    bottom('I confirm the attached request.\n\nSaskia de Wit'),
    config='set mime_forward=yes forward_decode=no\n',
    keys='<forward-message>{to}<enter><send-message><exit>',
)
scene(
    'confirm',
    'forwarded-quoted-german',
    'de',
    top('I confirm.\n\nGruß\nJürgen Großmann'),
    locale='de_DE.UTF-8',
    config='set mime_forward=no forward_quote=yes forward_attribution_intro="----- Weitergeleitete Nachricht von %f -----" '
    'forward_attribution_trailer="----- Ende der weitergeleiteten Nachricht -----" forward_format="WG: %s"\n',
    keys='<forward-message>{to}<enter><send-message><exit>',
)
scene(
    'confirm',
    'group-reply-with-copy',
    'se',
    top('Confirmed.\n\n/Åsa'),
    config='my_hdr Cc: noc@registry-se.example\n',
    keys='<group-reply><send-message><exit>',
)
scene(
    'confirm',
    'subject-changed',
    'br',
    edited('.br security contact -- was: ', top('Yes, confirmed.\n\nJoão')),
    config='set edit_headers=yes\n',
)
scene('confirm', 'ticket-subject', 'nl', top('Confirm.\n\nSaskia'), arrived=ticket)
scene('confirm', 'gateway-banner-in-the-quote', 'ke', top('I confirm.\n\nWanjiru Kamau'), arrived=banner)
scene(
    'confirm',
    'external-subject-danish-attribution',
    'se',
    bottom('I confirm.'),
    arrived=external,
    locale='da_DK.UTF-8',
    config=attribution('Den %d skrev %n:', '%d. %B %Y'),
)
scene(
    'confirm',
    'gb18030',
    'jp',
    top('您好,\n\nI confirm.\n\n此致\n敬礼\n王芳'),
    name='王芳',
    locale='zh_CN.UTF-8',
    config=attribution('在 %d,%n 写道:', '%Y年%m月%d日 %H:%M', 'gb18030'),
)
scene(
    'confirm',
    'french-attribution-no-break-space',
    'ke',
    top('Bonjour,\n\nI confirm that Otieno Ochieng is responsible.\n\nCordialement,\nWanjiru'),
    locale='fr_FR.UTF-8',
    config=attribution('Le %d, %n a écrit\u00a0:', '%A %d %B %Y à %H\u00a0h\u00a0%M'),
)
scene(
    'confirm',
    'arabic-attribution',
    'ke',
    top('السلام عليكم\n\nI confirm.\n\nمع التحية'),
    locale='ar_EG.UTF-8',
    config=attribution('في %d كتب %n:', '%d %B %Y'),
)

# --- denied ------------------------------------------------------------------------------------------------------

scene(
    'deny',
    'left-in-2013',
    'de',
    top('We deny this request. Änne Müller-Lüdenscheidt left in 2013.\n\nMit freundlichen Grüßen\nJürgen Großmann'),
    locale='de_DE.UTF-8',
    config=attribution('%n schrieb am %d:', '%d.%m.%Y'),
)
scene(
    'deny',
    'bottom-turkish-attribution',
    'ke',
    bottom('Deny.\n\nSaygılarımla'),
    locale='tr_TR.UTF-8',
    config=attribution('%d tarihinde %n şunları yazdı:', '%d %B %Y %A', 'iso-8859-9'),
)
scene(
    'deny',
    'never-worked-here-flowed',
    'nl',
    alone('I deny this assertion. Bram van den Berg has never worked for this \nregistry.\n\nSaskia de Wit'),
    config='set text_flowed=yes\n',
)

# --- the template ------------------------------------------------------------------------------------------------

scene(
    'ssc-response',
    'filled-inside-the-quote',
    'fr',
    fill('fr'),
    contacts=2,
    faults='',
    locale='fr_FR.UTF-8',
    config=attribution('Le %d, %n a écrit :', '%d/%m/%Y'),
)
scene('ssc-response', 'one-contact-inside-the-quote', 'nz', fill('nz', 1), contacts=1, faults='')
scene(
    'ssc-response',
    'above-the-quote',
    'ca',
    top('Hello,\n\nplease find our contacts below.\n\n' + filled('ca') + '\n\nRegards,\nMarc Tremblay'),
    contacts=2,
    faults='',
    signature=DISCLAIMER_FR[4:],
)
scene(
    'ssc-response',
    'below-the-quote-korean-euc-kr',
    'kr',
    bottom(filled('kr', title='') + '\n\n김민수 드림'),
    contacts=2,
    faults='',
    locale='ko_KR.UTF-8',
    config=attribution('%d, %n 님이 쓴 글:', '%Y년 %m월 %d일', 'euc-kr'),
)
scene(
    'ssc-response',
    'quote-marks-removed-iso-8859-2',
    'pl',
    then(unquoted('> '), template_only(fill('pl'))),
    contacts=2,
    faults='',
    locale='pl_PL.UTF-8',
    config=attribution('Dnia %d, %n napisał(a):', '%d %B %Y', 'iso-8859-2'),
)
scene(
    'ssc-response', 'flowed-inside-the-quote', 'in', fill('in'), contacts=2, faults='', config='set text_flowed=yes\n'
)
scene(
    'ssc-response',
    'role-address',
    'nz',
    top(filled('nz', change=lambda c: [(c[0][0], 'hostmaster@registry-nz.example', c[0][2]), c[1]])),
    contacts=1,
    faults='contact-1-role-account',
)
scene(
    'ssc-response',
    'smime-signed-inside-the-quote',
    'fr',
    fill('fr', 1),
    contacts=1,
    faults='',
    config=lambda home: smime(home) + 'set crypt_autosign=yes smime_is_default=yes\n',
    after=[('passphrase', 'none\r')],
)

# --- not clear ---------------------------------------------------------------------------------------------------

scene(
    'unclear',
    'bounced-home',
    'nl',
    None,
    keys='<bounce-message>secretariat@secretariat.example<enter><exit>',
    stamp='dmarc=fail',
    request=None,
    config='set bounce=yes\n',
)
scene(
    'unclear',
    'pgp-encrypted',
    'nl',
    top('I confirm.'),
    why='opaque',
    config=lambda home: pgp(home, home.case['reply_address'])
    + 'set crypt_autoencrypt=yes crypt_opportunistic_encrypt=no\n',
)
scene(
    'unclear',
    'question',
    'de',
    top('Could you tell us who sent this request? We have two people of that name.\n\nJürgen Großmann'),
    why='question',
)
scene(
    'unclear',
    'negation-wrapped',
    'nl',
    top(
        'Dear Secretariat,\n\nas far as our personnel department can tell at this moment we do not\nconfirm '
        'that Bram van den Berg is our contact.\n\nSaskia'
    ),
    why='negated',
)
scene('unclear', 'quote-sent-back', 'ke', nothing, why='nothing-written')
scene(
    'unclear',
    'only-in-the-subject',
    'se',
    edited('CONFIRMED: ', nothing),
    config='set edit_headers=yes\n',
    why='only-in-subject',
)
scene(
    'unclear',
    'answer-in-an-attachment',
    'br',
    top('Please see the attached letter.\n\nJoão'),
    why='only-in-attachment',
    config=lambda home: (home.file('answer.txt', 'I confirm.\nJoão Conceição\n') and ''),
    keys='<reply><attach-file>~/answer.txt<enter><send-message><exit>',
)
