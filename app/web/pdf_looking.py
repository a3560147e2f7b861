"""Classifies an uploaded PDF, as a separate process that reads it from stdin and writes one word.

A few thousand bytes of a PDF may unpack to gigabytes, which qpdf does not limit. This process limits its memory and
time, and its crash affects no other.
"""

import io
import re
import resource
import sys

import pikepdf

MOST_PAGES = 200
# Bytes of address space, of which Python and qpdf take some 150 MB; seconds of CPU time.
MOST_MEMORY, MOST_SECONDS = 500_000_000, 10
FINE, BROKEN, LOCKED, LONG, ACTIVE, HEAVY = "fine", "broken", "locked", "long", "active", "heavy"
# ISO 32000-1, table 198: actions that stay in the file, or open a web page.
ACTIONS = frozenset(("/GoTo", "/URI", "/Named", "/Thread", "/Hide", "/SetOCGState", "/Trans"))
ADDRESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
# Keys of actions; keys of scripts, programs, sounds, embedded files, and places of other files.
HOLD_ACTIONS = ("/A", "/PA", "/OpenAction", "/Next")
FORBIDDEN = ("/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/Launch", "/Movie", "/Sound",
             "/UF", "/OPI")  # fmt: skip


class Active(Exception):
    """The PDF contains active content or an embedded file."""


def verdict(content: bytes) -> str:
    """The verdict on a PDF: one of the words above."""
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            if pdf.is_encrypted:
                return LOCKED
            if not 0 < len(pdf.pages) <= MOST_PAGES:
                return LONG
            for thing in (pdf.trailer, *pdf.objects):
                _inspect(thing)
            # Objects that qpdf could not read and that were not inspected; it repairs pages without resources.
            unread = [warning for warning in pdf.get_warnings() if not warning.endswith("repairing")]
            if unread:
                return HEAVY if any("bad_alloc" in warning for warning in unread) else BROKEN
    except Active:
        return ACTIVE
    except pikepdf.PasswordError:
        return LOCKED
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError):
        return BROKEN
    return FINE


def _inspect(thing: pikepdf.Object) -> None:
    """Inspect an object and its direct children; indirect objects are inspected on their own."""
    waiting = [thing]
    while waiting:
        one = waiting.pop()
        inner: list[object] = []
        if isinstance(one, pikepdf.Array):
            inner += one.as_list()
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            _inspect_dictionary(one)
            inner += [value for _key, value in one.items()]
        waiting += [each for each in inner if isinstance(each, pikepdf.Object) and not each.is_indirect]


def _inspect_dictionary(one: pikepdf.Object) -> None:
    if any(key in one for key in FORBIDDEN) or one.get("/Type") in ("/EmbeddedFile", "/Filespec"):
        raise Active
    # The name of another file (§7.11); a picture that is a page of another file (§8.10.4).
    if isinstance(one.get("/F"), pikepdf.String) or (isinstance(one, pikepdf.Stream) and "/Ref" in one):
        raise Active
    for key in HOLD_ACTIONS:
        for action in _listed(one.get(key)):
            _inspect_action(action)
    if isinstance(of_events := one.get("/AA"), pikepdf.Dictionary):
        for _event, action in of_events.items():
            _inspect_action(action)


def _listed(value: object) -> list[object]:
    return list(value.as_list()) if isinstance(value, pikepdf.Array) else [value]


def _inspect_action(action: object) -> None:
    if not isinstance(action, pikepdf.Dictionary) or "/S" not in action:
        return  # a destination, or another attribute of the same name
    if str(action["/S"]) not in ACTIONS:
        raise Active
    if "/URI" in action and not ADDRESS.match(str(action["/URI"])):
        raise Active


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    sys.stdout.write(verdict(sys.stdin.buffer.read()))
