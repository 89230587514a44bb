"""roundcube_cases.py: who replies how in Roundcube - the table behind the script roundcube.

A row has name, tld, reading, html (which editor), edits (see reply-edits.js), and where they apply language, mode
(1 above the quote, 0 below, -1 no quote), signature, organization, prefs, subject, all, why, contacts, faults.
"""
from people import CONTACTS, SENTENCE, claimed, fill_in, filled

LINE = 'in the message body will suffice.'
GREEN, RED = '<span style="color: #169179;">%s</span>', '<span style="color: #e03e2d;"><strong>%s</strong></span>'


def over(edits):
    return [['over', old, new] for old, new in edits]


def coloured(edits, markup):
    return [['over', old, markup % new.replace('&', '&amp;')] for old, new in edits]


def table(tld, count=2):
    """The contacts as an HTML table with the template's words for its rows."""
    rows = []
    for n, contact in enumerate(CONTACTS[tld][:count], 1):
        rows.append('<tr><td colspan="2"><strong>Contact Person #%d (%s):</strong></td></tr>' % (n, ('primary', 'secondary')[n - 1]))
        rows += ['<tr><td>%s</td><td>%s</td></tr>' % pair for pair in zip(('Name:', 'Email address:', 'Mobile phone number:'), contact)]
    return '<table style="border-collapse: collapse; width: 100%%;" border="1"><tbody>%s</tbody></table>' % ''.join(rows)


ROWS = [
    # Authentication Requests, answered in the plain editor.
    dict(name='plain-bottom', tld='nl', html=False, reading='confirm', language='nl_NL', edits=[['point', '\nHallo,\n\nConfirm.\n\nGroet,\nSaskia']]),
    dict(name='plain-top-german', tld='de', html=False, mode=1, reading='confirm', language='de_DE', signature='Jürgen Großmann\nRegistry DE eG\nVorstand: J. Großmann',
         edits=[['point', 'Sehr geehrte Damen und Herren,\n\nI hereby confirm the assertion.\n']]),
    dict(name='plain-japanese', tld='jp', html=False, mode=1, reading='confirm', language='ja_JP', edits=[['point', 'TLD-OPS ご担当者様\n\nconfirm\n\n以上、よろしくお願い申し上げます。\n山田花子\n']]),
    dict(name='plain-portuguese-below-signature', tld='br', html=False, mode=1, reading='deny', language='pt_BR', prefs={'sig_below': True}, signature='João Conceição',
         edits=[['point', 'Boa tarde,\n\nDeny - Luiza Araújo left the registry in 2023.\n']]),
    dict(name='plain-long-line-flowed', tld='se', html=False, mode=1, reading='confirm', language='sv_SE',
         edits=[['point', 'Hej! Yes, I confirm that %s is responsible for the overall security and stability of .se and that he may join the TLD-OPS mailing list on our behalf.\n\nMed vänliga hälsningar\nÅsa Öberg' % claimed('se')]]),
    dict(name='plain-interleaved', tld='ke', html=False, reading='confirm', language='en_GB', edits=[['below', LINE, '\nConfirmed.\n'], ['cut', 'The reason you are', '']]),
    dict(name='plain-no-quote', tld='nl', html=False, mode=-1, reading='deny', edits=[['point', 'We deny this request.\n\nSaskia de Wit, registry NL']]),
    dict(name='plain-reply-all', tld='ke', html=False, mode=1, all=True, reading='deny', edits=[['point', 'Dear all,\n\nI deny: Mr Ochieng is not an employee of our organisation.\n\nW. Kamau']]),
    # ... and in the HTML editor.
    dict(name='html-top-german-signature', tld='de', html=True, mode=1, reading='confirm', language='de_DE', signature='<p>Jürgen Großmann<br><b>Registry DE eG</b><br><a href="https://www.registry-de.example">www.registry-de.example</a></p>',
         edits=[['point', 'Hallo,\n\nconfirm\n\nGruß']]),
    dict(name='html-bottom-french', tld='br', html=True, mode=0, reading='confirm', language='fr_FR', edits=[['bottom', 'Confirmed.\nJoão']]),
    dict(name='html-bold-green', tld='nl', html=True, mode=1, reading='confirm', language='nl_NL', edits=[['point', 'Beste,\n'], ['point', '<h2>' + GREEN % '<strong>CONFIRM</strong>' + '</h2>'], ['point', '<p>Met vriendelijke groet,<br />Saskia</p>']]),
    dict(name='html-inside-quote-red', tld='se', html=True, mode=1, reading='confirm', language='sv_SE', edits=[['below', LINE, RED % 'Confirm']]),
    dict(name='html-line-in-quote', tld='ke', html=True, mode=0, reading='deny', edits=[['below', 'Claims to be responsible', 'This is not right. I deny.']]),
    dict(name='html-japanese', tld='jp', html=True, mode=1, reading='confirm', language='ja_JP', prefs={'default_font': 'Times New Roman', 'default_font_size': '12pt'}, edits=[['point', 'お世話になっております。\nConfirmed. Kenji Tanaka is our security contact.\nよろしくお願いいたします。']]),
    dict(name='html-disclaimer', tld='br', html=True, mode=1, reading='deny', language='pt_BR', organization='Registry BR',
         signature='<p style="font-size:8pt;color:#808080"><i>AVISO LEGAL: Esta mensagem é confidencial. This message is confidential; if you are not the intended recipient, do not copy it and delete it.</i></p>',
         edits=[['point', 'Denied.\nJoão Conceição']]),
    dict(name='html-no-quote-list', tld='se', html=True, mode=-1, reading='confirm', edits=[['point', '<p>Hello,</p><ul><li>ccTLD: .se</li><li>Answer: <strong>confirm</strong></li></ul><p>Best regards<br />Åsa</p>']]),
    # Invitations.
    dict(name='plain-filled-in-quote', tld='kr', html=False, reading='ssc-response', contacts=2, faults='', language='ko_KR', edits=over(fill_in('kr'))),
    dict(name='plain-typed-above', tld='pl', html=False, mode=1, reading='ssc-response', contacts=2, faults='', language='pl_PL', edits=[['point', 'Dzień dobry,\n\n' + filled('pl') + '\n\nPozdrawiam,\nŁukasz Wójcik']]),
    dict(name='html-filled-in-quote', tld='nz', html=True, mode=1, reading='ssc-response', contacts=2, faults='', edits=[['point', 'Kia ora, see below.'], *over(fill_in('nz'))]),
    dict(name='html-filled-in-quote-green', tld='fr', html=True, mode=1, reading='ssc-response', contacts=1, faults='', language='fr_FR', edits=[['point', 'Bonjour, nos réponses en vert.'], *coloured(fill_in('fr', 1), GREEN)]),
    dict(name='html-table', tld='in', html=True, mode=1, reading='ssc-response', contacts=2, faults='', edits=[['point', '<p>Dear Secretariat,</p>' + table('in') + '<p>' + SENTENCE.replace('\n', ' ') + '</p><p>Priya</p>']]),
    dict(name='html-typed-bottom', tld='ca', html=True, mode=0, reading='ssc-response', contacts=1, faults='', language='fr_FR', edits=[['bottom', filled('ca', 1, title='')]]),
    dict(name='html-role-account', tld='pl', html=True, mode=1, reading='ssc-response', contacts=1, faults='contact-2-role-account', language='pl_PL',
         edits=over(fill_in('pl', change=lambda c: [c[0], (c[1][0], 'noc@registry-pl.example', c[1][2])]))),
    dict(name='html-national-number', tld='in', html=True, mode=1, reading='ssc-response', contacts=0, faults='contact-1-phone', edits=over(fill_in('in', 1, change=lambda c: [(c[0][0], c[0][1], '098450 12345')]))),
    # What a careful person would ask back about.
    dict(name='html-struck-through', tld='ke', html=True, mode=1, reading='unclear', edits=[['point', 'Confirm'], ['mark', 'Confirm', 'Strikethrough']]),
    dict(name='html-struck-word-in-request', tld='nl', html=True, mode=1, reading='unclear', edits=[['mark', 'deny', 'Strikethrough']]),
    dict(name='plain-conditional', tld='de', html=False, mode=1, reading='unclear', why='conditional', language='de_DE', edits=[['point', 'Guten Tag,\n\nif she still holds this position next month I confirm, otherwise please ask again.\n\nGroßmann']]),
    dict(name='html-future', tld='jp', html=True, mode=1, reading='unclear', why='future', language='ja_JP', edits=[['point', 'Thank you. We will confirm after our meeting on Friday.']]),
    dict(name='plain-only-subject', tld='br', html=False, mode=1, reading='unclear', why='only-in-subject', subject='Confirm', edits=[]),
]
