"""terminal_run.py: a home folder, a lent terminal and an editor that types, for mail clients that want a human.

A client of the terminal opens an editor on its draft; here the editor is a script that hands the draft over and waits
for what the person made of it. So the quote, its attribution and the encoding stay the client's own.
"""

import atexit
import email
import email.header
import glob
import os
import pty
import re
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import fcntl
import termios

import people

LOOK = 1500
LIMIT = 20  # seconds a client may take


class Home:
    """A throw-away home folder of the person who answers the request of one case."""

    def __init__(self, tld, locale='C.UTF-8', name=None):
        self.case = people.CASES[tld]
        self.tld, self.locale = tld, locale
        self.name = people.NAMES[tld] if name is None else name
        self.address, self.domain = self.case['admin_address'], self.case['domain']
        self.path = tempfile.mkdtemp(prefix='home-')
        self.request = self.case['raw'].replace(b'\r\n', b'\n')
        # The sending server hands over what it got; a client calls it like sendmail.
        self.keep = self.script('keep', 'cat >"$HOME/sent.new"; mv "$HOME/sent.new" "$HOME/sent"\n')
        self.editor = self.script(
            'editor',
            'cp "$1" "$HOME/draft.new"; mv "$HOME/draft.new" "$HOME/draft"\n'
            'while [ ! -e "$HOME/edited" ]; do sleep 0.05; done\n'
            'cat "$HOME/edited" >"$1"\nmv "$HOME/edited" "$HOME/typed"\n'
            # Some clients look for a change by the second.
            '[ -z "$LATER" ] || touch -d "now + 5 seconds" "$1"\n',
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if os.path.exists(self.at('gnupg')):
            subprocess.run(['gpgconf', '--kill', 'all'], env=self.environment(fake=False), check=False)
        shutil.rmtree(self.path, ignore_errors=True)

    def at(self, name):
        return os.path.join(self.path, name)

    def file(self, name, text, mode=0o644):
        path = self.at(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as f:
            f.write(text if isinstance(text, bytes) else text.encode())
        os.chmod(path, mode)
        return path

    def script(self, name, lines):
        return self.file(name, '#!/bin/sh\nHOME=%s\n' % self.path + lines, 0o755)

    def maildir(self, name='inbox'):
        for part in ('cur', 'new', 'tmp'):
            os.makedirs(self.at(name + '/' + part), exist_ok=True)
        return self.file(name + '/cur/1.request:2,', self.request)

    def mbox(self, name='inbox'):
        return self.file(
            name, b'From secretariat@secretariat.example Fri Nov 20 09:00:05 2026\n' + self.request + b'\n'
        )

    def environment(self, fake=True, **more):
        env = {
            'HOME': self.path,
            'PATH': '/usr/bin/mh:/usr/bin:/bin:/usr/sbin',
            'TERM': 'xterm',
            'LC_ALL': self.locale,
            'LANG': self.locale,
            'TZ': people.ZONES[self.tld],
            'USER': 'mail',
            'LOGNAME': 'mail',
            'EDITOR': self.editor,
            'VISUAL': self.editor,
            'MAILRC': self.at('mailrc'),
            'MBLAZE': self.at('.mblaze'),
            'COLUMNS': '80',
            'MHMTSCONF': self.at('mts.conf'),
            'GNUPGHOME': self.at('gnupg'),
            'EMAIL': self.address,
        }
        if not self.locale.startswith('C.'):
            env['LOCPATH'] = locales(self.locale)
        clock = glob.glob('/usr/lib/*/faketime/libfaketimeMT.so.1')
        if clock and fake:
            env |= {
                'LD_PRELOAD': clock[0],
                'FAKETIME': '@2026-11-23 %s' % now(self.tld),
                'FAKETIME_DONT_FAKE_MONOTONIC': '1',
                'FAKETIME_DONT_RESET': '1',
            }
        return env | more

    def run(self, command, edit=None, keys=(), fake=True, more={}, feed=b''):
        """Runs `command` on a terminal, answers its editor with `edit` and its screens with `keys`.

        keys: (what the screen must show, what is typed then); an expression of None types after half a second."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 80, 0, 0))
        child = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=self.path,
            start_new_session=True,
            env=self.environment(fake, **more),
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)
        if feed:
            os.write(master, feed)
        seen, mark, keys, end, quiet = b'', 0, list(keys), time.monotonic() + LIMIT, time.monotonic()
        while True:
            ready = select.select([master], [], [], 0.05)[0]
            if ready:
                try:
                    got = os.read(master, 65536)
                except OSError:
                    break
                if not got:
                    break
                seen, quiet = seen + got, time.monotonic()
            elif child.poll() is not None:
                break
            if os.path.exists(self.at('draft')):
                draft = open(self.at('draft'), 'rb').read()
                os.rename(self.at('draft'), self.at('draft.seen'))
                try:
                    made = edit(draft) if edit else draft
                except Exception:
                    os.killpg(child.pid, signal.SIGKILL)
                    child.wait()
                    raise
                self.file('edited.new', made)
                os.rename(self.at('edited.new'), self.at('edited'))
            if keys:
                wanted, typed = keys[0]
                still = time.monotonic() - quiet
                if still > (0.5 if wanted is None else 0.1) and (
                    wanted is None or re.search(wanted.encode(), seen[mark:])
                ):
                    keys.pop(0)
                    mark, quiet = len(seen), time.monotonic()
                    os.write(master, typed.encode())
            if time.monotonic() > end:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
                raise TimeoutError('%s: %s' % (command, seen[-LOOK:].decode('utf-8', 'replace')))
        os.close(master)
        if child.wait():
            self.log = seen
        return seen

    def sent(self):
        try:
            return posted(open(self.at('sent'), 'rb').read(), self)
        except FileNotFoundError:
            raise RuntimeError('nothing was sent; log: %r' % getattr(self, 'log', b'')[-800:]) from None


def now(tld):
    """The clock in the case's country when it is 09:20 to 09:30 in Greenwich on the corpus's morning."""
    from datetime import datetime, timedelta, timezone
    from zoneinfo import ZoneInfo

    now.count = getattr(now, 'count', 0) + 1
    when = datetime(2026, 11, 23, 9, 20, tzinfo=timezone.utc) + timedelta(seconds=now.count * 37 % 560)
    return (
        when.astimezone(ZoneInfo(people.ZONES[tld])).strftime('%H:%M:%S')
        if tld not in ('nz',)
        else '22:%02d:%02d' % (when.minute, when.second)
    )


def posted(raw, home):
    """What a submission server adds to a message whose client left it out: From, Date, Message-ID."""
    head = email.message_from_bytes(raw)
    lines = b''
    if raw.startswith(b'From '):
        raw = raw.split(b'\n', 1)[1]
    # Some clients hide from the set clock or look the host's name up themselves.
    if '20 Nov 2026' not in head.get('Date', '') and 'Nov 2026 ' + now(home.tld)[:2] not in head.get('Date', ''):
        raw = re.sub(
            rb'(?m)^(Date: )\w{3}, \d+ \w+ \d{4} [\d:]+',
            rb'\g<1>Mon, 23 Nov 2026 ' + now(home.tld).encode(),
            raw,
            count=1,
        )
    raw = raw.replace(b'@%s>' % socket.gethostname().encode(), b'@mail.%s>' % home.domain.encode())
    if 'From' not in head:
        name = home.name if home.name.isascii() else email.header.Header(home.name, 'utf-8').encode()
        lines += ('From: %s <%s>\n' % (name, home.address)).encode()
    if 'Date' not in head:
        lines += b'Date: Mon, 23 Nov 2026 09:27:11 +0000 (UTC)\n'
    if 'Message-ID' not in head:
        posted.count = getattr(posted, 'count', 0) + 1
        lines += b'Message-Id: <20261123092711.4B%04X@mail.%s>\n' % (posted.count * 7919 % 65536, home.domain.encode())
    return lines + raw


def locales(name, made={}):
    """A folder with the locale `name`, compiled there: nothing is installed on the machine."""
    root = made.get('') or made.setdefault('', tempfile.mkdtemp(prefix='locales-'))
    if len(made) == 1:
        atexit.register(shutil.rmtree, root, True)
    if name not in made:
        base, _, charset = name.partition('.')
        done = subprocess.run(
            ['localedef', '--no-archive', '-c', '-i', base, '-f', charset, os.path.join(root, name)],
            capture_output=True,
        )
        if not os.path.isdir(os.path.join(root, name)):
            raise RuntimeError('locale %s: %r' % (name, done.stderr[-300:]))
        made[name] = True
    return root
