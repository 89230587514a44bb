"""terminal_alpine.py: what Alpine's users send; the columns are those of terminal_mutt.py.

Alpine sends text beyond ASCII as the only part of a multipart/mixed, and its text is flowed unless it is told otherwise.
"""

from people import filled
from terminal_mutt import banner, ticket
from terminal_typing import alone, between, bottom, fill, nothing, then, top, trimmed, unquoted

SCENES = []
READ = 'Invitation|Authentication'
FORWARD = [
    (READ, 'f'),
    (None, '{to}\r'),
    (None, '\r'),
    (None, '\r'),
    (None, '\r'),
    ('editor done', '\x18'),
    (None, 'y'),
    (None, 'q'),
]
BOUNCE = [(READ, 'b'), ('BOUNCE', 'secretariat@secretariat.example\r'), (None, 'y'), (None, 'q')]
ATTACH = [
    (READ, 'r'),
    ('Use .*Reply-To', 'y'),
    ('editor done', '\x0a'),
    (None, '{home}/%s\r'),
    (None, '\r'),
    (None, '\x18'),
    (None, 'y'),
    (None, 'q'),
]


def scene(reading, quirk, tld, change, **options):
    SCENES.append((reading, quirk, tld, 'alpine', change, options))


def attached(name):
    return [(wanted, typed % name if '%s' in typed else typed) for wanted, typed in ATTACH]


scene('confirm', 'top-post-flowed', 'nl', top('I confirm.\n\nSaskia de Wit'))
scene('confirm', 'not-flowed', 'ke', top('Confirmed.\n\nWanjiru'), features=['quell-flowed-text'])
scene(
    'confirm',
    'bottom-signature',
    'de',
    bottom('Confirmed.'),
    signature='Jürgen Großmann, Registry .de\n',
    features=['enable-sigdashes'],
)
scene(
    'confirm',
    'signature-above-without-dashes',
    'br',
    lambda d: 'I confirm.\n' + d,
    signature='João Conceição\nNIC .br -- Núcleo de Informação\n',
    features=['signature-at-bottom'],
)
scene('confirm', 'bar-quote', 'se', bottom('Confirm.\n\nÅsa'), config='reply-indent-string="| "\n')
scene('confirm', 'name-quote', 'nl', top('I confirm this.'), config='reply-indent-string="_INIT_> "\n')
scene(
    'confirm',
    'leadin-german',
    'de',
    bottom('Confirmed.\n\nViele Grüße\nJürgen Großmann'),
    config='reply-leadin="Am _DAYDATE_ schrieb _FROM_:_NEWLINE_"\n',
)
scene(
    'confirm',
    'leadin-with-address',
    'ke',
    top('Yes, I hereby confirm that Otieno Ochieng is responsible for the security and stability of .ke.'),
    config='reply-leadin="_FROM_ (_ADDRESS_) wrote on _LONGDATE_ at _TIME24_:"\n',
)
scene(
    'confirm',
    'header-in-the-reply',
    'nl',
    top('I confirm.\n\nRegards,\nSaskia de Wit'),
    features=['include-header-in-reply'],
)
scene('confirm', 'no-quote', 'se', alone('I confirm.\n\n/Åsa Öberg'))
scene(
    'confirm',
    'no-quote-japanese-iso-2022-jp',
    'jp',
    alone('山田です。\n\nI confirm.\n\nよろしくお願いします。'),
    charset='ISO-2022-JP',
)
scene(
    'confirm',
    'latin1-trimmed',
    'br',
    trimmed(
        'I confirm that Luiza Araújo is responsible for .br.\n\nAtenciosamente, João Conceição',
        'Name: Luiza',
        'Claims to be',
    ),
    charset='ISO-8859-1',
)
scene(
    'confirm',
    'interleaved-twice',
    'ke',
    between(('“deny” in the message body', 'Confirm.'), ('Claims to be responsible', 'Wanjiru Kamau')),
)
scene('confirm', 'ticket-subject', 'nl', top('Confirmed.\n\nSaskia'), arrived=ticket)
scene('confirm', 'gateway-banner', 'ke', bottom('I confirm.\n\nWanjiru'), arrived=banner)
scene(
    'confirm',
    'long-line-wrapped-by-flowing',
    'nl',
    top(
        'Dear colleagues, yes, I hereby confirm that Bram van den Berg is responsible for the security '
        'and stability of .nl.\n\nKind regards, Saskia'
    ),
)
scene(
    'confirm',
    'greek-greeting',
    'ke',
    top('Αγαπητοί κύριοι,\n\nI confirm.\n\nΜε εκτίμηση,\nΕλένη Παπαδοπούλου'),
    name='Ελένη Παπαδοπούλου',
)
scene(
    'confirm',
    'cyrillic-koi8-r-no-quote',
    'ke',
    alone('Здравствуйте!\n\nConfirmed.\n\nС уважением, Ольга'),
    name='Ольга Смирнова',
    charset='KOI8-R',
)
scene('confirm', 'forwarded', 'nl', lambda d: 'I confirm.\n' + d, keys=FORWARD)
scene(
    'confirm',
    'forwarded-as-attachment',
    'ke',
    lambda d: 'I confirm.\n' + d,
    features=['forward-as-attachment'],
    keys=FORWARD,
)
scene(
    'confirm',
    'business-card-attached',
    'se',
    top('Confirmed.\n\nÅsa'),
    keys=attached('asa.vcf'),
    config=lambda home: home.file('asa.vcf', 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Åsa Öberg\r\nEND:VCARD\r\n') and '',
)
scene('deny', 'top-post', 'nl', top('We deny this request. Bram van den Berg left in 2013.\n\nSaskia de Wit'))
scene('deny', 'bottom-post', 'jp', bottom('Denied.\n\n山田 花子'))
scene('deny', 'single-word-no-quote', 'de', alone('deny'))
scene('deny', 'header-in-the-reply', 'br', top('I deny this.'), features=['include-header-in-reply'])
scene('ssc-response', 'filled-inside-the-quote', 'fr', fill('fr'), contacts=2, faults='')
scene('ssc-response', 'one-contact-inside-the-quote', 'in', fill('in', 1), contacts=1, faults='')
scene('ssc-response', 'above-the-quote', 'nz', top(filled('nz') + '\n\nAroha Williams'), contacts=2, faults='')
scene('ssc-response', 'below-the-quote', 'ca', bottom(filled('ca', title='')), contacts=2, faults='')
scene('ssc-response', 'quote-marks-removed', 'pl', then(unquoted('> '), fill('pl')), contacts=2, faults='')
scene('ssc-response', 'template-alone-latin2', 'pl', alone(filled('pl')), contacts=2, faults='', charset='ISO-8859-2')
scene(
    'ssc-response',
    'euc-kr',
    'kr',
    alone(filled('kr') + '\n\n감사합니다.\n김민수 드림'),
    contacts=2,
    faults='',
    charset='EUC-KR',
)
scene(
    'ssc-response',
    'national-number-inside',
    'ca',
    fill('ca', change=lambda c: [(c[0][0], c[0][1], '613 555 0142'), c[1]]),
    contacts=1,
    faults='contact-1-phone',
)
scene('unclear', 'both-words-left', 'nl', top('confirm / deny'), why='both-words')
scene('unclear', 'quote-only', 'se', nothing, why='nothing-written')
scene('unclear', 'question', 'ke', bottom('Should I confirm this if Otieno has not asked for it?'), why='question')
scene(
    'unclear',
    'negated-flowed',
    'de',
    top(
        'We can confirm neither the name nor the telephone number. This person is not known to us, so we do not confirm.'
    ),
    why='negated',
)
scene('unclear', 'bounced-home', 'ke', None, keys=BOUNCE, stamp='dmarc=fail', request=None)
