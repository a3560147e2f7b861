"""/van-phong/danh-muc/nhom-tuoi: the age bands, changed all together so that every age stands in just one."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import AdministrativeUnit, AgeBand
from app.models.helping.lists.age_bands import Flawed, arrange, stands
from app.models.helping.lists.definitions import uses
from app.models.people.changing import Overtaken
from app.registers.definitions.help_lists import KEEPERS
from app.routes.office.lists_of_help.age_band_forms import AgeBandRow, bands_of, flaw_words, rows_of, typed, with_spare
from app.routes.office.lists_of_help.help_lists import several, unit_here
from app.routes.office.lookups import units
from app.routes.trail import note_act
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

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
