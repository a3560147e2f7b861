"""Addresses of pages that went elsewhere, in one table: the old address, where its page is now and the release after
which the line goes. An old address answers 308 with its query and, where it takes a form, with the form."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask_babel import gettext as _

from app.country.months import month_here
from app.indicators.help import HELPED, HELPS, MINUTES, TALLIES
from app.models import CertificateRequest, CourseTemplate, Programme, Role
from app.models.movement import team_month
from app.registers.decisions import decision_for
from app.registers.definitions.plans import PLAN_READERS
from app.routes.figures.periods import period_asked
from app.routes.office.lookups import STAFF, unit_called, unit_ids
from app.routes.office.reminders.asked import of_tasks, report_asked
from app.routes.office.reminders.report_places import LIST, TO_REMIND
from app.routes.office.targets.given_tasks import task_here
from app.web.access import one_or_404, requires
from app.web.database import db

moved = Blueprint("moved", __name__)


There = tuple[str, Mapping[str, Any]]


class Moved(NamedTuple):
    """An old address with a name; the roles of the page where it is now; from the values of the address the endpoint
    and the values of that page. `until`: the last release that leads on; `code` 303 where a form is not sent along."""

    name: str
    rule: str
    until: str
    roles: tuple[Role, ...]
    there: Callable[..., There]
    methods: tuple[str, ...] = ("GET",)
    code: int = 308


def _template(view: str) -> Callable[[str], There]:
    """A page of the row of a template that its address called by its code."""

    def there(code: str) -> There:
        unit = unit_called(request.args.get("phuong"))
        return f"office.{view}", {"row": one_or_404(CourseTemplate.called(unit.id, code)).id}

    return there


def _late_papers() -> There:
    """Those to be reminded; of one paper, of some places and with `tat-ca` all of them."""
    every = {"che-do", "thang", "so", "noi"}.intersection(request.args) or request.args.get("xem") == "tat-ca"
    papers = LIST, {"viec": None, "xem": None if every else TO_REMIND, "nhac": 1}
    return ("office.reminders.tasks", {}) if of_tasks() else papers


def _senders(rule: UUID, han: str) -> There:
    """Who sends a report."""
    return LIST, {"che-do": report_asked(unit_ids(), str(rule), han)[0].public_id, "han": han}


def _task(task: UUID) -> There:
    """The panel of a task beside the list."""
    row = task_here(task, *PLAN_READERS)
    return "office.matters.index", {"xem": row.public_id, "phuong": row.unit.code}


# By what `?xem=` named: the figure of those who serve.
SERVING = {
    "it-hon": "dai-su-chua-du-nguoi-kem", "du": "dai-su-du-nguoi-kem", "da-tap-huan": "dai-su-da-tap-huan",
    "ai": "dai-su-hoc-ai", "hoat-dong": "dai-su-hoat-dong",
}  # fmt: skip
# What told helps apart: `ten` 1 that name somebody (0: nobody), `phut` that say their minutes, `nguon` from paper.
OF_HELPS = ("ten", "phut", "nguon", "ky", "tu", "den")


def _rows_of(key: str | None = None) -> There:
    """The rows of a figure; without a key of that of who serves."""
    return "office.figures.rows", {"key": key or SERVING.get(request.args.get("xem", ""), "dai-su"), "xem": None}


def _team_months() -> There:
    """The book of a month of teams, in which a team that is silent is told by its figure; where the ward has none the
    programme to begin."""
    if request.args.get("xem") == "im-lang":
        return _rows_of("to-im-lang")
    unit, month = unit_called(request.args.get("phuong")), request.args.get("thang")
    gone = dict.fromkeys(("xem", "thang"))
    used = Programme.in_units([unit.id]).where(Programme.catalogue == team_month.KEY, Programme.in_use())
    if (programme := db.session.scalars(used).first()) is None:
        return "office.programmes.index", {**gone, "tim": _("Tháng của tổ, đội")}
    ky = month_here(month)[0].isoformat() if month else None
    return "office.programme_rows.index", {**gone, "phuong": None, "programme": programme.id, "ky": ky}


def _helps() -> There:
    """The helps of a period."""
    asked, named = request.args, request.args.get("ten")
    key = HELPED if named == "1" else HELPS
    if asked.get("nguon") or asked.get("phut"):
        key, named = TALLIES if asked.get("nguon") else MINUTES, None
    query = {**dict.fromkeys(OF_HELPS), **period_asked().asked, "key": key.key}
    return "office.figures.rows", query | ({"ten": "khong"} if named and key is HELPS else {})


OFFICER, BOTH, FORM = (Role.OFFICER,), ("GET", "POST"), ("POST",)
MOVED = (
    Moved("templates", "/chuong-trinh", "0.3", STAFF, lambda: ("office.course_templates.index", {})),
    Moved("new_template", "/chuong-trinh/moi", "0.3", OFFICER, lambda: ("office.course_templates.new", {}), BOTH),
    Moved("template", "/chuong-trinh/<code>/sua", "0.3", OFFICER, _template("course_templates.edit"), BOTH),
    Moved("unused_template", "/chuong-trinh/<code>/thoi-dung", "0.3", OFFICER, _template("course_templates.destroy"),
          FORM),
    # What was asked by the press alone is asked by a field today: its page, where the button stands.
    Moved("used_template", "/chuong-trinh/<code>/dung-lai", "0.3", OFFICER, _template("course_templates.show"), FORM,
          303),
    Moved("common_templates", "/chuong-trinh/thuong-gap", "0.3", OFFICER,
          lambda: ("office.common_course_templates.update", {}), FORM),
    Moved("requests", "/de-nghi", "0.3", STAFF,
          lambda: ("office.approvals.index", {"loai": decision_for(CertificateRequest).slug})),
    Moved("reminders", "/nhac", "0.3", STAFF, _late_papers),
    Moved("senders", "/bao-cao/noi-gui/<uuid:rule>/<han>", "0.3", STAFF, _senders),
    Moved("task", "/nhiem-vu/<uuid:task>", "0.3", PLAN_READERS, _task),
    Moved("given_task", "/viec-giao/<uuid:task>", "0.3", PLAN_READERS, _task),
    Moved("other_words", "/ho-tro/viec-khac", "0.3", STAFF,
          lambda: ("office.help_overviews.show", {"_anchor": "viec-khac"})),
    Moved("helps", "/ho-tro/luot", "0.3", STAFF, _helps),
    Moved("serving", "/ho-tro/dai-su", "0.3", STAFF, _rows_of),
    Moved("unserved", "/ho-tro/to-chua-co", "0.3", STAFF, lambda: _rows_of("noi-chua-co-dai-su")),
    Moved("team_months", "/doi/thang", "0.3", STAFF, _team_months),
    Moved("unmet", "/ho-tro/lau-chua-gap", "0.3", STAFF, lambda: _rows_of("cap-lau-chua-gap")),
)  # fmt: skip


def moved_to(endpoint: str, there: Mapping[str, Any], code: int = 308) -> Response:
    """The answer of an address whose page is elsewhere, with the query that it was asked with."""
    asked: dict[str, Any] = {**request.args.to_dict(flat=False), **there}
    return make_response(redirect(url_for(endpoint, **asked), code=code))


def _leads(row: Moved) -> Callable[..., Response]:
    def lead(**values: Any) -> Response:
        return moved_to(*row.there(**values), row.code)

    lead.__name__ = row.name
    return lead


for each in MOVED:
    moved.add_url_rule(each.rule, each.name, requires(*each.roles)(_leads(each)), methods=each.methods)
