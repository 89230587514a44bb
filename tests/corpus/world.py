"""The world around a mail system in its box (see `box`): name service, the Secretariat's mailbox, the admins' hosts.

Every domain under .example exists: its mail host is 192.0.2.7 (the system under test) when it is in `here`, else
192.0.2.25, a host that answers as the rules say; `dead` domains have a host that refuses connections, `gone` ones
do not exist. What is sent to secretariat.example is kept."""
import os
import queue
import re
import smtplib
import socket
import socketserver
import struct
import subprocess
import threading
import time
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import parseaddr

import corpus

OUT = os.environ.get("CORPUS_OUT", "")
MX, NAMES, FAR, NEAR, BOT = "192.0.2.9", "192.0.2.53", "192.0.2.25", "192.0.2.7", "192.0.2.10"
SECRETARIAT = "secretariat@secretariat.example"


@dataclass
class Mail:
    sender: str
    rcpts: list
    raw: bytes


class World:
    """here, dead, gone: sets of domains. rules: (domain, "rcpt" or "body") -> the far host's SMTP answer."""

    def __init__(self, here=(), dead=(), gone=(), rules=None, ehlo=("8BITMIME", "ENHANCEDSTATUSCODES", "SMTPUTF8")):
        self.here, self.dead, self.gone = set(here), set(dead), set(gone)
        self.rules, self.ehlo, self.inbox, self.aside = rules or {}, ehlo, queue.Queue(), []
        threading.Thread(target=self._names, daemon=True).start()
        for ip in (MX, FAR):
            server = socketserver.ThreadingTCPServer((ip, 25), self._host(ip), bind_and_activate=False)
            server.allow_reuse_address = server.daemon_threads = True
            server.server_bind()
            server.server_activate()
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def address(self, name):
        """The IPv4 address of a host name, None when there is none."""
        domain = name.removeprefix("mail.").removeprefix("mx.").removeprefix("relay.")
        if not name.endswith(".example") or domain in self.gone:
            return None
        if domain == "secretariat.example" and not name.startswith(("mail.", "relay.")):
            return MX
        if name == "mail.secretariat.example":
            return BOT
        if domain in self.here:
            return NEAR
        return "192.0.2.66" if domain in self.dead else FAR

    def _names(self):
        s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        s.bind((NAMES, 53))
        while True:
            query, who = s.recvfrom(2000)
            at, labels = 12, []
            while query[at]:
                labels.append(query[at + 1 : at + 1 + query[at]].decode("latin-1").lower())
                at += 1 + query[at]
            kind = struct.unpack(">H", query[at + 1 : at + 3])[0]
            name, question, data = ".".join(labels), query[12 : at + 5], b""
            ip = self.address(name)
            if kind == 1 and ip:
                data = socket.inet_aton(ip)
            elif kind == 15 and ip and not name.startswith(("mail.", "mx.", "relay.")):
                host = ("mx." if ip == MX else "mail.") + name
                data = struct.pack(">H", 10) + b"".join(bytes([len(x)]) + x.encode() for x in host.split(".")) + b"\0"
            elif kind == 12 and name.endswith("2.0.192.in-addr.arpa"):
                host = {"7": socket.gethostname(), "9": "mx.secretariat.example", "10": "mail.secretariat.example"}.get(labels[0], "mail.far.example")
                ip, data = NAMES, b"".join(bytes([len(x)]) + x.encode() for x in host.split(".")) + b"\0"
            answer = b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data if data else b""
            flags = 0x8580 | (0 if ip or name.endswith("arpa") and data else 3)
            s.sendto(query[:2] + struct.pack(">HHHHH", flags, 1, 1 if data else 0, 0, 0) + question + answer, who)

    def _host(world, ip):
        class Session(socketserver.StreamRequestHandler):
            def say(self, text):
                self.wfile.write(text.encode() + b"\r\n")

            def handle(self):
                name = "mx.secretariat.example" if ip == MX else "mail.far.example"
                self.say(f"220 {name} ESMTP")
                sender, rcpts = "", []
                while line := self.rfile.readline().decode("utf-8", "replace").strip():
                    verb, arg = line[:4].upper(), line.partition("<")[2].partition(">")[0]
                    if verb in ("EHLO", "HELO"):
                        self.say("\r\n".join([f"250-{name}", *(f"250-{e}" for e in world.ehlo), "250 HELP"]))
                    elif verb == "MAIL":
                        sender, rcpts = arg, []
                        self.say("250 2.1.0 Ok")
                    elif verb == "RCPT":
                        rule = ip == FAR and world.rules.get((arg.rpartition("@")[2], "rcpt"))
                        rcpts += [] if rule else [arg]
                        self.say(rule.replace("{rcpt}", arg) if rule else "250 2.1.5 Ok")
                    elif verb == "DATA" and not rcpts:
                        self.say("554 5.5.1 No valid recipients")
                    elif verb == "DATA":
                        self.say("354 End data with <CR><LF>.<CR><LF>")
                        raw = []
                        while (row := self.rfile.readline()) not in (b".\r\n", b""):
                            raw.append(row[1:] if row.startswith(b"..") else row)
                        rule = ip == FAR and world.rules.get((rcpts[0].rpartition("@")[2], "body"))
                        if ip == MX or rcpts[0].endswith("@secretariat.example"):
                            world.inbox.put(Mail(sender, rcpts, b"".join(raw)))
                        self.say(rule or "250 2.0.0 Ok: queued")
                    elif verb == "QUIT":
                        self.say("221 2.0.0 Bye")
                        return
                    else:
                        self.say("250 2.0.0 Ok" if verb in ("RSET", "NOOP") else "502 5.5.2 Not here")

        return Session

    def take(self, *words, timeout=15):
        """The next mail to the Secretariat that has all the words in it (None after timeout)."""
        end = time.time() + timeout
        fits = lambda m: all(w.encode() in m.raw for w in words)
        for mail in self.aside:
            if fits(mail):
                self.aside.remove(mail)
                return mail
        while time.time() < end:
            try:
                mail = self.inbox.get(timeout=0.2)
            except queue.Empty:
                continue
            if fits(mail):
                return mail
            self.aside.append(mail)
        return None


def send(case, *, host=NEAR, port=25, rcpt=None, sender=SECRETARIAT, raw=None, options=(), rcpt_options=()):
    """Hands the case's request in by SMTP as the Secretariat's host does."""
    raw = (raw or case["raw"]).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    for attempt in (1, 2, 3):
        try:
            with smtplib.SMTP(host, port, "mail.secretariat.example", 30, (BOT, 0)) as s:
                s.ehlo()
                s.command_encoding = "utf-8" if "SMTPUTF8" in options else "ascii"
                s.sendmail(sender, [rcpt or case["admin_address"]], raw, list(options), list(rcpt_options))
            return
        except (ConnectionError, smtplib.SMTPServerDisconnected):
            if attempt == 3:
                raise
            time.sleep(1)


def rename(host):
    """Another name for the system under test."""
    run("hostname", host)
    put("/etc/hosts", f"127.0.0.1 localhost\n{NEAR} {host}\n")


def lf(raw):
    """As a local program wants a message on its standard input."""
    return raw.replace(b"\r\n", b"\n")


def original(raw, case):
    """The request's Message-ID if it stands anywhere in the mail, decoded or not, else nothing."""
    known = case["request_message_id"]
    texts = [raw] + [p.get_payload(decode=True) or b"" for p in message_from_bytes(raw).walk()]
    return known if any(known.encode() in t for t in texts) else ""


def known(raw, case):
    """Whether the head ties the mail to the case: the admin as sender, the request's thread, or the reply address."""
    head = message_from_bytes(raw)
    return parseaddr(str(head["From"]))[1] == case["admin_address"] or any(
        word in str(head[name]) for name in ("In-Reply-To", "References", "To") for word in (case["request_message_id"], case["reference"]))


def keep(reading, name, mail, case, origin, *, raw=None, tied=True, **more):
    """Writes the fixture. For bounces give failed=; tied=False: not about a request of ours."""
    if mail is None:
        print("MISSING", name, flush=True)
        return
    raw = corpus.clean(raw or mail.raw)
    # The border took it at 09:30: what was made later in the day, was made the day before.
    raw = re.sub(rb"\bMon, 23 Nov 2026 (?=09|1\d|2\d)", b"Sun, 22 Nov 2026 ", raw)
    raw = re.sub(rb"\bMon Nov 23 (?=(?:09|1\d|2\d):\d\d:\d\d 2026)", b"Sun Nov 22 ", raw)
    expect = {"request": case["tld"] if case and tied else None, "origin": origin} | more
    if reading == "bounce":
        expect["original"] = original(raw, case)
    if not tied or reading == "auto-reply" and not known(raw, case):
        expect["expected"] = "no"
    nobody = not parseaddr(str(message_from_bytes(raw)["From"]))[1]
    host = socket.gethostname() if nobody else None
    corpus.write(OUT, reading, name, corpus.deliver(raw, case, return_path=mail.sender, host=host), expect)
    print("kept", reading, name, flush=True)


def run(*command, **options):
    """A command that must succeed; its output is shown only when it does not."""
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode:
        raise SystemExit(f"{command}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def wait_port(host, port, seconds=20):
    """Until something accepts there."""
    end = time.time() + seconds
    while time.time() < end:
        try:
            socket.create_connection((host, port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"nothing answers on {host}:{port}")


def put(path, text, mode=0o644):
    """A file with its folders."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)
    os.chmod(path, mode)
