"""terminal_mailx.py: what the users of S-nail, BSD mailx and GNU mail send; the columns are those of terminal_mutt.py.

BSD mailx answers From and forgets Reply-To; it and GNU mail quote the header and the request's transport encoding too.
"""

from people import filled
from terminal_typing import alone, between, bottom, fill, nothing, top, trimmed

SCENES = []


def s_nail(reading, quirk, tld, change, **options):
    SCENES.append((reading, quirk, tld, 's_nail', change, options))


def bsd(reading, quirk, tld, change, **options):
    SCENES.append((reading, quirk, tld, 'bsd_mailx', change, options))


def gnu(reading, quirk, tld, change, **options):
    SCENES.append((reading, quirk, tld, 'mailutils', change, options))


s_nail('confirm', 'top-post', 'nl', top('Confirmed.\n\nSaskia de Wit'))
s_nail('confirm', 'tab-prefix', 'ke', top('I confirm.'), config='set indentprefix="\t"\n')
s_nail('confirm', 'tab-prefix-bottom', 'br', bottom('Confirm.\n\nJoão'), config='set indentprefix="\t"\n')
s_nail(
    'confirm',
    'no-quote',
    'se',
    None,
    commands=('reply 1', 'We confirm this.', '', 'Asa Oberg', '~.'),
    config='unset quote\n',
)
s_nail('confirm', 'typed-below-the-quote', 'nl', None, commands=('reply 1', 'confirm', '~.'))
s_nail(
    'confirm',
    'quote-with-all-headers',
    'de',
    top('Confirmed.\n\nGrüße\nJürgen Großmann'),
    config='set quote=allheaders\n',
)
s_nail('confirm', 'quote-with-headers', 'ke', top('I confirm.\n\nWanjiru Kamau'), config='set quote=headers\n')
s_nail('confirm', 'quote-without-heading', 'se', top('Confirm.'), config='set quote-inject-head=\n')
s_nail(
    'confirm',
    'danish-attribution',
    'se',
    bottom('I confirm.\n\nMvh\nÅsa'),
    config="wysh set quote-inject-head=$'%f skrev den %d:\\n'\n",
)
s_nail(
    'confirm',
    'latin1-base64',
    'de',
    alone('Confirmed.\n\nMit freundlichen Grüßen\nJürgen Großmann'),
    config='set sendcharsets=iso-8859-1,utf-8 mime-encoding=base64\n',
)
s_nail('confirm', 'utf-8-base64', 'br', top('I confirm.\n\nJoão Conceição'), config='set mime-encoding=base64\n')
s_nail('confirm', 'eight-bit', 'jp', top('I confirm.\n\n山田 花子'), config='set mime-encoding=8bit\n')
s_nail(
    'confirm',
    'iso-2022-jp',
    'jp',
    alone('山田です。\nI confirm.\nよろしくお願いします。'),
    config='set sendcharsets=iso-2022-jp,utf-8\n',
)
s_nail('confirm', 'folded-quote', 'nl', trimmed('I confirm.', 'Name: Bram', 'of: .nl'), config='set quote-fold=50,40\n')
s_nail('confirm', 'quote-as-attachment', 'ke', top('Confirmed.'), config='unset quote\nset quote-as-attachment\n')
s_nail(
    'confirm',
    'forwarded',
    'br',
    top('I confirm.'),
    commands=('forward {to}', '~e', '~.'),
    config='set forward-as-attachment\n',
)
s_nail('deny', 'top-post', 'nl', top('I deny this assertion. Bram is not authorised to act for .nl.'))
s_nail('deny', 'no-quote', 'ke', None, commands=('reply 1', 'Deny.', '', 'Wanjiru Kamau', '~.'), config='unset quote\n')
s_nail('deny', 'tab-prefix', 'se', bottom('Denied.\n\nÅsa Öberg'), config='set indentprefix="\t"\n')
s_nail('ssc-response', 'filled-inside-the-quote', 'ca', fill('ca'), contacts=2, faults='')
s_nail(
    'ssc-response',
    'filled-inside-a-tab-quote',
    'nz',
    fill('nz'),
    contacts=2,
    faults='',
    config='set indentprefix="\t"\n',
)
s_nail(
    'ssc-response',
    'base64-above-the-quote',
    'pl',
    top(filled('pl')),
    contacts=2,
    faults='',
    config='set mime-encoding=base64\n',
)
s_nail(
    'ssc-response', 'euc-kr', 'kr', alone(filled('kr')), contacts=2, faults='', config='set sendcharsets=euc-kr,utf-8\n'
)
s_nail(
    'unclear',
    'resent-home',
    'de',
    None,
    commands=('Resend 1 secretariat@secretariat.example',),
    stamp='dmarc=fail',
    request=None,
)
s_nail('unclear', 'template-untouched', 'in', nothing)

bsd('confirm', 'header-in-the-quote', 'nl', top('I confirm.'))
bsd('confirm', 'no-quote', 'ke', None, commands=('Reply 1', 'Yes, confirmed. Thank you.', '.'))
bsd('confirm', 'no-quote-utf-8', 'br', None, commands=('Reply 1', 'Prezados,', 'I confirm.', 'João Conceição', '.'))
bsd('confirm', 'tab-quote-below', 'se', bottom('confirm'), config='set indentprefix="\t"\n')
bsd(
    'confirm',
    'tab-quote-first-line',
    'nl',
    top(
        'Yes, I hereby confirm that Bram van den Berg is responsible for the security\nand stability of .nl.\n\nSaskia'
    ),
    config='unset indentprefix\n',
)
bsd('confirm', 'forwarded-unindented', 'ke', top('I confirm.\n\nWanjiru'), commands=('Reply 1', '~f', '~e', '.'))
bsd('confirm', 'trimmed', 'br', trimmed('I confirm.\n\nJoão', 'Name: Luiza', 'Claims to be'))
bsd('deny', 'no-quote', 'se', None, commands=('Reply 1', 'We deny this request.', '.'))
bsd('deny', 'header-in-the-quote', 'ke', top('Deny. Otieno Ochieng left us last year.'))
bsd('ssc-response', 'filled-inside-the-quote', 'nz', fill('nz'), contacts=2, faults='')
bsd(
    'ssc-response',
    'typed-alone',
    'ca',
    top(filled('ca', title='')),
    commands=('Reply 1', '~e', '.'),
    contacts=2,
    faults='',
)
bsd('unclear', 'foreign-word', 'de', None, commands=('Reply 1', 'Bestaetigt.', '', 'Gruss', 'J. Grossmann', '.'))

gnu('confirm', 'header-in-the-quote', 'nl', top('I confirm.\n\nSaskia'))
gnu('confirm', 'no-quote', 'de', None, commands=('reply 1', 'Confirmed.', '.'))
gnu('confirm', 'bottom-post', 'ke', bottom('Confirm.'))
gnu('confirm', 'tab-quote', 'br', top('I confirm.'), config='set indentprefix="\t"\n')
gnu('confirm', 'utf-8-without-mime', 'se', top('I confirm.\n\nVänliga hälsningar\nÅsa Öberg'))
gnu('deny', 'one-word', 'jp', None, commands=('reply 1', 'Denied', '.'))
gnu('deny', 'bottom-post', 'nl', bottom('Denied. We have no employee of that name.'))
gnu('ssc-response', 'filled-inside-the-quote', 'fr', fill('fr'), contacts=2, faults='')
gnu(
    'ssc-response',
    'one-contact-typed',
    'in',
    top(filled('in', 1)),
    commands=('reply 1', '~e', '.'),
    contacts=1,
    faults='',
)
gnu(
    'ssc-response',
    'statement-missing',
    'nz',
    top(filled('nz', sentence='')),
    commands=('reply 1', '~e', '.'),
    contacts=2,
    faults='statement-missing',
)
gnu(
    'unclear',
    'two-answers',
    'ke',
    between(
        ('in the message body will suffice', 'confirm'),
        ('Claims to be responsible', 'Deny, he is not responsible for this.'),
    ),
)
