"""A report as a signed file from another server (docs/report-file.md): read once its signature fits, or refused."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from app.indicators.reports.lines import Figures
from app.models.people.communes import communes
from app.models.shapes.issued import canonical
from app.models.trust.signing import is_signed

FORMAT, VERSION = "lopso-report", 1
MOST_BYTES = 2_000_000
LONGEST = 200


class Unusable(Exception):
    """Not such a file, or not as it was signed; the sentence says which."""


@dataclass(frozen=True)
class ReportFile:
    """What a file tells, and the key that signed just that."""

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
    """What a file says, once its signature fits.

    Raises:
        Unusable: it is none, of a newer release, or was changed since it was signed.
    """
    if len(content) > MOST_BYTES:
        raise Unusable(_("Tệp nặng quá 2 MB, không phải tệp báo cáo."))
    said = _read(content)
    if said.get("format") != FORMAT or not isinstance(said.get("version"), int):
        raise Unusable(_("Tệp này không phải tệp báo cáo của Lớp Số."))
    if said["version"] > VERSION:
        raise Unusable(_("Tệp này của bản Lớp Số mới hơn. Anh chị cập nhật máy tỉnh rồi nhận lại."))
    payload, key, signature = (str(said.get(each, "")) for each in ("payload", "key", "signature"))
    if not is_signed(key, payload.encode("utf-8", "surrogatepass"), signature):
        raise Unusable(_("Tệp đã bị sửa sau khi ký, hoặc tải về chưa đủ. Anh chị xin phường, xã gửi lại."))
    try:
        return _told(_read(payload.encode()), hashlib.sha256(payload.encode()).hexdigest(), key)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unusable(_("Tệp ký đúng nhưng thiếu số liệu, không đọc được.")) from error


def _read(content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unusable(_("Tệp này không phải tệp báo cáo của Lớp Số.")) from error
    if not isinstance(said, dict):
        raise Unusable(_("Tệp này không phải tệp báo cáo của Lớp Số."))
    return said


def _told(said: dict[str, Any], digest: str, key: str) -> ReportFile:
    commune = communes()[said["ward"]]
    figures = Figures.read(canonical(said["figures"]))
    made_at = datetime.fromisoformat(said["made_at"])
    span, number = str(said["span"]).strip()[:LONGEST], str(said["number"])[:LONGEST]
    if made_at.tzinfo is None or not span or not figures.stored():
        raise ValueError("says nothing")
    for each in (*figures.targets, *figures.counts, *figures.by_key.values()):
        if not all(isinstance(value, str | int | float | None) for value in vars(each).values()):
            raise ValueError("no line")
    due = date.fromisoformat(said["due_on"]) if said.get("due_on") else None
    return ReportFile(
        commune.code, commune.title, commune.province.code, span, date.fromisoformat(said["since"]),
        date.fromisoformat(said["until"]), due, number, made_at, figures.stored(), digest, key,
    )  # fmt: skip
