"""Texts inside the sentences of official papers: counts with their zero, quotation marks, first letters."""

import re

# A count that stands alone, up to nine: no part of a number, a share, a date or a code.
_FEW = re.compile(r"(?<![\w.,/-])[1-9](?![\w.,/%-])")
_CLOSED_STRAIGHT = re.compile(r'“([^"“”\n]*)"')
_STRAIGHT = re.compile(r'"([^"\n]*)"')
_FIRST = re.compile(r"^[\s“\"‘(]*\w")


def counts_in_sentence(text: str) -> str:
    """A sentence with its counts below ten as official papers write them: "ít nhất 1 đợt" → "ít nhất 01 đợt"."""
    return _FEW.sub(lambda found: f"0{found[0]}", text)


def quoted(text: str) -> str:
    """A text with the quotation marks of papers: "Ngày hội" and “Ngày hội" → “Ngày hội”; a mark without its other
    stays."""
    return _STRAIGHT.sub("“\\1”", _CLOSED_STRAIGHT.sub("“\\1”", text))


def begun(text: object) -> str:
    """A text as a sentence begins, one that is translated late as well: its first letter a capital, behind a quotation
    mark too."""
    return _FIRST.sub(lambda found: found[0].upper(), str(text))


def continued(text: str) -> str:
    """A text as a sentence goes on: "Tổ đang hoạt động" → "tổ đang hoạt động"; a short form ("UBND …") stays."""
    first = next(iter(text.split()), "")
    return text if sum(map(str.isupper, first)) > 1 else text[:1].lower() + text[1:]
