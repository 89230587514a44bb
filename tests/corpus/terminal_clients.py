"""terminal_clients.py: how each mail client of the terminal is set up, asked to reply and made to send, without a human.

Every function takes a Home (terminal_run.py) and an edit (terminal_typing.py) and gives the message as it was sent.
"""

import os
import re
import subprocess

ORIGINS = {
    'mutt': ['mutt', '-v'],
    'neomutt': ['neomutt', '-v'],
    's-nail': ['s-nail', '-V'],
    'mailutils': ['mail.mailutils', '--version'],
    'alpine': ['alpine', '-v'],
    'aerc': ['aerc', '-v'],
}


def origin(client, known={}):
    """`client` and its version as it tells it; the package's where it tells none."""
    if client not in known:
        told = ''
        if client in ORIGINS:
            told = subprocess.run(ORIGINS[client], capture_output=True, text=True).stdout
        else:
            told = subprocess.run(
                ['dpkg-query', '-W', '-f', '${Version}', client], capture_output=True, text=True
            ).stdout
        found = re.search(r'\d+\.[\w.]*\d\w*', told.replace('nmh-', ' '))
        known[client] = (client + ' ' + found.group(0)) if found else client
    return known[client]


def mutt(
    home, edit, config='', keys='<reply><send-message><exit>', program='mutt', charset='utf-8', signature=None, after=()
):
    """mutt and NeoMutt; `config` are more lines of muttrc, `keys` what is pushed."""
    home.maildir()
    if signature:
        home.file('signature', signature.encode(charset, 'replace'))
        config = 'set signature="~/signature"\n' + config
    lines = (
        'set realname="%s" from="%s" use_from=yes hostname="%s"\n'
        'set editor="%s %%s" sendmail="%s"\n'
        'set mbox_type=Maildir folder="~" record="" copy=no move=no sleep_time=0 header_cache=""\n'
        'set fast_reply=yes include=yes reply_to=yes reply_self=no recall=no postponed="~/postponed"\n'
        'set abort_unmodified=no abort_nosubject=no wait_key=no quit=yes mail_check=0 confirmappend=no\n'
        'set charset=utf-8 send_charset="us-ascii:utf-8" crypt_use_gpgme=no\n'
    ) % (home.name, home.address, home.domain, home.editor, home.keep)
    if program == 'neomutt':
        lines = lines.replace('header_cache=""\n', '\n')
    home.file(
        'muttrc',
        (lines + config + 'push "%s"\n' % keys.replace('{to}', home.case['reply_address'])).encode(charset, 'replace'),
    )
    home.run([program, '-n', '-F', home.at('muttrc'), '-f', home.at('inbox')], edit, after)
    return home.sent()


def neomutt(home, edit, **more):
    return mutt(home, edit, program='neomutt', **more)


def nmh(home, edit, repl=('-format', '-filter', 'mhl.reply'), send=(), command='repl', files={}, profile='', add=''):
    """nmh without a terminal: repl (or forw, dist) makes the draft, the edit changes it, send sends it."""
    home.file('Mail/inbox/1', home.request)
    os.makedirs(home.at('Mail/outbox'), exist_ok=True)
    home.file('.mh_profile', 'Path: Mail\nLocal-Mailbox: %s <%s>\n%s' % (home.name, home.address, profile))
    home.file(
        'mts.conf',
        'mts: sendmail/pipe\nsendmail: %s\nlocalname: %s\nclientname: %s\n' % (home.keep, home.domain, home.domain),
    )
    for name, text in files.items():
        home.file('Mail/' + name, text)
    env = home.environment()
    quiet = dict(cwd=home.path, env=env, stdin=subprocess.DEVNULL, capture_output=True)
    done = subprocess.run(['/usr/bin/mh/' + command, *repl, '-nowhatnowproc', '+inbox', '1'], **quiet)
    draft = home.at('Mail/draft')
    if not os.path.exists(draft):
        raise RuntimeError('nmh: %r' % done.stderr)
    with open(draft, 'rb') as f:
        text = f.read()
    head, rule, body = re.split(rb'(?m)^(-{5,}\n|\n)', text, maxsplit=1) if command != 'dist' else (text, b'', b'')
    if b'\nTo: \n' in head or head.startswith(b'To: \n') or b'\nTo:\n' in head or head.startswith(b'To:\n'):
        head = re.sub(rb'(?m)^To: ?$', b'To: ' + home.case['reply_address'].encode(), head)
    if command == 'dist':
        head = re.sub(rb'(?m)^Resent-To: ?$', b'Resent-To: ' + home.case['reply_address'].encode(), head)
    with open(draft, 'wb') as f:
        f.write(head + _put(home, add).encode() + rule + (edit(body) if edit else body))
    if b'#forw' in body:
        subprocess.run(['/usr/bin/mh/mhbuild', draft], **quiet)
    done = subprocess.run(['/usr/bin/mh/send', *send, draft], **quiet)
    home.log = done.stdout + done.stderr
    return home.sent()


def mblaze(home, edit, command=('mrep',), signature=None, answer='s\n'):
    """mblaze: mrep with the mail given by its file, or another of its commands."""
    home.maildir()
    home.file(
        '.mblaze/profile',
        'Local-Mailbox: %s <%s>\nFQDN: %s\nSendmail: %s\n' % (home.name, home.address, home.domain, home.keep),
    )
    if signature:
        home.file('.mblaze/signature', signature)
    home.run(
        ['sh', '-c', 'mlist inbox | mseq -S; exec "$@" 1', 'sh', *(_put(home, word) for word in command)],
        edit,
        [('What now', answer)] if answer else (),
    )
    return home.sent()


def s_nail(home, edit, config='', commands=('reply 1', '~e', '~.'), charset='utf-8'):
    """S-nail on an mbox; the person replies, opens the editor with ~e and ends the message."""
    home.mbox()
    home.file(
        'mailrc',
        (
            'set v15-compat from="%s <%s>" hostname=%s mta=%s\nset noask noaskcc noasksub noaskbcc noheader reply-to-honour\n'
            'set sendwait quote indentprefix="> " record=/dev/null nosave fullnames\n'
            'set ttycharset=%s\n%s'
        )
        % (home.name, home.address, home.domain, home.keep, charset, config),
    )
    # Its commands come from a file; in batch mode it replies all the same.
    home.file('commands', _put(home, '\n'.join(commands)) + '\nxit\n')
    home.run(['sh', '-c', 's-nail -# -:u -f inbox <commands'], edit, more={'MAILCAPS': '/dev/null', 'LATER': 'yes'})
    return home.sent()


def _put(home, text):
    """Settings may speak of the address to answer and of the home folder."""
    return text.replace('{to}', home.case['reply_address']).replace('{home}', home.path)


def _typed(commands, prompt, last):
    keys = [(prompt, commands[0] + '\n')]
    for line in commands[1:]:
        keys.append((None, line + '\n'))
    return keys + [(None, line + '\n') for line in last]


def bsd_mailx(home, edit, config='', commands=('Reply 1', '~m', '~e', '.')):
    """BSD mailx: the reply, ~m for the quote, ~e for the editor."""
    home.mbox()
    home.file(
        'mailrc',
        'set sendmail=%s\nset indentprefix="> "\nset quiet\nunset askcc\nset dot\nset EDITOR=%s\n%s'
        % (home.keep, home.editor, config),
    )
    home.run(['bsd-mailx', '-n', '-f', home.at('inbox')], edit, _typed(commands, r'& ', ('x',)), more={'LATER': 'yes'})
    return home.sent()


def mailutils(home, edit, config='', commands=('reply 1', '~m', '~e', '.')):
    """GNU mail of mailutils."""
    home.mbox()
    home.file(
        'mailrc',
        'set sendmail="sendmail:%s"\nset indentprefix="> "\nset quiet\nunset askcc\nset dot\nunset header\n%s'
        % (home.keep, config),
    )
    home.file('.mailrc', open(home.at('mailrc')).read())
    home.run(['mail.mailutils', '-n', '-N', '-f', home.at('inbox')], edit, _typed(commands, r'\? ', ('x',)), fake=False)
    return home.sent()


def alpine(home, edit, features=(), config='', keys=None, signature=None, charset='UTF-8'):
    """Alpine with its own composer replaced by the editor at once."""
    home.mbox('mail/inbox')
    on = [
        'enable-alternate-editor-cmd',
        'enable-alternate-editor-implicitly',
        'include-text-in-reply',
        'quell-user-lookup-in-passwd-file',
        'no-quell-flowed-text',
        'send-without-confirm',
        'quit-without-confirm',
        'no-alternate-compose-menu',
        'quell-folder-internal-msg',
        'disable-take-last-comma-first',
        'no-save-will-quote-leading-froms',
    ] + list(features)
    if signature:
        home.file('signature', signature)
    home.file(
        'pinerc',
        (
            'personal-name=%s\nuser-domain=%s\nsmtp-server=\nsendmail-path=%s -t\ninbox-path=%s\n'
            'customized-hdrs=From: %s <%s>\nfeature-list=%s\neditor=%s\nsignature-file=%s\n'
            'default-fcc=""\nposting-character-set=%s\nlast-version-used=9.99\nuse-only-domain-name=Yes\n'
            'character-set=UTF-8\nalt-addresses=%s\n%s'
        )
        % (
            home.name,
            home.domain,
            home.keep,
            home.at('mail/inbox'),
            home.name,
            home.address,
            ',\n\t'.join(on),
            home.editor,
            home.at('signature') if signature else '',
            charset,
            home.address,
            config,
        ),
    )
    home.run(
        ['alpine', '-p', home.at('pinerc'), '-i'],
        edit,
        [(wanted, _put(home, typed)) for wanted, typed in keys or ALPINE_REPLY],
    )
    return home.sent()


ALPINE_REPLY = [('Invitation|Authentication', 'r'), ('Use .*Reply-To', 'y'), ('editor done', '\x18'), (None, 'q')]


def aerc(home, edit, command=':reply -q', templates={}, config='', signature=None):
    """aerc on a Maildir, with its default keys; `command` opens the composer."""
    home.maildir('mail/INBOX')
    account = '[work]\nsource=maildir://%s\ndefault=INBOX\nfrom=%s <%s>\noutgoing=%s\n' % (
        home.at('mail'),
        home.name,
        home.address,
        home.keep,
    )
    if signature:
        account += 'signature-file=%s\n' % home.file('signature', signature)
    home.file('.config/aerc/accounts.conf', account, 0o600)
    for name, text in templates.items():
        home.file('.config/aerc/templates/' + name, text)
    home.file(
        '.config/aerc/aerc.conf',
        '[compose]\neditor=%s\n%s\n[templates]\ntemplate-dirs=%s:/usr/share/aerc/templates\n'
        % (home.editor, config, home.at('.config/aerc/templates')),
    )
    with open('/usr/share/aerc/binds.conf') as f:
        home.file('.config/aerc/binds.conf', f.read())
    home.run(
        ['aerc'],
        edit,
        [('ccNSO Secretariat', _put(home, command) + '\r'), ('[Ss]end this email|[Ss]end', 'y'), (None, ':quit\r')],
        fake=False,
    )
    return home.sent()
