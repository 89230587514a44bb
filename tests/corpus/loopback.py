"""loopback.py: the servers a mail client wants to see, on loopback and in a throw-away folder.

Generators for graphical and web clients need an IMAP server that holds the request and an SMTP server that keeps
what is sent. Needs: apt-get install --no-install-recommends dovecot-imapd (for Dovecot only); Python 3.11.
"""
import os
import queue
import shutil
import socket
import socketserver
import subprocess
import threading
import time

DOVECOT = '''
base_dir = {at}/run
state_dir = {at}/state
log_path = {at}/log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
first_valid_uid = 1
last_valid_uid = 0
mail_uid = mail
mail_gid = mail
mail_location = maildir:~/Maildir
mail_privileged_group =
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={at}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
  mailbox Drafts {{
    special_use = \\Drafts
    auto = subscribe
  }}
  mailbox Trash {{
    special_use = \\Trash
    auto = subscribe
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
'''


def free_port():
    with socket.socket() as s:
        s.bind(('127.0.0.1', 0))
        return s.getsockname()[1]


def wait_for(port, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(('127.0.0.1', port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError('nothing listens on port %d' % port)


class Dovecot:
    """An IMAP server with any user name and the password `secret`."""

    def __init__(self, at):
        self.at, self.port = at, free_port()
        os.makedirs(at + '/mail')
        os.makedirs(at + '/run')
        for folder in (os.path.dirname(at), at, at + '/run', at + '/mail'):
            os.chmod(folder, 0o755)
        with open(at + '/dovecot.conf', 'w') as f:
            f.write(DOVECOT.format(at=at, port=self.port))
        self.process = subprocess.Popen(['dovecot', '-F', '-c', at + '/dovecot.conf'], stderr=subprocess.DEVNULL)
        wait_for(self.port)

    def put(self, user, raw):
        """The message into the user's inbox, unread, as UID 1 if it is the first."""
        box = '%s/mail/%s/Maildir' % (self.at, user)
        for sub in ('cur', 'new', 'tmp'):
            os.makedirs(box + '/' + sub, exist_ok=True)
        with open(box + '/cur/1795165200.M1.mail:2,', 'wb') as f:
            f.write(raw)
        for folder, _, files in os.walk('%s/mail/%s' % (self.at, user)):
            for name in [folder] + [os.path.join(folder, n) for n in files]:
                shutil.chown(name, 'mail', 'mail')

    def close(self):
        self.process.terminate()
        self.process.wait(10)


class _Session(socketserver.StreamRequestHandler):
    def say(self, text):
        self.wfile.write(text.encode() + b'\r\n')

    def handle(self):
        try:
            self.talk()
        except ConnectionError:  # the client is ended when its message is here
            pass

    def talk(self):
        self.say('220 mail.example ESMTP')
        while line := self.rfile.readline():
            word = line.strip().upper().split(b' ')[0].decode()
            if word == 'EHLO':
                self.say('250-mail.example\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN')
            elif word == 'AUTH':
                if line.strip().upper() == b'AUTH LOGIN':
                    self.say('334 VXNlcm5hbWU6')
                    self.rfile.readline()
                    self.say('334 UGFzc3dvcmQ6')
                    self.rfile.readline()
                elif line.strip().upper() == b'AUTH PLAIN':
                    self.say('334 ')
                    self.rfile.readline()
                self.say('235 welcome')
            elif word == 'DATA':
                self.say('354 go on')
                raw = b''
                while (line := self.rfile.readline()) not in (b'.\r\n', b''):
                    raw += line[1:] if line.startswith(b'.') else line
                self.say('250 kept')
                self.server.kept.put(raw)
            elif word == 'QUIT':
                self.say('221 bye')
                return
            else:
                self.say('250 fine')


class Sink(socketserver.ThreadingTCPServer):
    """An SMTP server; `take` waits for the next message as sent, with CRLF line ends."""
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(('127.0.0.1', 0), _Session)
        self.port, self.kept = self.server_address[1], queue.Queue()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def take(self, seconds=20):
        try:
            return self.kept.get(timeout=seconds)
        except queue.Empty:
            raise RuntimeError('no message was sent') from None
