"""gtk_cases.py: who replies how in Claws Mail and Sylpheed - the table behind gtk-clients.

A row has via, name, tld, reading, edits (see people.edited), and where they apply language, signature, setup and
account (lines of the configuration), why, contacts, faults. Without a quote format of the person's own the program
takes one in its language.
"""
from people import claimed, fill_in, filled, lines

LINE = 'in the message body will suffice'
CLAWS, SYL = {'via': 'claws-mail'}, {'via': 'sylpheed'}


def over(edits):
    return [['over', old, new] for old, new in edits]


def below(edits):
    return [['below', old, new] for old, new in edits]


ROWS = [
    # Authentication Requests, answered.
    CLAWS | dict(name='default-german-bottom', tld='de', reading='confirm', language='de_DE', edits=[['bottom', '\nconfirm\n\nMit freundlichen Grüßen\nJürgen Großmann\n']]),
    CLAWS | dict(name='french-top-windows-1252', tld='br', reading='confirm', language='fr_FR', setup={'outgoing_charset': 'CP1252'}, edits=[['top', 'Bonjour,\n\nI confirm.\n\nJoão Conceição\n\n']]),
    CLAWS | dict(name='japanese-interleaved', tld='jp', reading='confirm', language='ja_JP', edits=[['below', LINE, '\nConfirmed.\n']]),
    CLAWS | dict(name='swedish-signature', tld='se', reading='deny', language='sv_SE', signature='Åsa Öberg\nRegistry SE AB\n', edits=[['top', 'Hej,\n\nDeny, we have no such employee.\n']]),
    CLAWS | dict(name='quote-mark-bar', tld='ke', reading='confirm', setup={'reply_quote_mark': '|', 'reply_quote_format': 'On %d, %N wrote:\\n%q\\n'}, edits=[['bottom', '\nYes, we hereby confirm.\n\nWanjiru\n']]),
    CLAWS | dict(name='template-top', tld='nl', reading='confirm', setup={'reply_quote_format': 'Hallo,\\n\\n\\n\\nGroeten, Saskia\\n\\n-----Oorspronkelijk bericht-----\\nVan: %f\\nVerzonden: %d\\nOnderwerp: %s\\n\\n%M\\n'}, edits=[['below', 'Hallo,', '\nConfirm.']]),
    CLAWS | dict(name='base64-no-quote', tld='jp', reading='deny', language='ja_JP', setup={'encoding_method': 1, 'reply_with_quote': 0}, edits=[['top', 'We deny this request.\n\nレジストリ 山田 花子\n']]),
    CLAWS | dict(name='wrapped-quote', tld='se', reading='confirm', setup={'linewrap_length': 60, 'linewrap_quotation': 1, 'linewrap_auto': 1}, edits=[['bottom', '\nWe confirm that %s is responsible for the security and stability of .se.\n' % claimed('se')]]),
    SYL | dict(name='default-bottom', tld='ke', reading='confirm', edits=[['bottom', '\nConfirm\n']]),
    SYL | dict(name='japanese-iso-2022-jp', tld='jp', reading='confirm', language='ja_JP', setup={'outgoing_charset': 'ISO-2022-JP'}, edits=[['top', '山田です。\n\nConfirmed.\n\n']]),
    SYL | dict(name='german-format-windows-1252', tld='de', reading='deny', setup={'outgoing_charset': 'Windows-1252', 'reply_quote_format': 'Am %d schrieb %N:\\n\\n%Q'}, signature='Jürgen Großmann\n', edits=[['top', 'Guten Tag,\n\nI deny this assertion. Frau Müller-Lüdenscheidt arbeitet nicht mehr bei uns.\n\n']]),
    SYL | dict(name='interleaved-trimmed', tld='nl', reading='confirm', edits=[['below', LINE, '\nI confirm this.\n\n-- \nSaskia de Wit'], ['cut', 'The reason you are', '']]),
    # Invitations.
    CLAWS | dict(name='filled-in-quote', tld='nz', reading='ssc-response', contacts=2, faults='', edits=over(fill_in('nz'))),
    CLAWS | dict(name='typed-above-polish-windows-1250', tld='pl', reading='ssc-response', contacts=1, faults='', language='pl_PL', setup={'outgoing_charset': 'CP1250'}, edits=[['top', 'Dzień dobry,\n\n' + filled('pl', 1) + '\n\nŁukasz Wójcik\n\n']]),
    CLAWS | dict(name='wrapped-and-filled-in', tld='in', reading='ssc-response', contacts=2, faults='', setup={'linewrap_length': 50, 'linewrap_quotation': 1, 'linewrap_auto': 1}, edits=over(fill_in('in'))),
    SYL | dict(name='filled-in-quote-one', tld='fr', reading='ssc-response', contacts=1, faults='', edits=over(fill_in('fr', 1))),
    SYL | dict(name='filled-in-statement-cut', tld='ca', reading='ssc-response', contacts=2, faults='statement-missing', edits=over(fill_in('ca')) + [['cut', 'I hereby confirm', 'stability of my ccTLD']]),
    SYL | dict(name='lines-below-korean', tld='kr', reading='ssc-response', contacts=1, faults='', setup={'outgoing_charset': 'EUC-KR'}, edits=below(lines('kr', 1))),
    # What a careful person would ask back about.
    CLAWS | dict(name='only-quote', tld='br', reading='unclear', why='nothing-written', language='pt_BR', edits=[]),
    CLAWS | dict(name='both-words', tld='ke', reading='unclear', why='both-words', edits=[['top', 'Hello,\n\nour board would confirm, but our technical department would deny. Please call me.\n\nWanjiru Kamau\n\n']]),
    SYL | dict(name='conditional', tld='se', reading='unclear', why='conditional', edits=[['top', 'Confirmed, provided that he has told you his new telephone number.\n\n']]),
]
