"""terminal_template.py: the many ways the template comes back, and what aerc's users send; columns as in terminal_mutt.py."""

import re

import people
from people import CONTACTS, SENTENCE, block, filled
from terminal_mutt import attribution, banner, ticket
from terminal_typing import alone, bottom, fill, headed, nothing, then, top, trimmed, unquoted

SCENES = []
QUIRKY = {
    'quoted_reply': 'X-Mailer: aerc {{version}}\n\n{{quote .OriginalText}}\n',
    'french': 'X-Mailer: aerc {{version}}\n\nLe {{dateFormat (.OriginalDate | toLocal) "02/01/2006 15:04"}}, '
    '{{(index .OriginalFrom 0).Name}} <{{(index .OriginalFrom 0).Address}}> a écrit :\n{{quote .OriginalText}}\n',
}


def scene(reading, quirk, tld, client, change, **options):
    SCENES.append((reading, quirk, tld, client, change, options))


def complete(quirk, tld, client, change, contacts=2, faults='', **options):
    scene('ssc-response', quirk, tld, client, change, contacts=contacts, faults=faults, **options)


def bold(text):
    return re.sub(r'(?m)^(> ?)?(Name|Email address|Mobile phone number):', r'\1*\2:*', text)


def numbered(text):
    """The labels with the contact's number, as some repeat the placeholder's."""
    out, n = [], 0
    for row in text.split('\n'):
        n += 'Contact Person #' in row
        out.append(re.sub(r'^(Name|Email address|Mobile phone number):', r'\1 %d:' % n, row) if n else row)
    return '\n'.join(out)


def indented(text):
    return '\n'.join('    ' + row if row else row for row in text.split('\n'))


def aligned(text):
    return re.sub(r'(?m)^(Name|Email address|Mobile phone number): ', lambda m: '%-21s ' % m.group(0).strip(), text)


def wrapped(text):
    """Values on the line below their label."""
    return re.sub(r'(?m)^(Name|Email address|Mobile phone number): ', r'\1:\n', text)


def spaced(text):
    return text.replace('\n', '\n\n')


def below_each(tld, count=2):
    """The template stays as it is; the person writes the value below each placeholder line, unquoted."""

    def change(draft):
        rows, out, contact = draft.split('\n'), [], -1
        for row in rows:
            out.append(row)
            contact += 'Contact Person #' in row
            if 0 <= contact < count:
                for i, label in enumerate(('Name: <', 'Email address: <', 'Mobile phone number: +<')):
                    if label in row:
                        out.append(label.split(':')[0] + ': ' + CONTACTS[tld][contact][i])
        return '\n'.join(out)

    return change


def single(tld, n=0, sentence=SENTENCE, **changed):
    """One contact with some of its values changed, and the sentence."""
    name, address, number = CONTACTS[tld][n]
    return '\n\n'.join(
        (
            '*** RESPONSE TEMPLATE ***',
            block(1, (changed.get('name', name), changed.get('address', address), changed.get('number', number))),
            sentence,
        )
    )


# --- complete ----------------------------------------------------------------------------------------------------

complete('bold-labels-above', 'fr', 'mutt', top(bold(filled('fr'))))
complete('bold-labels-inside-the-quote', 'nz', 'neomutt', then(fill('nz'), bold))
complete('numbered-labels', 'in', 'mutt', top(numbered(filled('in'))))
complete('indented-template', 'ca', 's_nail', top(indented(filled('ca'))))
complete('aligned-values', 'pl', 'mutt', alone(aligned(filled('pl'))))
complete('values-on-the-next-line', 'kr', 'neomutt', top(wrapped(filled('kr'))))
complete('every-line-spaced', 'in', 'mblaze', lambda draft: headed(top(spaced(filled('in'))))(draft))
complete('values-below-each-line', 'nz', 'mutt', below_each('nz'), faults=None)
complete('values-below-each-line', 'fr', 'nmh', below_each('fr'), faults=None)
complete('statement-on-one-line', 'ca', 'mutt', top(filled('ca', sentence=SENTENCE.replace('\n', ' '))))
complete(
    'statement-rewrapped',
    'fr',
    'alpine',
    top(
        filled(
            'fr',
            sentence='I hereby confirm that the above persons\nare responsible for the overall security\n'
            'and stability of my ccTLD.',
        )
    ),
)
complete(
    'capital-labels',
    'in',
    'alpine',
    top(
        filled('in')
        .replace('Name:', 'NAME:')
        .replace('Email address:', 'EMAIL ADDRESS:')
        .replace('Mobile phone number:', 'MOBILE PHONE NUMBER:')
    ),
)
complete(
    'address-in-angle-brackets', 'nz', 'mutt', top(filled('nz', change=lambda c: [(n, '<%s>' % a, p) for n, a, p in c]))
)
complete(
    'address-with-mailto',
    'ca',
    's_nail',
    top(filled('ca', 1, change=lambda c: [(n, 'mailto:' + a, p) for n, a, p in c])),
    contacts=1,
)
complete(
    'placeholder-brackets-kept',
    'fr',
    'mutt',
    fill('fr', change=lambda c: [('<%s>' % n, '<%s>' % a, p) for n, a, p in c]),
)
complete(
    'dotted-number',
    'fr',
    'neomutt',
    top(filled('fr', 1, change=lambda c: [(n, a, '+33.6.12.34.56.78') for n, a, p in c])),
    contacts=1,
)
complete(
    'double-zero-number',
    'pl',
    'mutt',
    top(filled('pl', change=lambda c: [(c[0][0], c[0][1], '0048 601 234 567'), c[1]])),
    contacts=1,
    faults='contact-1-phone',
)
complete('gateway-banner-filled-inside', 'in', 'mutt', fill('in'), arrived=banner)
complete('ticket-subject-filled-inside', 'ca', 'alpine', fill('ca'), arrived=ticket)
complete(
    'no-heading-lines',
    'kr',
    'mutt',
    alone(
        '\n\n'.join('Name: %s\nEmail address: %s\nMobile phone number: %s' % c for c in CONTACTS['kr'])
        + '\n\n'
        + SENTENCE
    ),
)
complete(
    'placeholders-of-the-second-kept',
    'pl',
    'mutt',
    alone(filled('pl', 1, sentence='') + '\n\n' + block(2, people.BLANK[1]) + '\n\n' + SENTENCE),
    contacts=1,
)
complete(
    'trimmed-to-the-template', 'nz', 'alpine', then(fill('nz'), trimmed('', '*** RESPONSE', 'stability of my ccTLD'))
)
complete('pipe-marks-removed', 'ca', 'mutt', then(unquoted('| '), fill('ca')), config='set indent_string="| "\n')
complete('flowed-above', 'nz', 'mutt', top(filled('nz')), config='set text_flowed=yes\n')
complete(
    'greeting-and-closing-polish',
    'pl',
    's_nail',
    top('Szanowni Państwo,\n\n' + filled('pl', title='') + '\n\nZ poważaniem\nŁukasz Wójcik'),
)
complete(
    'japanese-charset',
    'nz',
    'mutt',
    alone(filled('nz', 1, change=lambda c: [('田中 健二', 'kenji.tanaka@registry-nz.example', c[0][2])])),
    contacts=1,
    config=attribution('%n:', '', 'iso-2022-jp'),
)

# --- with faults -------------------------------------------------------------------------------------------------

complete(
    'statement-altered',
    'in',
    'mutt',
    top(
        filled(
            'in',
            sentence='I hereby confirm that the above persons are responsible for the\noverall security of our web site.',
        )
    ),
    faults='statement-altered',
)
complete(
    'second-without-address',
    'nz',
    'neomutt',
    top(filled('nz', change=lambda c: [c[0], (c[1][0], '', c[1][2])])),
    contacts=1,
    faults='contact-2-email',
)
complete(
    'same-contact-twice',
    'ca',
    'mutt',
    top(filled('ca', change=lambda c: [c[0], c[0]])),
    contacts=None,
    faults='same-contact-twice',
)
complete(
    'three-contacts',
    'fr',
    'mutt',
    top(
        filled('fr', sentence='')
        + '\n\nContact Person #3:\nName: Luc Martin\nEmail address: luc.martin@registry-fr.example\n'
        'Mobile phone number: +33 6 99 88 77 66\n\n' + SENTENCE
    ),
    contacts=None,
    faults='too-many-contacts',
)

# --- not clear ---------------------------------------------------------------------------------------------------

scene('unclear', 'template-untouched', 'fr', 'mutt', nothing)
scene('unclear', 'template-and-a-question', 'in', 'mutt', top('Is one contact enough, or must it be two?'))
scene(
    'unclear',
    'contacts-will-follow',
    'ca',
    'alpine',
    top('Thank you. We will send you the filled-in template next week.'),
)
scene('unclear', 'confirm-without-a-contact', 'kr', 'neomutt', top('I confirm.'))
scene(
    'unclear',
    'deny-receipt-of-form',
    'br',
    'neomutt',
    top('I cannot deny that we received a form from Luiza, but please ask our CEO.'),
)
scene('unclear', 'another-tld', 'nl', 'mutt', bottom('I confirm that Bram van den Berg is responsible for .be.'))
scene(
    'unclear',
    'two-lines-two-words',
    'se',
    's_nail',
    bottom('Confirm.\n\nSorry, I was too fast: deny.'),
    why='both-words',
)

# --- mailing lists and other roads -------------------------------------------------------------------------------


def list_footer(raw):
    """What a list of the registry's hostmasters adds to the plain text that passes it."""
    end = (
        b'_' * 47
        + b'\nhostmasters mailing list -- hostmasters@registry-ke.example\nhttps://lists.registry-ke.example/hostmasters\n'
    )
    return raw.rstrip(b'\n') + b'\n\n' + end


scene(
    'confirm',
    'list-footer',
    'ke',
    'mutt',
    top('I confirm.\n\nWanjiru Kamau'),
    finish=list_footer,
    config='set send_charset="us-ascii:utf-8"\n',
)
scene(
    'confirm',
    'list-footer-no-quote',
    'ke',
    'neomutt',
    alone('Confirmed. Otieno is responsible for .ke.'),
    finish=list_footer,
)
scene(
    'confirm',
    'dutch-original-message-header',
    'nl',
    'mutt',
    top('Confirm.'),
    config='set attribution="----- Oorspronkelijk bericht -----\\nVan: %n <%a>\\nDatum: %d\\nOnderwerp: %s\\n"\n',
)
scene(
    'confirm',
    'both-names-and-the-tld',
    'jp',
    'neomutt',
    top(
        'Dear Sirs,\n\nYes, we hereby confirm that Kenji Tanaka <kenji.tanaka@registry-jp.example> is\nresponsible '
        'for the overall security and stability of .jp.\n\nHanako Yamada'
    ),
    config='set indent_string="  "\n',
)
scene(
    'deny',
    'does-not-work-here-list-footer',
    'ke',
    'mutt',
    top('Deny. Nobody of this name works for us.'),
    finish=list_footer,
)

# --- aerc --------------------------------------------------------------------------------------------------------

scene('confirm', 'top-post', 'nl', 'aerc', top('I confirm.\n\nSaskia de Wit'))
scene('confirm', 'bottom-post', 'de', 'aerc', bottom('Confirmed.\n\nViele Grüße\nJürgen Großmann'))
scene('confirm', 'no-quote', 'ke', 'aerc', alone('confirm'), command=':reply')
scene('confirm', 'signature', 'se', 'aerc', top('I confirm.'), signature='-- \nÅsa Öberg\nRegistry .se\n')
scene('confirm', 'quote-without-attribution', 'br', 'aerc', bottom('Confirmed.\n\nAbraços\nJoão'), templates=QUIRKY)
scene(
    'confirm',
    'french-template',
    'ke',
    'aerc',
    top('I confirm that Otieno Ochieng is responsible for .ke.'),
    templates=QUIRKY,
    command=':reply -q -T french',
)
scene('confirm', 'forwarded', 'nl', 'aerc', lambda d: 'I confirm.\n\n' + d, command=':forward {to}')
scene(
    'deny', 'trimmed', 'jp', 'aerc', trimmed('Deny. 田中は退職しました。\n\n山田 花子', 'Name: Kenji', 'Claims to be')
)
complete('filled-inside-the-quote', 'fr', 'aerc', fill('fr'))
complete('above-the-quote', 'in', 'aerc', top(filled('in', 1)), contacts=1)
scene('unclear', 'quote-only', 'br', 'aerc', nothing, why='nothing-written')
