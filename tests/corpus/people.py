"""people.py: what the contacts of the corpus write, apart from the program they write it with.

The generators for graphical and web clients and for Emacs share these persons, filled-in templates and edits,
so that each of their tables only says what is special to the client.
"""
import re

import corpus

CASES = corpus.cases()
NAMES = {'nl': 'Saskia de Wit', 'de': 'Jürgen Großmann', 'jp': '山田 花子', 'br': 'João Conceição', 'ke': 'Wanjiru Kamau',
         'se': 'Åsa Öberg', 'fr': 'Hélène Lefèvre', 'in': 'Priya Raghunathan', 'ca': 'Marc Tremblay', 'pl': 'Łukasz Wójcik',
         'kr': '김민수', 'nz': 'Aroha Williams'}
ZONES = {'nl': 'Europe/Amsterdam', 'de': 'Europe/Berlin', 'jp': 'Asia/Tokyo', 'br': 'America/Sao_Paulo', 'ke': 'Africa/Nairobi',
         'se': 'Europe/Stockholm', 'fr': 'Europe/Paris', 'in': 'Asia/Kolkata', 'ca': 'America/Toronto', 'pl': 'Europe/Warsaw',
         'kr': 'Asia/Seoul', 'nz': 'Pacific/Auckland'}
# Two contacts for each invitation: name, personal address, mobile number.
CONTACTS = {
    'fr': [('Étienne Dubois', 'etienne.dubois@registry-fr.example', '+33 6 12 34 56 78'),
           ('Camille Noël', 'camille.noel@registry-fr.example', '+33 (0)7 98 76 54 32')],
    'in': [('Arjun Subramaniam', 'arjun.s@registry-in.example', '+91 98450 12345'),
           ('Meera Iyer', 'meera.iyer@registry-in.example', '+91-98860-54321')],
    'ca': [('Sophie Gagnon', 'sophie.gagnon@registry-ca.example', '+1 613 555 0142'),
           ("Liam O'Connor", 'liam.oconnor@registry-ca.example', '+1 (613) 555-0187')],
    'pl': [('Zofia Żółkiewska', 'zofia.zolkiewska@registry-pl.example', '+48 601 234 567'),
           ('Paweł Dąbrowski', 'pawel.dabrowski@registry-pl.example', '+48 602-345-678')],
    'kr': [('Jiwoo Park', 'jiwoo.park@registry-kr.example', '+82 10-1234-5678'),
           ('이서연', 'seoyeon.lee@registry-kr.example', '+82 10 8765 4321')],
    'nz': [('Tāne Ngata', 'tane.ngata@registry-nz.example', '+64 21 555 0123'),
           ('Emma Fraser', 'emma.fraser@registry-nz.example', '+64 27 555 0199')]}
SENTENCE = ('I hereby confirm that the above persons are responsible for the\n'
            'overall security and stability of my ccTLD.')
BLANK = [('<FirstName%d> <LastName%d>' % (n, n), '<EmailAddress%d>' % n, '+<country code> <number>') for n in (1, 2)]


def claimed(tld):
    """Whom the Authentication Request names."""
    return CASES[tld]['ssc']['name']


def mailbox(tld):
    """The admin as an address with the name, for a From line that the program is told as a whole."""
    return '%s <%s>' % (NAMES[tld], CASES[tld]['admin_address'])


def block(n, contact):
    head = 'Contact Person #%d (%s):' % (n, ('primary', 'secondary')[n - 1])
    return '%s\nName: %s\nEmail address: %s\nMobile phone number: %s' % ((head,) + tuple(contact))


def filled(tld, count=2, sentence=SENTENCE, title='*** RESPONSE TEMPLATE ***', change=lambda c: c):
    """The template filled in and typed as a whole; `change` gets and gives the list of contacts."""
    contacts = change(CONTACTS[tld][:count])
    return '\n\n'.join(p for p in [title] + [block(n, c) for n, c in enumerate(contacts, 1)] + [sentence] if p)


def fill_in(tld, count=2, change=lambda c: c):
    """The edits that fill the template in where it stands: (placeholder, what the person types over it), in order."""
    edits = []
    for n, contact in enumerate(change(CONTACTS[tld][:count])):
        edits += [(old, new) for old, new in zip(BLANK[n], contact) if new]
    return edits


def lines(tld, count=2):
    """What a person writes below each line of the template instead: (line to write below, text), in order."""
    return [(head, 'Name: %s\nEmail address: %s\nMobile phone number: %s' % CONTACTS[tld][n])
            for n, head in enumerate(('Contact Person #1 (primary):', 'Contact Person #2 (secondary):')[:count])]


def dated(raw, minute):
    """`raw` with its Date set to the morning the corpus plays on, in the zone and form the program chose."""
    head, sep, body = re.match(rb'(?s)(.*?)(\r?\n\r?\n)(.*)', raw).groups()
    when = b'Mon, 23 Nov 2026 09:%02d:%02d' % (minute % 30, minute * 7 % 60)
    head = re.sub(rb'(?mi)^(Date: )[A-Z][a-z]{2}, +\d+ \w+ \d{4} [\d:]+', rb'\g<1>' + when, head)
    return head + sep + body


def expectation(tld, origin, case):
    """The .expect lines of a scenario: `case` has why, contacts, faults where they apply."""
    expect = {'request': tld, 'origin': origin}
    return expect | {key: case[key] for key in ('why', 'contacts', 'faults') if key in case}


def edited(text, edits):
    """A reply as text after the edits of reply-edits.js, for programs that leave the writing to an external editor."""
    for what, arg, *more in edits:
        if what == 'top':
            text = arg + text
        elif what == 'bottom':
            text += arg
        elif what == 'below':
            end = text.index('\n', text.index(arg))
            text = text[:end] + '\n' + more[0] + text[end:]
        elif what == 'over':
            at = text.index(arg)
            text = text[:at] + more[0] + text[at + len(arg):]
        elif what == 'cut':
            start = text.rfind('\n', 0, text.index(arg)) + 1
            text = text[:start] + (text[text.index('\n', text.index(more[0], start)) + 1:] if more and more[0] else '')
        else:
            raise ValueError('no such edit: ' + what)
    return text
