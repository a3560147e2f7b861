"""/van-phong/bao-cao/noi-gui: the places that send to a ward, what each owes, what came; reminded from there."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.indicators.late import Late, Owing, called_at, places
from app.indicators.owed import lacking, receiver_of
from app.indicators.papers import SOON, Paper, papers
from app.models import Role
from app.models.reports.reminder import PROGRAMME, REPORT, Subject
from app.models.reports.senders import Sent, sent_by
from app.routes.list_pages import Pages
from app.routes.office.desk.shown import note_owing
from app.routes.office.lookups import STAFF, unit_called, unit_ids, units
from app.routes.office.reminders.asked import LetterForm, is_named, lates_of, paper_asked, sheet_of
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer

report_places = Blueprint("report_places", __name__)

LIST = "office.report_places.index"
TEMPLATE = "office/reports/places.html"
TO_REMIND = "can-nhac"
# Places, or senders, of a page.
SIZE = 50
# Which places a chip shows; of one report which of its senders.
Chips = Mapping[str, tuple[object, Callable[[Any], bool]]]
PLACES: Chips = {
    "": (_l("Còn nợ"), lambda each: True),
    TO_REMIND: (_l("Cần nhắc"), lambda each: each.waits(clock.today())),
    "chua-co-nguoi": (_l("Chưa có người nhận"), lambda each: not each.contact),
}
SENDERS: Chips = {
    "": (_l("Chưa gửi"), lambda each: each.is_lacking),
    "da-gui": (_l("Đã gửi"), lambda each: bool(each.day)),
    "mien": (_l("Miễn"), lambda each: bool(each.reason)),
}


@report_places.get("/bao-cao/noi-gui")
@requires(*STAFF)
def index() -> Answer:
    """All that owe something overdue; those to be reminded, those that nobody receives for (`?xem=`); of one paper
    (`?che-do=&han=`, `?so=`, `?thang=`) who has not sent it, who did, who need not; with `?nhac=1` the words that
    remind those that are shown, or those of `?noi=`."""
    return render_template(TEMPLATE, **page_of(LetterForm(formdata=None)))


def page_of(form: LetterForm, paper: Paper | None = None) -> dict[str, Any]:
    """The page of a paper, or as the address asks for it, with the form of the letter."""
    session, today, code = db.session(), clock.today(), request.args.get("phuong")
    here = [unit_called(code)] if code else units()
    ids = {unit.id for unit in here}
    every, paper = papers(session, ids, today, unit_ids(Role.OFFICER), SOON), paper or paper_asked(session, ids, today)
    lates = lacking(session, every, today)
    overdue = [each for each in lates if each.days(today) > 0]
    note_owing(len(places(overdue)))
    rows, lines = _of_paper(session, paper, today) if paper else (_called(session, overdue, today), [])
    look, reports = request.args.get("xem", ""), bool(lines)
    among, holds = (SENDERS, lines) if reports else ({} if paper else PLACES, rows)
    fits = among.get(look, PLACES[""])[1]
    items = set(request.args.getlist("noi"))
    shown = [row for row in rows if not items or any(is_named(each, items) for each in row.lates)]
    shown, lines = shown if paper else [*filter(fits, shown)], [*filter(fits, lines)]
    chips = [(key, _here(paper, xem=key or None), label, sum(map(fit, holds))) for key, (label, fit) in among.items()]
    more = [("every", _here(), _("Mọi tờ"))] if paper else _of_papers(every, lates)
    reminding = "nhac" in request.args or form.errors
    pages = Pages(_here(paper, xem=look or None, noi=sorted(items)), len(lines if reports else shown), SIZE)
    return {
        **sheet_of(shown if reports or reminding else pages.of(shown), form),
        "many": len(shown),
        "pages": pages,
        "paper": paper,
        "unit": next((each for each in here if paper and each.id == paper.unit_id), here[0]),
        "names": {each.subject: each.name for each in [*every, *([paper] if paper else [])]},
        "chips_shown": [*chips, *more],
        "look": look,
        "reminding": reminding,
        "remind": _here(paper, nhac=1, xem=None if paper else look or None),
        "before": _here(paper.before) if paper and paper.before else "",
        "lines": pages.of(lines),
        "reports": reports,
        "called": {each.receiver.key: each for each in rows},
        "receiver_of": receiver_of,
        "typed": request.form,
        "day": formats.date(today),
        "officer": bool(paper and paper.unit_id in unit_ids(Role.OFFICER)),
    }


def _called(session: Session, lates: Sequence[Late], today: date) -> list[Owing]:
    return places(lates, called_at(session, lates, today))


def _of_paper(session: Session, paper: Paper, today: date) -> tuple[list[Owing], list[Sent]]:
    """Who has not sent a paper; of a report also each of its senders with what came."""
    lines = sent_by(session, *paper.of) if paper.subject.about == REPORT else []
    return _called(session, lates_of(session, paper, today), today), lines


def _here(paper: Paper | None = None, **more: Any) -> str:
    asked = paper.asked if paper else {}
    return url_for(LIST, phuong=request.args.get("phuong"), **asked, **more)


def _of_papers(every: Sequence[Paper], lates: Sequence[Late]) -> list[tuple[Any, ...]]:
    """A chip of each paper that is owed now, overdue ones first, with by how many places. Whom the ward asks besides
    stands in the list of the rule."""
    owing: dict[Subject, set[str]] = {each.subject: set() for each in every}
    for late in lates:
        owing[late.subject].add(f"{late.unit_id} {late.receiver.key}")
    for each in (each for each in every if each.subject.about == PROGRAMME and each.of[0].rule):
        if (of_rule := Subject(REPORT, each.of[0].rule_id or 0, each.due)) in owing:
            owing[of_rule] |= owing.pop(each.subject)
    ordered = sorted(every, key=lambda each: (each.due >= clock.today(), each.due, each.what))
    return [(each, _here(each), each.name, len(owing[each.subject])) for each in ordered if owing.get(each.subject)]
