"""Text from outside: its encoding, whether it is a list, and the separator of its columns."""

import csv
import re
import unicodedata
from collections.abc import Sequence

from app.exchange.imports import chat_lines

DELIMITERS = "\t;,|"
# What empty rows at the end of a text consist of.
BLANK = f"{DELIMITERS} \r\n"
# The number of first lines that are examined.
HEAD = 40
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml\b.*?\?>\s*)?(?:<!--.*?-->\s*)*"
    r"(?:<!doctype html|<(?:html|head|body|meta|style|table|div|(?:ss:)?workbook)\b|<\?mso-application|mime-version:)",
    re.IGNORECASE | re.DOTALL,
)
# The share of a text that may be foreign signs; the share of first lines with equally many cells in a table.
FEW, EVEN = 0.05, 0.8


def decoded(content: bytes) -> str:
    """Text in UTF-8 or UTF-16, with or without its mark, else in Windows-1258, the old code page of Vietnam."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    zeros = content[:2000].count(0)
    if zeros > len(content[:2000]) // 5:
        little = content[1:2000:2].count(0) >= content[:2000:2].count(0)
        return content.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1258", errors="replace")


def is_written(text: str) -> bool:
    """Whether people could have written this text: no control characters, hardly a sign beyond Latin."""
    if any(ord(sign) < 32 and sign not in "\t\r\n\f" for sign in text):
        return False
    odd = sum(1 for sign in text if sign == "\ufffd" or unicodedata.category(sign) in ("Cc", "Cn", "Co", "Cs", "Lo"))
    odd -= sum(map(text.count, "\t\r\n\f"))
    return odd <= FEW * len(text)


def is_web_page(text: str) -> bool:
    """Whether the text is a table of a web page, of an e-mail or of Excel 2003's XML, as many systems export it under
    the name of a spreadsheet."""
    return bool(_WEB_PAGE.match(text[:2000]))


def is_chat(text: str) -> bool:
    """Whether the text is lines of a chat (`chat_lines`), and no table with a separator."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:HEAD]
    (even, width), sign = max((_evenness(lines, sign), sign) for sign in DELIMITERS)
    headed = any(chat_lines.is_heading(line, sign) for line in lines)
    return not headed and not (width > 2 and even >= EVEN * len(lines)) and chat_lines.are_chat_lines(lines)


def delimiter_of(text: str) -> str:
    """The separator of columns: the one by which most of the first lines have the same number of cells."""
    sample = text[:20_000].splitlines()[:HEAD]
    return max(DELIMITERS, key=lambda sign: _evenness(sample, sign))


def _evenness(lines: Sequence[str], sign: str) -> tuple[int, int]:
    try:
        counts = [len(cells) for cells in csv.reader(lines, delimiter=sign) if len(cells) > 1]
    except csv.Error:
        return (0, 0)
    if not counts:
        return (0, 0)
    usual = max(set(counts), key=lambda count: (counts.count(count), count))
    return (counts.count(usual), usual)
