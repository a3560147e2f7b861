"""/van-phong/bao-cao?xem=: the reports that wait as one kind, as many as "Hôm nay" says."""

from collections.abc import Mapping

from flask import render_template, request, url_for
from flask_babel import lazy_gettext as _l

from app.country import clock
from app.indicators.waiting.kind import WaitingKind, WaitingQuery
from app.indicators.waiting.reports import REPORTS
from app.models import AdministrativeUnit
from app.routes.office.lookups import units
from app.routes.office.reports.pages import READERS
from app.web.database import db
from app.web.responses import Answer

WORDS: Mapping[str, object] = {
    "tra-lai": _l("Lãnh đạo trả lại"),
    "tinh-hoi": _l("Tỉnh hỏi"),
    "qua-han": _l("Quá hạn"),
    "sap-den": _l("Sắp đến hạn"),
    "cho-so": _l("Chờ cho số"),
}
WAITING: Mapping[str, WaitingKind] = {str(kind.page[1]["xem"]): kind for kind in REPORTS}


def waiting_as(unit: AdministrativeUnit, kind: WaitingKind) -> Answer:
    """The page with a unit's rows of a kind, the longest waiting first."""
    asked = WaitingQuery.at(db.session(), [unit.id], clock.now())
    rows = kind.rows(asked)
    named = kind.named(asked, [row.id for row in rows])
    return render_template(
        "office/reports/waiting.html",
        unit=unit,
        units=units(*READERS),
        shown=request.args["xem"],
        shelves=WORDS,
        ahead=kind.ahead,
        rows=[(named[row.id], url_for(named[row.id].page[0], **named[row.id].page[1]), row.when) for row in rows],
    )
