"""terminal_typing.py: what people do to the draft in their editor: type above, below, inside, trim, fill in.

Each function gives an edit: bytes of the draft in, bytes of what is sent out, in the charset of the person's terminal.
"""

import re

import people


def edit(change, charset='utf-8', eol='\n'):
    """The edit that applies `change` (text to text) to a draft in `charset`."""

    def apply(draft):
        return change(draft.decode(charset, 'replace')).encode(charset, 'replace')

    return apply


def headed(change):
    """For drafts that carry their header: `change` gets the text below the first empty line only."""

    def apply(draft):
        head, mark, body = draft.partition('\n\n')
        return head + mark + change(body)

    return apply


def split(draft):
    """A draft's text and its signature from the dashes on; no dashes, no signature."""
    at = re.search(r'(?m)^-- ?$', draft)
    return (draft[: at.start()], draft[at.start() :]) if at else (draft, '')


def top(text):
    return lambda draft: text + '\n\n' + draft.lstrip('\n')


def bottom(text):
    def change(draft):
        body, signature = split(draft)
        return body.rstrip('\n') + '\n\n' + text + '\n' + ('\n' + signature if signature else '')

    return change


def alone(text):
    """The whole quote deleted with the attribution line; the signature stays."""

    def change(draft):
        signature = split(draft)[1]
        return text + '\n' + ('\n' + signature if signature else '')

    return change


def nothing(draft):
    return draft


def trimmed(text, first, last, place='below'):
    """The quote cut down to the lines from one with `first` to one with `last`; the attribution line stays."""

    def change(draft):
        body, signature = split(draft)
        rows = body.rstrip('\n').split('\n')
        start = next(i for i, row in enumerate(rows) if first in row)
        stop = next(i for i in range(start, len(rows)) if last in rows[i])
        intro = rows[: next((i for i, row in enumerate(rows) if 'Dear IANA' in row), 0)]
        kept = '\n'.join(intro + rows[start : stop + 1])
        made = kept + '\n\n' + text if place == 'below' else text + '\n\n' + kept
        return made.lstrip('\n') + '\n' + ('\n' + signature if signature else '')

    return change


def between(*answers):
    """(line, text)...: types each text, set off by empty lines, below the first line that has `line` in it."""

    def change(draft):
        for line, text in answers:
            rows = draft.split('\n')
            at = next(i for i, row in enumerate(rows) if line in row)
            draft = '\n'.join(rows[: at + 1] + ['', text, ''] + rows[at + 1 :])
        return draft

    return change


def overtyped(*edits, also=None):
    """(placeholder, value)...: typed over where they stand in the quote, each once and in order."""

    def change(draft):
        start = 0
        for old, new in edits:
            at = draft.index(old, start)
            draft = draft[:at] + new + draft[at + len(old) :]
            start = at + len(new)
        return also(draft) if also else draft

    return change


def unquoted(prefix, start='*** RESPONSE TEMPLATE'):
    """Removes the quote marks from the template on."""

    def change(draft):
        at = draft.index(start)
        at = draft.rindex('\n', 0, at) + 1
        tail = re.sub(r'(?m)^' + re.escape(prefix.rstrip()) + ' ?', '', draft[at:])
        return draft[:at] + tail

    return change


def without(*patterns):
    """Removes every line that one of the expressions finds."""

    def change(draft):
        return '\n'.join(row for row in draft.split('\n') if not any(re.search(p, row) for p in patterns))

    return change


def replaced(*pairs):
    def change(draft):
        for old, new in pairs:
            if old not in draft:
                raise ValueError('%r is not in the draft' % old)
            draft = draft.replace(old, new)
        return draft

    return change


def then(*changes):
    def change(draft):
        for one in changes:
            draft = one(draft)
        return draft

    return change


def template_only(values_edit):
    """Everything above the template deleted, attribution too."""

    def change(draft):
        at = draft.index('*** RESPONSE TEMPLATE')
        at = draft.rindex('\n', 0, at) + 1
        return values_edit(draft[at:])

    return change


def fill(tld, count=2, change=lambda c: c):
    return overtyped(*people.fill_in(tld, count, change))


BLANKS = tuple(old for contact in people.BLANK for old in contact)
