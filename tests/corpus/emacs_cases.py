"""emacs_cases.py: who replies how in Emacs - the table behind emacs-clients.

A row has name, tld, reading, edits (see emacs-reply.el), and where they apply via, setup (the init file), locale,
why, contacts, faults.
"""
import people
from people import claimed, fill_in, filled, lines


def style(kind):
    """One of message.el's citation styles that imitate other programs."""
    return "(require 'message) (dolist (set message-cite-style-%s) (set (car set) (eval (cadr set))))" % kind


def line(form):
    """An attribution line of the person's own."""
    return ("(setq message-citation-line-function 'message-insert-formatted-citation-line message-citation-line-format \"%s\")"
            % form.replace('"', '\\"').replace('\n', '\\n'))


def coding(*names):
    """Character sets preferred for sending."""
    return '(setq mm-coding-system-priorities \'(%s))' % ' '.join(names)


SC = ("(require 'supercite) (setq sc-confirm-always-p nil sc-auto-fill-region-p %s message-cite-function 'sc-cite-original "
      "sc-preferred-header-style %d sc-nested-citation-p nil sc-citation-leader \"%s\" sc-preferred-attribution-list "
      "'(\"x-attribution\" \"firstname\" \"initials\"))")
ABOVE = "(setq message-cite-reply-position 'above)"
BELOW = "(setq message-cite-reply-position 'below)"
TRAD = "(setq message-cite-reply-position 'traditional)"


def sig(text):
    return '(setq message-signature "%s")' % text.replace('\n', '\\n')


def over(edits):
    return [['over', old, new] for old, new in edits]


def below(edits):
    return [['below', old, new] for old, new in edits]


def html(plain, rich):
    """A person (or their init file) writing MML: plain and HTML alternatives."""
    return '<#multipart type=alternative>\n<#part type=text/plain>\n%s\n<#part type=text/html>\n%s\n<#/multipart>\n' % (plain, rich)


ROWS = [
    # Authentication Requests, answered.
    dict(name='default-line-bottom', tld='nl', reading='confirm', edits=[['bottom', '\nConfirm.\n']]),
    dict(name='gmail-style-top', tld='nl', reading='confirm', setup=style('gmail'),
         edits=[['point', 'Hallo,\n\nI confirm.\n\nMet vriendelijke groet,\nSaskia de Wit\n']]),
    dict(name='outlook-style-top', tld='de', reading='confirm', setup=style('outlook'),
         edits=[['point', 'Sehr geehrte Damen und Herren,\n\nconfirm\n\nMit freundlichen Grüßen\nJürgen Großmann\n']]),
    dict(name='thunderbird-style-bottom', tld='se', reading='confirm', setup=style('thunderbird'),
         edits=[['bottom', '\nConfirmed. %s is our security contact.\n\nMed vänlig hälsning\nÅsa\n' % claimed('se')]]),
    dict(name='german-line-latin9', tld='de', reading='confirm',
         setup=line('Am %d.%m.%Y um %H:%M schrieb %f:\n') + coding('iso-8859-15', 'windows-1252', 'utf-8') + sig('Jürgen Großmann\nRegistry DE eG'),
         edits=[['signed', 'Yes, I hereby confirm that %s is responsible for the\nsecurity and stability of .de.\n' % claimed('de')]]),
    dict(name='japanese-iso-2022-jp', tld='jp', reading='confirm', setup=line('>>>>> %N さん (%Y年%m月%d日) は書きました:\n') + coding('iso-2022-jp', 'utf-8'),
         edits=[['top', 'ccNSO 事務局 御中\n\nお世話になっております。レジストリの山田です。\n\nConfirm.\n\nよろしくお願いいたします。\n\n--\n山田 花子\n\n']]),
    dict(name='portuguese-line', tld='br', reading='confirm', setup=line('Em %d/%m/%Y às %H:%M, %N escreveu:\n') + coding('iso-8859-1', 'windows-1252', 'utf-8'),
         edits=[['bottom', '\nPrezados,\n\nI confirm that Luiza Araújo is responsible for the security and stability of .br.\n\nAtenciosamente,\nJoão Conceição\n']]),
    dict(name='supercite-interleaved', tld='ke', reading='confirm', setup=SC % ('nil', 0, ''),
         edits=[['below', 'in the message body will suffice', '\nConfirm.\n']]),
    dict(name='supercite-refilled', tld='se', reading='confirm', setup=SC % ('t', 4, '    '),
         edits=[['bottom', '\nconfirmed\n\n/Åsa\n']]),
    dict(name='supercite-header-rule', tld='br', reading='deny', setup=SC % ('nil', 2, ''),
         edits=[['bottom', '\nDeny. We do not know this person.\n\nJoão\n']]),
    dict(name='trimmed-inline', tld='nl', reading='confirm',
         edits=[['cut', 'The reason you are receiving', 'resources/tld-ops-secure'], ['below', 'in the message body will suffice', '\nYes, confirm!\n'],
                ['cut', 'Best regards', None]]),
    dict(name='elided', tld='ke', reading='confirm', setup='(setq message-elide-ellipsis "\\n[... %l lines elided]\\n\\n")',
         edits=[['below', 'in the message body will suffice', '\nI confirm this assertion.\n'],
                ['lisp', '(progn (reply-find "The reason you") (let ((b (line-beginning-position))) (search-forward "tld-ops-secure") (forward-line) (message-elide-region b (point))))'],
                ['bottom', '\nWanjiru Kamau\n']]),
    dict(name='no-quote', tld='jp', reading='confirm', edits=[['cut', 'writes:', None], ['top', 'Confirmed.\n\n山田花子\n']]),
    dict(name='bar-prefix', tld='de', reading='confirm', setup='(setq message-yank-prefix "| " message-yank-cited-prefix "|" message-yank-empty-prefix "|")',
         edits=[['below', 'Claims to be responsible', '\nThat is right, I confirm.\n\nGruß, J. Großmann\n']]),
    dict(name='indented-no-marks', tld='se', reading='confirm', setup="(setq message-yank-prefix \"    \" message-yank-cited-prefix \"    \" message-yank-empty-prefix \"\")",
         edits=[['bottom', '\nConfirm\n\n-- \nÅsa Öberg, registry-se\n']]),
    dict(name='wide-reply-cc', tld='ke', via='gnus-wide', reading='deny', setup=ABOVE,
         edits=[['point', 'Dear Secretariat,\n\nWe deny this request. Otieno Ochieng left the registry in 2024.\n\nKind regards,\nWanjiru Kamau\nKe Registry\n']]),
    dict(name='deny-french-line-top', tld='br', reading='deny', setup=ABOVE + line('Le %d/%m/%Y, %N a écrit :\n'),
         edits=[['point', 'deny\n']]),
    dict(name='deny-upper-case-signed', tld='nl', reading='deny', setup=sig('Saskia de Wit | Registry NL\nDisclaimer: this message may contain confidential information.\nIf you are not the intended recipient, please notify the sender.'),
         edits=[['top', 'DENY\n\n']]),
    dict(name='deny-flowed', tld='se', reading='deny', setup='(add-hook \'message-setup-hook (lambda () (use-hard-newlines 1 \'never)))',
         edits=[['top', 'Hello,\n\nDenied: Björn Lindqvist works for a registrar and has never had a role in the security or the stability of our registry, whatever he may have told you.\n\nÅsa Öberg\n\n'],
                ['lisp', '(save-excursion (reply-body) (while (search-forward "\\n" nil t) (set-hard-newline-properties (1- (point)) (point))))']]),
    dict(name='html-alternative-mml', tld='nl', reading='confirm',
         edits=[['cut', 'writes:', None],
                ['top', html('Confirm.\n\nOp 20 november 2026 schreef ccNSO Secretariat:\n> A simple “confirm” or “deny” in the message body will suffice.',
                             '<p><b>Confirm.</b></p>\n<p>Op 20 november 2026 schreef ccNSO Secretariat:</p>\n<blockquote>A simple &ldquo;confirm&rdquo; or &ldquo;deny&rdquo; in the message body will suffice.</blockquote>')]]),
    dict(name='header-block-line', tld='jp', reading='confirm', setup="(setq message-citation-line-function (lambda () (insert \"----- Original Message -----\\nFrom: \" (mail-header-from message-reply-headers) \"\\nSubject: \" (mail-header-subject message-reply-headers) \"\\nDate: \" (mail-header-date message-reply-headers) \"\\n\\n\")))" + ABOVE,
         edits=[['point', 'Confirm\n']]),
    dict(name='pgp-footer-typed-key', tld='ke', reading='confirm', setup=ABOVE + sig('Wanjiru Kamau\nPGP 0123 4567 89AB CDEF 0123  4567 89AB CDEF 0123 4567\nhttps://www.registry-ke.example/'),
         edits=[['point', 'Good morning,\n\nConfirmed - Otieno is the right person.\n\nThanks\n']]),
    dict(name='rmail-default', tld='nl', via='rmail', reading='confirm', edits=[['bottom', '\nConfirm.\n']]),
    dict(name='mail-mode-indented', tld='ke', via='rmail', reading='confirm', setup="(setq mail-user-agent 'sendmail-user-agent mail-yank-prefix nil mail-default-headers \"X-Mailer: Emacs Rmail\\n\")",
         edits=[['bottom', '\nI confirm.\n\nWanjiru\n']]),
    dict(name='mail-mode-prefix-deny', tld='de', via='rmail', reading='deny', setup="(setq mail-user-agent 'sendmail-user-agent mail-yank-prefix \"> \")",
         edits=[['top', 'I deny this assertion.\n\nJürgen Großmann\n\n']]),
    dict(name='default', tld='ke', via='mh-e', reading='confirm', edits=[['top', 'Confirm\n\n']]),
    dict(name='extract-from', tld='se', via='mh-e', reading='confirm', setup="(setq mh-extract-from-attribution-verb \"skrev:\" mh-ins-buf-prefix \">> \")",
         edits=[['bottom', '\nHej,\n\nconfirmed, Björn is responsible.\n\nÅsa\n']]),
    # Invitations, answered.
    dict(name='filled-in-quote', tld='nz', reading='ssc-response', contacts=2, faults='', edits=over(fill_in('nz')) + [['top', 'Kia ora,\n\nplease find our contacts below.\n\nNgā mihi\nAroha\n\n']]),
    dict(name='typed-above-one', tld='fr', reading='ssc-response', contacts=1, faults='', setup=ABOVE + line('Le %d %B %Y à %H:%M, %N a écrit :\n'),
         edits=[['point', 'Bonjour,\n\nvoici notre contact :\n\n' + filled('fr', 1) + '\n\nCordialement,\nHélène Lefèvre\n']]),
    dict(name='supercite-filled', tld='in', reading='ssc-response', contacts=2, faults='', setup=SC % ('nil', 0, ''), edits=over(fill_in('in'))),
    dict(name='trimmed-to-template', tld='ca', reading='ssc-response', contacts=1, faults='',
         edits=[['cut', 'Dear IANA', 'ccNSO Secretariat'], *over(fill_in('ca', 1)), ['top', 'Hi, only one contact for now.\n\n']]),
    dict(name='lines-below-quote-lines', tld='kr', reading='ssc-response', contacts=2, faults='', setup=coding('euc-kr', 'utf-8'),
         edits=below(lines('kr')) + [['below', 'overall security and stability of my ccTLD.', '\n' + people.SENTENCE + '\n']]),
    dict(name='unquoted-latin2', tld='pl', reading='ssc-response', contacts=2, faults='', setup=coding('iso-8859-2', 'windows-1250', 'utf-8') + "(setq message-yank-prefix \"\" message-yank-cited-prefix \"\" message-yank-empty-prefix \"\")",
         edits=over(fill_in('pl')) + [['top', 'Dzień dobry,\n\nw załączeniu nasze dane.\n\n']]),
    dict(name='rewrapped-statement', tld='in', reading='ssc-response', contacts=2, faults='', via='mh-e',
         edits=[['top', filled('in', sentence=people.SENTENCE.replace('\n', ' ')) + '\n\nRegards,\nPriya\n\n']]),
    dict(name='statement-deleted', tld='ca', reading='ssc-response', contacts=2, faults='statement-missing', setup=ABOVE,
         edits=[['cut', 'writes:', None], ['top', 'Hello,\n\n' + filled('ca', sentence='') + '\n\nMarc Tremblay\n']]),
    dict(name='national-number', tld='nz', reading='ssc-response', contacts=1, faults='contact-2-phone',
         edits=over(fill_in('nz', change=lambda c: [c[0], (c[1][0], c[1][1], '027 555 0199')]))),
    # What a careful person would ask back about.
    dict(name='only-the-quote', tld='nl', reading='unclear', why='nothing-written', edits=[]),
    dict(name='question-below', tld='jp', reading='unclear', why='question', setup=BELOW, edits=[['bottom', '\nDo we have to confirm this even though Kenji is already on the list?\n\n山田\n']]),
    dict(name='negation-over-lines', tld='de', reading='unclear', why='negated', setup=ABOVE, edits=[['point', 'Dear Secretariat, after checking with our human resources I can not\nconfirm that this person works for us.\n\nJ. Großmann\n']]),
    dict(name='supercite-both-words', tld='br', reading='unclear', why='both-words', setup=SC % ('nil', 0, ''), edits=[['bottom', '\nConfirm / Deny - please delete as applicable.\n']]),
    dict(name='untouched-template', tld='fr', reading='unclear', edits=[['top', 'Bonjour, merci pour votre message. Cordialement, Hélène\n\n']]),
    dict(name='answer-in-subject', tld='ke', reading='unclear', why='only-in-subject', edits=[['subject', 'CONFIRM Re: TLD-OPS Authentication Request']]),
]
