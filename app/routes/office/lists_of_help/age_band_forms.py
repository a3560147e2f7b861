"""The form of a ward's age bands, all of them together: a row a band, two empty ones for more."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from app.country.names import clean
from app.models import AgeBand
from app.models.helping.lists.age_bands import Band, Flaw, Wrong

MOST, OLDEST, LONGEST = 12, 130, 40
SPARE = 2


@dataclass
class AgeBandRow:
    """A row as it was typed: the key of the band that it goes on from, its words and both ends."""

    key: str = ""
    label: str = ""
    youngest: str = ""
    oldest: str = ""
    error: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is written in it: a band left out, or a spare row."""
        return not (self.label or self.youngest or self.oldest)


def rows_of(bands: Sequence[AgeBand]) -> list[AgeBandRow]:
    """The rows of the bands as they stand."""
    return [
        AgeBandRow(band.key, band.label, str(band.youngest), "" if band.oldest is None else str(band.oldest))
        for band in bands
    ]


def with_spare(rows: Sequence[AgeBandRow]) -> list[AgeBandRow]:
    """The rows that are written in, and empty ones for more."""
    written = [row for row in rows if not row.is_empty]
    return [*written, *(AgeBandRow() for _ in range(SPARE))]


def typed() -> list[AgeBandRow]:
    """The rows that the form brought, cleaned."""
    names = ("key", "label", "youngest", "oldest")
    cells = ([clean(request.form.get(f"{name}-{number}", "")) for name in names] for number in range(1, MOST + 1))
    return [AgeBandRow(*row) for row in cells]


def bands_of(rows: Sequence[AgeBandRow]) -> list[Band]:
    """The bands that rows ask for; a row that cannot be read gets its `error`."""
    return [band for row in rows if not row.is_empty and (band := _read(row))]


def _read(row: AgeBandRow) -> Band | None:
    ends = [_age(row.youngest), _age(row.oldest)]
    if not row.label:
        row.error = _("Anh chị chưa ghi tên nhóm.")
    elif len(row.label) > LONGEST:
        row.error = _("Tên nhóm dài quá. Anh chị ghi gọn trong %(longest)s chữ.", longest=LONGEST)
    elif ends[0] is None or (row.oldest and ends[1] is None):
        row.error = _("Tuổi là một số từ 0 đến %(oldest)s. Ô Đến tuổi để trống nghĩa là trở lên.", oldest=OLDEST)
    elif ends[1] is not None and ends[1] < ends[0]:
        row.error = _("Đến tuổi phải từ %(youngest)s trở lên.", youngest=ends[0])
    else:
        return Band(row.label, ends[0], ends[1], row.key or None)
    return None


def _age(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) <= OLDEST else None


def flaw_words(flaw: Flaw) -> str:
    """What is wrong with the bands together, and with which ages."""
    ages = _ages(flaw)
    if flaw.wrong is Wrong.NONE:
        return str(_("Phải có ít nhất một nhóm tuổi."))
    if flaw.wrong is Wrong.OVERLAP:
        return str(_("%(ages)s nằm trong hai nhóm. Mỗi tuổi chỉ thuộc một nhóm.", ages=ages))
    return str(_("%(ages)s chưa thuộc nhóm nào.", ages=ages))


def _ages(flaw: Flaw) -> str:
    if flaw.until is None:
        return str(_("Từ %(since)s tuổi trở lên", since=flaw.since))
    if flaw.since == flaw.until:
        return str(_("Tuổi %(since)s", since=flaw.since))
    return str(_("Tuổi %(since)s đến %(until)s", since=flaw.since, until=flaw.until))
