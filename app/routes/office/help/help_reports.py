"""/van-phong/ho-tro/bao-cao: the report of a month's help, counts only, as a paper."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session

from app.country import clock, formats, sentences
from app.country.months import month_here, months_before
from app.exchange.exports.help_log import counts_heading, counts_rows
from app.exchange.exports.values import Sheet, Value
from app.indicators.help import HELPS, By
from app.indicators.help_counts import HelpLine, lines, topic_lines, total
from app.jobs import help_orders
from app.models import AdministrativeUnit, HelpTopic, Meaning, PlaceKind
from app.registers.help_words import KIOSK_COUNTED, MEANINGS
from app.registers.indicator import Scope
from app.routes.jobs import answer_with
from app.routes.office.imports.intakes import sheets_file
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.trail import note_log_taken
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, form_page

help_reports = Blueprint("help_reports", __name__)

# How many months are offered; an older one stands in the address.
OFFERED = 12
# Letters of a paper's number: "31/BC-UBND".
LONGEST_NUMBER = 40
PAGE = "office/help_reports/show.html"
TABLES = (
    (By.MEANING, _l("Theo kết quả"), _l("Kết quả")),
    (By.PLACE, _l("Theo nơi giúp"), _l("Nơi giúp")),
    (By.AGE, _l("Theo tuổi"), _l("Tuổi")),
    (By.GROUP, _l("Theo nơi ở"), None),  # headed by the ward's word for a group
)


class NumberForm(FlaskForm):
    """Number and day of a report that has them; without both it is drawn as a draft."""

    number = LineField(_l("Số báo cáo"), longest=LONGEST_NUMBER)
    day = DayField(_l("Ngày ký"), past=True)

    def follows(self, counted: date | None) -> bool:
        """Whether the day of signing is no day before the last one `counted`, if both are known; says so otherwise."""
        if self.day.value is None or counted is None or self.day.value >= counted:
            return True
        day = formats.date(counted)
        self.day.errors = [_("Báo cáo có số liệu đến hết %(day)s, nên ngày ký không trước ngày ấy.", day=day)]
        return False


def _shown(unit: AdministrativeUnit, first: date, last: date) -> dict[str, Any]:
    """What the page tells of a month."""
    session, scope = db.session(), Scope((unit.id,), first, last)
    topics, tables = topic_lines(session, scope), _tables(session, unit, scope)
    beside_kiosk = any(line.key == PlaceKind.KIOSK for *_head, found in tables for line in found)
    return {
        "unit": unit,
        "units": units(),
        "first": first,
        "months": months_before(clock.today(), OFFERED),
        "total": total(session, scope),
        "topics": topics,
        "tables": tables,
        "meaning": Meaning.ALONE,
        "unused": _unused(session, unit.id, topics),
        "links": partial(_rows_at, unit, first, last),
        "kiosk_counted": KIOSK_COUNTED if beside_kiosk else None,
    }


def _tables(session: Session, unit: AdministrativeUnit, scope: Scope) -> list[tuple[str, str, str, list[HelpLine]]]:
    """Of each table but that of topics: its dimension, caption, heading and lines."""
    group = sentences.begun(unit.group_word)
    return [(by, str(name), str(head or group), lines(session, scope, by)) for by, name, head in TABLES]


def _last_day(scope: Scope) -> date | None:
    """The last day of a scope on which somebody was helped."""
    days = [line.key for line in lines(db.session(), scope, By.DAY) if line.logged or line.tallied]
    return max((day for day in days if isinstance(day, date)), default=None)


def _rows_at(unit: AdministrativeUnit, first: date, last: date, key: str = HELPS.key, **narrowed: str) -> str:
    """The address of the rows behind a figure of the page."""
    asked: dict[str, Any] = {
        "key": key,
        "phuong": unit.code,
        "tu": first.isoformat(),
        "den": last.isoformat(),
        **narrowed,
    }
    return url_for("office.figures.rows", **asked)


def _unused(session: Session, unit_id: int, topics: Sequence[HelpLine]) -> int:
    """How many topics that are offered have no lượt: each help has a topic, so that is a true 0."""
    offered = set(session.scalars(HelpTopic.offered(unit_id).order_by(None).with_only_columns(HelpTopic.id)))
    return len(offered - {line.key for line in topics})


@help_reports.route("/ho-tro/bao-cao", methods=["GET", "POST"])
@requires(*STAFF)
def show() -> Answer:
    """What the report of a month (`thang=2026-11`) would say; ordered, the way to where it comes to lie."""
    (first, last), form = month_here(request.values.get("thang")), NumberForm()
    unit = unit_called(request.values.get("phuong"))
    if not form.validate_on_submit() or not form.follows(_last_day(Scope((unit.id,), first, last))):
        return form_page(PAGE, form, **_shown(unit, first, last))
    with immediate() as session:
        unit = unit_called(unit.code)
        scope, by = Scope((unit.id,), first, last), current_visitor().account_id
        job = help_orders.help_report(session, scope, by=by, number=form.number.data or "", day=form.day.value)
    return answer_with(job)


@help_reports.get("/ho-tro/bao-cao.xlsx")
@requires(*STAFF)
def index() -> Answer:
    """The tables of the report in one workbook, a sheet each with its sum; that it was fetched is noted."""
    unit = unit_called(request.args.get("phuong"))
    first, last = month_here(request.args.get("thang"))
    scope = Scope((unit.id,), first, last)
    with immediate() as session:
        note_log_taken(session, unit.id, span := help_orders.span_words(scope), table="bao-cao")
    where = _("Báo cáo hỗ trợ %(span)s, %(ward)s", span=span, ward=unit.title)
    return sheets_file(f"bao-cao-ho-tro-{first:%Y-%m}", _sheets(db.session(), unit, scope), title=where)


def _sheets(session: Session, unit: AdministrativeUnit, scope: Scope) -> list[Sheet]:
    topics = topic_lines(session, scope)
    ended = (sum(ends) for ends in zip(*(each.ended for each in topics), strict=True))
    sums = [sum(each.logged for each in topics), *ended, sum(each.tallied or 0 for each in topics)]
    totals: list[Value] = [_("Cộng theo việc"), *sums] if topics else []
    sheets = [Sheet(_("Theo việc"), counts_heading(map(str, MEANINGS.values())), list(counts_rows(topics)), totals)]
    for _by, name, head, found in _tables(session, unit, scope):
        rows: list[list[Value]] = [[line.label, line.logged] for line in found]
        sums_row: list[Value] = [_("Cộng"), sum(line.logged for line in found)]
        sheets.append(Sheet(name, [head, _("Số lượt ghi từng người")], rows, sums_row))
    return sheets
