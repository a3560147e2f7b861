"""Single certificates put together into one file to print: the very pages that were issued, nothing drawn anew."""

import hashlib
import io
from collections.abc import Iterable
from contextlib import ExitStack

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from app.documents.assembling import saved
from app.documents.certificate.document import TITLE


def join(singles: Iterable[bytes], title: str = TITLE) -> bytes:
    """One PDF of the first pages of some, in their order; what pages share (frame, border, fonts) stands once."""
    shared: dict[bytes, pikepdf.Object] = {}
    with ExitStack() as opened, pikepdf.new() as pdf:
        for single in singles:
            source = opened.enter_context(pikepdf.open(io.BytesIO(single)))
            page = source.pages[0]
            page.contents_coalesce()
            key = _digest(page.Resources)
            if key not in shared:
                shared[key] = pdf.copy_foreign(source.make_indirect(page.Resources))
            made = Dictionary(
                Type=Name.Page,
                MediaBox=Array(list(page.mediabox)),
                Resources=shared[key],
                Contents=pdf.make_stream(page.Contents.read_bytes()),
            )
            pdf.pages.append(pikepdf.Page(made))
        return saved(pdf, title)


def _digest(thing: object) -> bytes:
    """A hash of a PDF object with all it refers to; equal things of different files have the same."""
    if isinstance(thing, Stream):
        content = [_digest(Dictionary(dict(thing.stream_dict.items()))), thing.read_raw_bytes()]
    elif isinstance(thing, Dictionary):
        content = [part for key, value in sorted(thing.items()) for part in (key.encode(), _digest(value))]
    elif isinstance(thing, Array):
        content = [_digest(value) for value in thing]
    else:
        content = [repr(thing).encode()]
    return hashlib.sha256(b"\0".join([type(thing).__name__.encode(), *content])).digest()
