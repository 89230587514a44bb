"""terminal_mh.py: what the users of nmh and mblaze send; the columns are those of terminal_mutt.py.

nmh's own quote shows the request as it was transported (quoted-printable and all), mblaze's as it reads.
"""

from people import filled
from terminal_typing import between, bottom, fill, headed, nothing, top, trimmed

SCENES = []
PLAIN = ('-filter', 'mhl.plain')
# Filters people keep in their Mail folder.
FILTERS = {
    'mhl.plain': 'body:component="> ",overflowtext="> ",overflowoffset=0\n',
    'mhl.bar': 'message-id:nocomponent,formatfield="In message %{text} you wrote:"\nbody:component="    | ",overflowtext="    | ",overflowoffset=0\n',
    'mhl.decoded': 'from:nocomponent,formatfield="%(unquote(decode(friendly{text}))) writes:"\n'
    'body:nocomponent,format,nowrap,formatarg="%(trim{text})",formatarg="> "\n',
    'mhl.head': ': -----Original Message-----\nfrom:component="From"\ndate:component="Date"\nsubject:component="Subject"\n:\nbody:nocomponent\n',
    'mhl.attrib': 'date:nocomponent,formatfield="On %(mday{text}) %(month{text}) %(year{text}), you wrote:"\n'
    'body:component="> ",overflowtext="> ",overflowoffset=0,compwidth=2\n',
}


def nmh(reading, quirk, tld, change, **options):
    options.setdefault('files', FILTERS)
    SCENES.append((reading, quirk, tld, 'nmh', change, options))


def mblaze(reading, quirk, tld, change, **options):
    SCENES.append((reading, quirk, tld, 'mblaze', change and headed(change), options))


nmh('confirm', 'transport-encoded-quote-top', 'nl', top('I confirm.\n\nSaskia de Wit'))
nmh('confirm', 'transport-encoded-quote-bottom', 'ke', bottom('Confirmed.\n\nWanjiru'))
nmh('confirm', 'no-quote', 'br', lambda d: 'I confirm.\n', repl=())
nmh(
    'confirm',
    'no-quote-umlauts',
    'de',
    lambda d: 'Sehr geehrte Damen und Herren,\n\nI confirm.\n\nMit freundlichen Grüßen\nJürgen Großmann\n',
    repl=(),
)
nmh('confirm', 'in-message-you-wrote', 'se', top('Confirmed. /Åsa'), repl=('-filter', 'mhl.bar'))
nmh(
    'confirm',
    'bar-quote-trimmed',
    'nl',
    trimmed('Yes, I confirm that Bram van den Berg is responsible for .nl.', 'Name: Bram', 'Claims'),
    repl=('-filter', 'mhl.bar'),
)
nmh('confirm', 'on-date-you-wrote', 'ke', top('Confirm.'), repl=('-filter', 'mhl.attrib'))
nmh('confirm', 'header-block-bare-quote', 'nl', top('I confirm.\n\nSaskia de Wit\n'), repl=('-filter', 'mhl.head'))
nmh('confirm', 'answer-inside-the-quote', 'br', between(('in the message body will suffice', 'Confirm.')))
nmh(
    'confirm',
    'group-copy-to-the-secretariat',
    'se',
    top('I confirm.'),
    repl=('-group', '-cc', 'all', '-format', '-filter', 'mhl.reply'),
)
nmh(
    'confirm',
    'attachment-by-header',
    'de',
    top('Confirmed.\n\nJürgen Großmann'),
    files=FILTERS | {'karte.txt': 'Jürgen Großmann\nKaiserstraße 75\n'},
    add='Nmh-Attach: {home}/Mail/karte.txt\n',
)
nmh('confirm', 'forwarded-with-rulers', 'ke', lambda d: 'I confirm.\n\nWanjiru Kamau\n\n' + d, command='forw', repl=())
nmh(
    'confirm',
    'forwarded-as-digest-part',
    'nl',
    lambda d: 'I confirm this request.\n\n' + d,
    command='forw',
    repl=('-mime',),
)
nmh('deny', 'transport-encoded-quote', 'jp', top('Deny. He left the company in 2020.\n\nYamada'))
nmh('deny', 'no-quote', 'se', lambda d: 'We deny this assertion.\n\nÅsa Öberg\n', repl=())
nmh('ssc-response', 'filled-inside-the-quote', 'ca', fill('ca'), contacts=2, faults='')
nmh('ssc-response', 'typed-without-quote', 'fr', lambda d: filled('fr') + '\n', repl=(), contacts=2, faults='')
nmh('ssc-response', 'one-contact-above-the-quote', 'in', top(filled('in', 1)), contacts=1, faults='')
nmh('ssc-response', 'filled-in-a-bare-quote', 'nz', fill('nz'), contacts=2, faults='', repl=('-filter', 'mhl.head'))
nmh(
    'ssc-response',
    'national-number',
    'pl',
    top(filled('pl', change=lambda c: [(c[0][0], c[0][1], '601 234 567'), c[1]])),
    contacts=1,
    faults='contact-1-phone',
)
nmh('unclear', 'quote-only', 'nl', nothing, why='nothing-written')
nmh('unclear', 'future', 'ke', top('I will confirm this when our CTO is back from leave.'), why='future')

mblaze('confirm', 'top-post', 'nl', top('Confirmed.\n\nSaskia'))
mblaze(
    'confirm',
    'bottom-post-signature',
    'de',
    bottom('I confirm.\n\nGruß\nJürgen'),
    signature='Jürgen Großmann · Registry .de\n',
)
mblaze(
    'confirm',
    'no-quote',
    'ke',
    lambda d: 'I hereby confirm that Otieno Ochieng is responsible.\n',
    command=('mrep', '-noquote'),
)
mblaze(
    'confirm',
    'japanese-greeting',
    'jp',
    top(
        'お世話になっております。\n\nI confirm that Kenji Tanaka is responsible for .jp.\n\n以上、よろしくお願いいたします。\n山田 花子'
    ),
)
mblaze(
    'confirm',
    'trimmed-to-the-person',
    'br',
    trimmed('Confirm. Obrigado, João', '=== Requestor', 'Claims to be', 'above'),
)
mblaze('confirm', 'answered-in-the-first-paragraph', 'se', between(('in the message body will suffice', 'confirm')))
mblaze(
    'confirm', 'forwarded-as-message-part', 'ke', lambda d: 'I confirm.\n' + d, command=('mfwd', '-to', '{to}', '--')
)
mblaze('confirm', 'forwarded-as-text', 'nl', lambda d: 'I confirm.\n' + d, command=('mfwd', '-r', '-to', '{to}', '--'))
mblaze('deny', 'bottom-post', 'ke', bottom('Deny - Otieno Ochieng is not employed by us.\n\nWanjiru Kamau'))
mblaze('ssc-response', 'filled-inside-the-quote', 'kr', fill('kr'), contacts=2, faults='')
mblaze(
    'ssc-response',
    'above-with-greeting',
    'nz',
    top('Kia ora,\n\n' + filled('nz', title='') + '\n\nNgā mihi,\nAroha'),
    contacts=2,
    faults='',
)
mblaze(
    'ssc-response',
    'two-addresses-in-a-field',
    'fr',
    top(filled('fr', change=lambda c: [(c[0][0], c[0][1] + ' / etienne@registry-fr.example', c[0][2]), c[1]])),
    contacts=1,
    faults='contact-1-email',
)
mblaze('unclear', 'other-object', 'br', top('I confirm receipt of your message.\n\nJoão'), why='other-object')
