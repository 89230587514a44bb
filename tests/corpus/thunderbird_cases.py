"""thunderbird_cases.py: who replies how in Thunderbird - the table behind the script thunderbird.

A row has name, tld, reading, html (compose in HTML), edits (see reply-edits.js), and where they apply language, mode
(1 above the quote, 0 below), signature, prefs, subject, all, why, contacts, faults. Thunderbird sends plain text from
the HTML editor where the formatting is not needed, unless BOTH or HTML_ONLY is set.
"""
from people import CONTACTS, SENTENCE, claimed, fill_in, filled, lines

LINE = 'in the message body will suffice.'
HTML_ONLY, BOTH = {'mail.default_send_format': 2}, {'mail.default_send_format': 3}
NO_QUOTE = {'mail.identity.id1.auto_quote': False}
BODY_TEXT = {'mail.compose.default_to_paragraph': False}
MIME7 = {'mail.strictly_mime': True}
STRIKE, BOLD = 'cmd_strikethrough', 'cmd_bold'


def over(edits):
    return [['over', old, new] for old, new in edits]


def below(edits):
    return [['below', old, new] for old, new in edits]


def marked(edits, command):
    """Typed over and then formatted."""
    return [e for old, new in edits for e in (['over', old, new], ['mark', new, command])]


def pasted(tld, count):
    """A table as pasted from a spreadsheet: one row a person, the template's words as its head."""
    head = ''.join('<th>%s</th>' % h for h in ('Contact Person', 'Name', 'Email address', 'Mobile phone number'))
    rows = ''.join('<tr><td>#%d</td>%s</tr>' % (n, ''.join('<td>%s</td>' % v for v in c)) for n, c in enumerate(CONTACTS[tld][:count], 1))
    return '<table cellspacing="0" border="1"><tbody><tr>%s</tr>%s</tbody></table>' % (head, rows)


ROWS = [
    # Authentication Requests, answered.
    dict(name='auto-plain-bottom', tld='nl', html=True, reading='confirm', language='nl', edits=[['point', 'Confirm.\n\nGroeten,\nSaskia']]),
    dict(name='alternative-top-german', tld='de', html=True, mode=1, reading='confirm', language='de', signature='<p>Jürgen Großmann<br><b>Registry DE eG</b><br><font size="2" color="#888888">Amtsgericht Beispielstadt, GnR 123</font></p>',
         edits=[['point', 'Sehr geehrte Damen und Herren,\n\nConfirmed.\n\nMit freundlichen Grüßen']]),
    dict(name='alternative-bottom-french', tld='br', html=True, mode=0, reading='confirm', language='fr', prefs=BOTH, edits=[['point', 'Bonjour,\nYes, I confirm that Luiza Araújo is responsible for the security and stability of .br.\nCordialement']]),
    dict(name='html-only-japanese', tld='jp', html=True, mode=1, reading='confirm', language='ja', prefs=HTML_ONLY, edits=[['point', '事務局 御中\n\n確認しました。Confirm.\n\n山田']]),
    dict(name='quote-split-by-answer', tld='se', html=True, mode=0, reading='confirm', language='sv-SE', prefs=BOTH, edits=[['below', LINE, 'Confirm!\nHälsningar, Åsa']]),
    dict(name='quote-split-auto-plain', tld='ke', html=True, mode=0, reading='deny', language='en-US', edits=[['below', LINE, 'Deny. He retired in 2022.']]),
    dict(name='plain-bottom-swedish', tld='se', html=False, reading='confirm', language='sv-SE', signature='Åsa Öberg\nRegistry SE', edits=[['point', 'Hej,\n\nI confirm.\n']]),
    dict(name='plain-top-polish-language', tld='nl', html=False, mode=1, reading='confirm', language='pl', edits=[['point', 'confirm\n\nSaskia']]),
    dict(name='plain-inside-quote', tld='jp', html=False, reading='confirm', language='ja', edits=[['below', LINE, '\nConfirm.\n']]),
    dict(name='plain-encoded', tld='br', html=False, mode=1, reading='deny', language='pt-BR', prefs=MIME7, edits=[['point', 'Prezados senhores,\n\nI deny this request. Não conhecemos esta pessoa.\n\nAtenciosamente,\nJoão Conceição']]),
    dict(name='author-line-only', tld='ke', html=False, mode=0, reading='confirm', prefs={'mailnews.reply_header_type': 1}, edits=[['point', '\nYes - confirmed.\n']]),
    dict(name='original-message-line', tld='nl', html=True, mode=0, reading='confirm', prefs={'mailnews.reply_header_type': 0} | BOTH, edits=[['point', 'I hereby confirm.']]),
    dict(name='author-date-line-korean', tld='jp', html=True, mode=1, reading='confirm', language='ko', prefs={'mailnews.reply_header_type': 3} | BOTH, edits=[['point', 'Confirm']]),
    dict(name='no-quote', tld='de', html=True, mode=1, reading='deny', language='de', prefs=NO_QUOTE | BOTH, edits=[['point', 'Deny: Frau Müller-Lüdenscheidt hat uns 2024 verlassen (she left in 2024).\n\nGroßmann']]),
    dict(name='body-text-bold', tld='se', html=True, mode=1, reading='confirm', language='sv-SE', prefs=BODY_TEXT, edits=[['point', 'Hej,\n\nConfirmed\n\nÅsa'], ['mark', 'Confirmed', BOLD]]),
    dict(name='bold-stars-in-plain', tld='ke', html=True, mode=1, reading='confirm', prefs=BOTH, edits=[['point', 'Dear Secretariat,\n\nWe confirm that Otieno Ochieng is the right contact.\n\nRegards, Wanjiru'], ['mark', 'confirm', BOLD]]),
    dict(name='list-markup', tld='br', html=True, mode=1, reading='confirm', language='pt-BR', edits=[['point', '<ul><li>Request for .br: <b>confirmed</b></li></ul><p>João</p>']]),
    dict(name='reply-all-disclaimer', tld='nl', html=True, mode=1, all=True, reading='confirm', language='nl', prefs=BOTH,
         signature='<hr><p><i>Dit bericht is vertrouwelijk. The sender does not accept liability and cannot confirm that this message is free of viruses.</i></p>',
         edits=[['point', 'Goedemorgen,\n\nConfirm.\n\nSaskia']]),
    dict(name='request-cut-away', tld='de', html=True, mode=0, reading='confirm', language='de', prefs=BOTH, edits=[['cut', 'The reason you are', 'tld-ops-secure-communication.htm'], ['bottom', '<p>Hiermit: confirm.</p>']]),
    # Invitations.
    dict(name='filled-in-quote', tld='nz', html=True, mode=1, reading='ssc-response', contacts=2, faults='', prefs=BOTH, edits=[['point', 'Kia ora, our contacts are in the template below.'], *over(fill_in('nz'))]),
    dict(name='filled-in-quote-auto-plain', tld='pl', html=True, mode=0, reading='ssc-response', contacts=1, faults='', language='pl', edits=over(fill_in('pl', 1))),
    dict(name='filled-in-bold', tld='fr', html=True, mode=0, reading='ssc-response', contacts=2, faults='', language='fr', prefs=BOTH, edits=marked(fill_in('fr'), BOLD)),
    dict(name='plain-filled-in-quote', tld='kr', html=False, reading='ssc-response', contacts=2, faults='', language='ko', edits=over(fill_in('kr'))),
    dict(name='plain-typed-above-encoded', tld='fr', html=False, mode=1, reading='ssc-response', contacts=2, faults='', language='fr', prefs=MIME7, edits=[['point', 'Bonjour,\n\n' + filled('fr') + '\n\nBien cordialement,\nHélène Lefèvre\n']]),
    dict(name='quote-split-by-blocks', tld='in', html=True, mode=0, reading='ssc-response', contacts=2, faults='', prefs=BOTH,
         edits=below(lines('in')) + [['below', 'overall security and stability of my ccTLD.', SENTENCE.replace('\n', ' ')]]),
    dict(name='typed-bottom', tld='ca', html=True, mode=0, reading='ssc-response', contacts=2, faults='', language='fr', prefs=BOTH, edits=[['point', filled('ca', title='')]]),
    dict(name='national-number', tld='kr', html=True, mode=0, reading='ssc-response', contacts=1, faults='contact-2-phone', language='ko', edits=over(fill_in('kr', change=lambda c: [c[0], (c[1][0], c[1][1], '010-8765-4321')]))),
    # What a careful person would ask back about.
    dict(name='struck-through', tld='nl', html=True, mode=1, reading='unclear', prefs=BOTH, edits=[['point', 'I confirm.'], ['mark', 'I confirm.', STRIKE]]),
    dict(name='struck-word-of-request', tld='se', html=True, mode=0, reading='unclear', language='sv-SE', prefs=HTML_ONLY, edits=[['mark', 'confirm', STRIKE]]),
    dict(name='question', tld='de', html=False, mode=1, reading='unclear', why='question', language='de', edits=[['point', 'Guten Morgen,\n\nshall I confirm this for all of our three registries?\n\nJ. Großmann']]),
    dict(name='receipt-only', tld='ke', html=True, mode=1, reading='unclear', why='other-object', edits=[['point', 'Hello,\n\nI confirm receipt of your message and have passed it on to our CEO.\n\nWanjiru']]),
    dict(name='negation-wrapped', tld='br', html=True, mode=1, reading='unclear', why='negated', language='pt-BR', edits=[['point', 'Dear Secretariat, I have looked at this with the colleagues here, and I am sorry but I cannot\nconfirm this at the moment.']]),
    dict(name='untouched-template', tld='nz', html=True, mode=0, reading='unclear', prefs=BOTH, edits=[['point', 'Thank you, I will get back to you.']]),
]
