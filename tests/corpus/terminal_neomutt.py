"""terminal_neomutt.py: what NeoMutt's users send; the columns are those of terminal_mutt.py."""

from people import filled
from terminal_keys import pgp
from terminal_mutt import attribution, edited
from terminal_typing import alone, between, bottom, fill, nothing, then, top, trimmed, without

SCENES = []


def scene(reading, quirk, tld, change, **options):
    SCENES.append((reading, quirk, tld, 'neomutt', change, options))


scene(
    'confirm',
    'custom-indent-nn',
    'de',
    bottom('Confirmed.\n\nBeste Grüße\nJürgen Großmann'),
    config='set indent_string="nn> "\n',
)
scene(
    'confirm',
    'colon-indent',
    'br',
    trimmed('I confirm.', 'Name: Luiza', 'Claims to be'),
    config='set indent_string=": "\n',
)
scene('confirm', 'no-attribution', 'nl', top('Confirm'), config='set attribution=""\n')
scene(
    'confirm',
    'header-kept-in-the-quote',
    'se',
    top('I confirm.\n\nVänligen\nÅsa Öberg'),
    config='set header=yes weed=no\n',
)
scene(
    'confirm',
    'spanish-attribution',
    'br',
    bottom('Saludos,\n\nI confirm.\n\nJoão'),
    locale='es_ES.UTF-8',
    config=attribution('El %d, %n escribió:', '%d de %B de %Y'),
)
scene(
    'confirm',
    'chinese-attribution-gb2312',
    'jp',
    bottom('I confirm.\n\n谢谢\n王芳'),
    name='王芳',
    locale='zh_CN.UTF-8',
    config=attribution('%n 于 %d 写道:', '%Y-%m-%d %H:%M', 'gb2312'),
)
scene(
    'confirm',
    'hebrew-greeting-and-attribution',
    'ke',
    top('שלום רב,\n\nI confirm.\n\nבברכה,\nמיכל לוי'),
    name='מיכל לוי',
    locale='he_IL.UTF-8',
    config=attribution('ב-%d כתב/ה %n:', '%d/%m/%Y'),
)
scene(
    'confirm',
    'finnish-prefix-and-flowed',
    'se',
    edited(
        'VS: ',
        top(
            'Hei, \n\nYes, I confirm that Björn Lindqvist is responsible for the security and \n'
            'stability of .se. \n\nYstävällisin terveisin \nÅsa'
        ),
    ),
    config='set edit_headers=yes text_flowed=yes attribution="%d, %n kirjoitti:"\n',
)
scene(
    'confirm',
    'top-and-signature-hungarian',
    'ke',
    top('Tisztelt Titkárság!\n\nConfirmed.\n\nÜdvözlettel:\nKovács Éva'),
    name='Kovács Éva',
    locale='hu_HU.UTF-8',
    config=attribution('%d keltezéssel %n ezt írta:', '%Y. %B %d.', 'iso-8859-2'),
    signature='Kovács Éva\n',
)
scene(
    'confirm',
    'pgp-mime-signed-no-quote',
    'ke',
    alone('I confirm.'),
    config=lambda home: pgp(home) + 'set crypt_autosign=yes\n',
)
scene(
    'confirm',
    'quoted-confirm-line-answered',
    'nl',
    between(('“deny” in the message body', 'Confirm, Bram is our CISO.')),
)
scene('deny', 'one-word-top', 'br', top('Deny'))
scene(
    'deny',
    'polish-attribution',
    'se',
    top('I deny. We do not know this person.\n\nPozdrawiam\nÅsa Öberg'),
    locale='pl_PL.UTF-8',
    config=attribution('W dniu %d %n pisze:', '%d.%m.%Y'),
)
scene(
    'deny',
    'denied-trimmed',
    'jp',
    trimmed('Denied. Kenji Tanaka moved to another company in 2019.\n\n山田', 'Name: Kenji', 'Claims to be'),
)
scene('ssc-response', 'inside-a-pipe-quote', 'in', fill('in'), contacts=2, faults='', config='set indent_string="| "\n')
scene(
    'ssc-response',
    'polish-filled-inside',
    'pl',
    fill('pl'),
    contacts=2,
    faults='',
    locale='pl_PL.UTF-8',
    config=attribution('W dniu %d, %n pisze:', '%d.%m.%Y') + 'unset allow_8bit\n',
)
scene(
    'ssc-response',
    'second-contact-cut-out',
    'nz',
    then(fill('nz', 1), without('Contact Person #2', '<FirstName2>', '<EmailAddress2>', r'\+<country code>')),
    contacts=1,
    faults='',
)
scene(
    'ssc-response',
    'header-kept-and-typed-above',
    'ca',
    top(filled('ca', 1)),
    contacts=1,
    faults='',
    config='set header=yes\n',
)
scene(
    'ssc-response',
    'lower-case-labels',
    'fr',
    top(
        filled('fr')
        .replace('Name:', 'name:')
        .replace('Email address:', 'email address:')
        .replace('Mobile phone number:', 'mobile phone number:')
    ),
    contacts=2,
    faults='',
)
scene(
    'ssc-response', 'statement-missing', 'kr', alone(filled('kr', sentence='')), contacts=2, faults='statement-missing'
)
scene('unclear', 'only-the-signature', 'de', nothing, signature='Jürgen Großmann\nRegistry .de\n')
scene(
    'unclear',
    'conditional',
    'br',
    bottom('I confirm, provided that Luiza signs the non-disclosure form first.'),
    why='conditional',
)
