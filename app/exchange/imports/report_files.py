"""Reads a report as a signed file from another server (docs/report-file.md), or refuses it without a valid
signature."""

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import gettext as _

from app.country.names import clean
from app.indicators.reports.lines import CountLine, Figure, Figures, SenderLine, TargetLine
from app.models import Report
from app.models.mixins.issued import canonical
from app.models.people.communes import communes
from app.models.trust.sealed import is_signed

FORMAT, VERSION = "lopso-report", 1
MOST_BYTES = 2_000_000
LONGEST_LINE = 120  # as long as the name of a report may be that an office types
LONGEST_TEXT = 2_000
# Texts of the annexes that are added up: so many digits stay within what a float can hold.
READ_AS_NUMBERS, LONGEST_NUMBER = frozenset({"goal", "whole", "part", "share", "now", "before", "year_before"}), 100
LARGEST = 10**15
FIRST_YEAR, LAST_YEAR = 2000, 2200
# Halves of a pair of UTF-16, which no encoding takes, and control signs, among them NUL, which PostgreSQL does not.
_UNREADABLE = re.compile(r"[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f]")


class Unusable(Exception):
    """No such file, or not as signed; the message says which."""


@dataclass(frozen=True)
class ReportFile:
    """The content of a file, and the key that signed it."""

    code: str
    title: str
    province: str
    span: str
    since: date
    until: date
    due_on: date | None
    number: str
    made_at: datetime
    figures: str
    digest: str
    key: str


def opened(content: bytes) -> ReportFile:
    """The content of a file, after its signature was checked.

    Raises:
        Unusable: it is none, of a newer release, or was changed since it was signed.
    """
    if len(content) > MOST_BYTES:
        raise Unusable(_("Tệp nặng quá 2 MB, không phải tệp báo cáo."))
    envelope = _read(content)
    version = envelope.get("version")
    if envelope.get("format") != FORMAT or type(version) is not int or version < 1:
        raise Unusable(_("Tệp này không phải tệp báo cáo của Lớp Số."))
    if version > VERSION:
        raise Unusable(_("Tệp này của bản Lớp Số mới hơn. Anh chị cập nhật máy tỉnh rồi nhận lại."))
    payload, key, signature = (str(envelope.get(each, "")) for each in ("payload", "key", "signature"))
    if not is_signed(key, payload.encode("utf-8", "surrogatepass"), signature):
        raise Unusable(_("Tệp đã bị sửa sau khi ký, hoặc tải về chưa đủ. Anh chị xin phường, xã gửi lại."))
    try:
        content = payload.encode()
        return _report(_read(content), hashlib.sha256(content).hexdigest(), key)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise Unusable(_("Tệp ký đúng nhưng thiếu số liệu, không đọc được.")) from error


def _read(content: bytes) -> dict[str, Any]:
    """A JSON object. Values outside of JSON (NaN, Infinity), and what Python makes of 1e400, are refused."""
    try:
        data = json.loads(content, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise Unusable(_("Tệp này không phải tệp báo cáo của Lớp Số.")) from error
    if not isinstance(data, dict):
        raise Unusable(_("Tệp này không phải tệp báo cáo của Lớp Số."))
    return data


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _report(data: Mapping[str, Any], digest: str, key: str) -> ReportFile:
    """The report of a payload.

    Raises:
        Unusable: a value of it cannot stand in a report; the sentence says which kind.
        KeyError, TypeError, ValueError, AttributeError, OverflowError: something is missing, or of another shape.
    """
    commune = communes()[data["ward"]]
    figures = replace(Figures.read(canonical(data["figures"])), answers=(), wards=())
    if not figures.stored():
        raise ValueError("says nothing")
    _check_figures(figures)
    made_at = datetime.fromisoformat(data["made_at"])
    if made_at.tzinfo is None:
        raise ValueError("a time without its zone")
    made_at = made_at.astimezone(UTC)
    since, until = date.fromisoformat(data["since"]), date.fromisoformat(data["until"])
    due = date.fromisoformat(data["due_on"]) if data.get("due_on") else None
    if not (since.year >= FIRST_YEAR and since <= until and until.year <= LAST_YEAR and made_at.year >= FIRST_YEAR):
        raise Unusable(_("Tệp ký đúng nhưng ngày đầu kỳ, ngày cuối kỳ hoặc giờ khóa không thể có, không nhận."))
    return ReportFile(
        commune.code, commune.title, commune.province.code, _line(Report.read_span(data["span"])[1]) and data["span"],
        since, until, due, _line(data["number"]), made_at, figures.stored(), digest, key,
    )  # fmt: skip


def _line(text: str) -> str:
    """A text as an office can have typed it: one line, without invisible characters."""
    if not text or len(text) > LONGEST_LINE or clean(text) != text:
        raise Unusable(_("Tệp ký đúng nhưng tên kỳ hoặc số văn bản trống, dài quá hoặc có ký tự lạ, không nhận."))
    return text


def _check_figures(figures: Figures) -> None:
    """Check that each field of each line has the declared type. Raises `Unusable`."""
    lines: tuple[Figure | TargetLine | CountLine | SenderLine, ...]
    lines = (*figures.by_key.values(), *figures.targets, *figures.counts, *figures.senders)
    values = [(each.name, each.type, getattr(line, each.name)) for line in lines for each in fields(line)]
    texts = (figures.as_of, *figures.by_key, *figures.behind, *figures.late, *figures.coming,
             *figures.covers)  # fmt: skip
    for name, kind, value in (*values, *(("", str, text) for text in texts)):
        if kind is str:
            _check_text(value, LONGEST_NUMBER if name in READ_AS_NUMBERS else LONGEST_TEXT)
        elif kind in (float | None, int | None):
            _check_number(value)
        elif value is not None and not isinstance(value, bool):
            raise TypeError(name)


def _check_text(text: object, longest: int) -> None:
    if not isinstance(text, str):
        raise TypeError("no text")
    if len(text) > longest or _UNREADABLE.search(text):
        raise Unusable(_("Tệp ký đúng nhưng có chữ dài quá hoặc có ký tự không đọc được, không nhận."))


def _check_number(number: object) -> None:
    if number is None:
        return
    if isinstance(number, bool) or not isinstance(number, int | float) or not -LARGEST <= number <= LARGEST:
        raise Unusable(_("Tệp ký đúng nhưng có số liệu không phải là số, không nhận."))
