"""Text from outside: its encoding, whether it is a list, and the separator of its columns."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache

from app.exchange.imports import chat_lines

DELIMITERS = "\t;,|"
# The number of first lines that are examined.
HEAD = 40
_WEB_PAGE = re.compile(
    r"\s*(?:<\?xml\b.*?\?>\s*)?(?:<!--.*?-->\s*)*"
    r"(?:<!doctype html|<(?:html|head|body|meta|style|table|div|(?:ss:)?workbook)\b|<\?mso-application|mime-version:)",
    re.IGNORECASE | re.DOTALL,
)
# Lines over which a cell in quotes may run.
MOST_LINES = 20
_LINE_END = re.compile(r"\r\n|\r|\n")
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


def without_end(text: str) -> str:
    """The text without the lines at its end that hold separators alone."""
    end = _LINE_END.search(text, len(text.rstrip(f"{DELIMITERS} \r\n")))
    return text[: end.start()] if end else text


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
    sample = lines_of(text[:20_000])[:HEAD]
    return max(DELIMITERS, key=lambda sign: _evenness(sample, sign))


def _evenness(lines: Sequence[str], sign: str) -> tuple[int, int]:
    balanced = [line for line in lines if line.count('"') % 2 == 0] or lines
    counts = [len(cells) for line in balanced if len(cells := _cells(line, sign)) > 1]
    if not counts:
        return (0, 0)
    usual = max(set(counts), key=lambda count: (counts.count(count), count))
    return (counts.count(usual), usual)


# -- rows ---------------------------------------------------------------------------------------------------------


class OpenQuote(ValueError):
    """A cell in quotes that runs over several lines may have taken in rows; `line` is where it opens."""

    def __init__(self, line: int) -> None:
        super().__init__(f"a quote in line {line}")
        self.line = line


def lines_of(text: str) -> list[str]:
    """The lines of a text, without an empty one behind the last line end."""
    lines = _LINE_END.split(text)
    return lines if lines[-1] else lines[:-1]


def rows(lines: Sequence[str], sign: str) -> Iterator[list[str]]:
    """The rows of lines with this separator. A quote that its line does not close is a sign like any other: only where
    it is plain that a cell runs over several lines are they one row.

    Raises:
        OpenQuote: it is plain neither way.
    """
    width, at = _evenness(lines[:HEAD], sign)[1], 0
    while at < len(lines):
        taken = _lines_of_row(lines, at, sign, width)
        yield _usual("\n".join(lines[at : at + taken]), sign, width)
        at += taken


def _usual(row: str, sign: str, width: int) -> list[str]:
    """The cells of a row: two quotes of which each is a sign enclose no cell (ditto marks of two columns)."""
    cells, parts = _cells(row, sign), row.split(sign)
    if len(cells) != width == len(parts):
        return [part[1:-1] if len(part) > 1 and part[0] == part[-1] == '"' else part for part in parts]
    return cells


def _lines_of_row(lines: Sequence[str], at: int, sign: str, width: int) -> int:
    """How many lines the row has that begins with this one."""
    if '"' not in lines[at] or width < 2 or _open(lines[at], sign) is None:
        return 1
    ahead, taken = lines[at : at + MOST_LINES], 1
    while (place := _open("\n".join(ahead[:taken]), sign)) is not None:
        closed = _quoted(sign, r"\n|").match("\n".join(ahead), place)
        if closed is None:
            return 1
        taken = 1 + closed.string.count("\n", 0, closed.end())
    row, more = "\n".join(ahead[:taken]), ahead[1:taken]
    if len(_cells(row, sign)) != width:
        return 1
    inside = [line for cell in _cells(row, sign) for line in cell.split("\n")[1:]]
    all_quoted = all(cell[1] is not None for cell in _cell(sign).finditer(row) if cell[0])
    if not any(sign in line for line in inside) or all_quoted:
        return taken
    if sign == "\t" or any(line.count(sign) >= width - 1 for line in more):
        return 1
    raise OpenQuote(at + 1)


@cache
def _quoted(sign: str, end: str = "") -> re.Pattern[str]:
    return re.compile(rf'"([^"]*(?:""[^"]*)*)"(?={end}{re.escape(sign)}|\Z)')


@cache
def _cell(sign: str) -> re.Pattern[str]:
    one = re.escape(sign)
    return re.compile(rf"(?:\A|(?<={one}))(?:{_quoted(sign).pattern}|[^{one}]*)")


def _cells(row: str, sign: str) -> list[str]:
    if '"' not in row:
        return row.split(sign)
    return [cell[0] if cell[1] is None else cell[1].replace('""', '"') for cell in _cell(sign).finditer(row)]


def _open(row: str, sign: str) -> int | None:
    """Where the first cell begins whose quote is not closed."""
    found = (cell.start() for cell in _cell(sign).finditer(row) if cell[1] is None and cell[0].startswith('"'))
    return next(found, None)
