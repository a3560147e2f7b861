"""/van-phong/danh-muc/nhom-tuoi: the age bands, changed all together so that every age stands in just one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.country.names import clean
from app.models import AdministrativeUnit, AgeBand
from app.models.helping.lists.age_bands import Band, Flaw, Flawed, Wrong, arrange, stands
from app.models.helping.lists.definitions import uses
from app.models.people.changing import Overtaken
from app.registers.definitions.help_lists import KEEPERS
from app.routes.office.lists_of_help.help_lists import several, unit_here
from app.routes.office.lookups import units
from app.routes.trail import note_act
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

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


age_band_lists = Blueprint("age_band_lists", __name__)

PAGE = "office/lists_of_help/age_bands.html"


@age_band_lists.route("/danh-muc/nhom-tuoi", methods=["GET", "POST"])
@requires(*KEEPERS)
def edit() -> Answer:
    """The bands that are offered, each in a row, and those no longer offered. From a press on just these are offered;
    422 names each age that would stand in none or in two, 409 shows what somebody else changed."""
    if request.method != "POST":
        unit = unit_here()
        rows = rows_of(db.session.scalars(AgeBand.offered(unit.id)).all())
        return render_template(PAGE, rows=with_spare(rows), **_page(unit))
    unit, rows, seen = unit_here(), typed(), request.form.get("seen", "")
    bands = bands_of(rows)
    if any(row.error for row in rows):
        return refuse(PAGE, rows=with_spare(rows), **_page(unit, seen))
    try:
        with immediate() as session:
            changed = arrange(session, unit.id, bands, seen=seen, now=clock.now())
            if changed:
                note_act(
                    session,
                    "ward_list.age_bands_changed",
                    unit.id,
                    ("age_bands", unit.code),
                    {"name": ", ".join(changed)},
                )
    except Flawed as flawed:
        flaws = [flaw_words(flaw) for flaw in flawed.flaws]
        return refuse(PAGE, rows=with_spare(rows), flaws=flaws, **_page(unit, seen))
    except Overtaken:
        return refuse(PAGE, status=409, rows=with_spare(rows), theirs=_theirs(unit), **_page(unit))
    flash(_("Đã lưu các nhóm tuổi. Lượt đã ghi vẫn giữ nhóm cũ."))
    return see_other(url_for("office.age_band_lists.edit", phuong=several(unit)))


def _theirs(unit: AdministrativeUnit) -> Sequence[tuple[str, str]]:
    return [(row.label, _ends(row)) for row in rows_of(db.session.scalars(AgeBand.offered(unit.id)).all())]


def _ends(row: AgeBandRow) -> str:
    return f"{row.youngest}–{row.oldest}" if row.oldest else str(_("từ %(youngest)s", youngest=row.youngest))


def _page(unit: AdministrativeUnit, seen: str = "") -> dict[str, Any]:
    """What the page is drawn from; `seen` is what a refused form was filled from."""
    everything = db.session.scalars(AgeBand.of(unit.id)).all()
    return {
        "unit": unit,
        "units": units(*KEEPERS),
        "seen": seen or stands(db.session(), unit.id),
        "retired": [band for band in everything if band.retired_at is not None],
        "used": uses(db.session(), AgeBand, unit.id),
    }
