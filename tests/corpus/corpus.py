"""What all generators of the mail corpus share: the open cases, the border's trace, the way a fixture is written.

A fixture is <folder>/<reading>/<name>.eml with <name>.expect beside it. Python 3.11, standard library only."""
import email
import email.policy
import email.utils
import json
import os
import re
import socket

HERE = os.path.dirname(os.path.abspath(__file__))
REQUESTS = os.path.join(HERE, "..", "..", "fixtures", "requests")
MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
DAYS = "Mon|Tue|Wed|Thu|Fri|Sat|Sun"


def cases():
    """tld -> the case as in cases.json, with its request as sent (`raw`, bytes) and the admin's `domain`."""
    with open(os.path.join(REQUESTS, "cases.json"), encoding="utf-8") as f:
        known = json.load(f)["cases"]
    out = {}
    for case in known:
        with open(os.path.join(REQUESTS, case["tld"] + ".eml"), "rb") as f:
            raw = f.read()
        out[case["tld"]] = case | {"raw": raw, "domain": case["admin_address"].split("@")[1]}
    return out


def deliver(raw, case, *, return_path=None, stamp="dmarc=pass", host=None, ip="192.0.2.7"):
    """The message as the Secretariat's mailbox holds it: the border's three lines on top of what the program made.

    return_path: the envelope sender, "" for a bounce; default the admin's address."""
    domain = case["domain"] if case else "secretariat.example"
    sender = case["admin_address"] if return_path is None else return_path
    eol = b"\r\n" if raw.find(b"\r\n") == raw.find(b"\n") - 1 else b"\n"
    source = email.message_from_bytes(raw, policy=email.policy.compat32).get("From", "")
    origin = email.utils.parseaddr(str(source))[1].rpartition("@")[2]
    found = f"{stamp} header.from={origin}" if origin else "dmarc=none"
    host = host or (origin if origin.startswith("mail.") else "mail." + domain)
    trace = [
        f"Return-Path: <{sender}>",
        f"Authentication-Results: mx.secretariat.example; {found}",
        f"Received: from {host} ({host} [{ip}]) by mx.secretariat.example with ESMTPS id q1;"
        " Mon, 23 Nov 2026 09:30:00 +0000",
    ]
    return b"".join(line.encode() + eol for line in trace) + raw


def clean(raw):
    """The bytes without what tells about the machine they were made on: its name, its folders, today's date."""
    text = raw.decode("utf-8", "surrogateescape")
    name = socket.gethostname()
    if not name.endswith(".example"):
        text = re.sub(r"(?<=[@ (])" + re.escape(name) + r"(?=[\s)>;,])", "host.example", text)
    text = re.sub(r"\broot@", "postmaster@", text)
    text = re.sub(r"/tmp/[\w./-]*", "/var/spool/file", text)
    # The request's own date, the 20th, stays.
    text = re.sub(rf"\b({DAYS}), (?!20 Nov 2026)\d{{1,2}} ({MONTHS}) 20\d\d\b", "Mon, 23 Nov 2026", text)
    text = re.sub(rf"\b(?!Fri Nov 20 )({DAYS}) ({MONTHS}) [ \d]\d (\d\d:\d\d:\d\d) 20\d\d\b", r"Mon Nov 23 \3 2026", text)
    return text.encode("utf-8", "surrogateescape")


def write(folder, reading, name, raw, expect):
    """One fixture; `expect` in the order wanted, a value of None leaves its key out."""
    place = os.path.join(folder, reading)
    os.makedirs(place, exist_ok=True)
    with open(os.path.join(place, name + ".eml"), "wb") as f:
        f.write(raw)
    lines = [("reading", reading)] + [(k, v) for k, v in expect.items() if k != "reading" and v is not None]
    with open(os.path.join(place, name + ".expect"), "w", encoding="utf-8") as f:
        f.writelines(f"{k}: {v}".rstrip() + "\n" for k, v in lines)
