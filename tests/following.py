"""A programme whose periods are those of a reporting rule: its rule, its sites, what is sent by which day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.models import AdministrativeUnit, Programme, ReportingRule, Site
from app.models.movement.declaration_reading import read
from app.models.movement.represented import REPRESENTING
from app.models.reports.due import Period
from app.models.reports.senders import ReturnsLookup
from tests.factories import make_plan
from tests.returns import moment

# About organisations, as a report of a unit is.
OF_UNITS: Mapping[str, Any] = {
    "key": "told", "shape": "return", "name": "Báo cáo của đơn vị", "noun": "đơn vị", "subject": "organisation",
    "among": {"organisations": ["school", "agency"]}, "every": "report", "outcomes": ["done", "nothing"],
    "records": ["own_organisation", "officer"],
    "fields": [{"key": "done", "label": "Đã làm gì", "type": "long_text", "required": True},
               {"key": "classes", "label": "Lớp", "type": "number", "counted": True}],
    "counts": [{"key": "classes", "unit": "lớp", "label": "Lớp đã mở", "sum": "classes"},
               {"key": "all", "unit": "đơn vị", "label": "Đơn vị"}],
}  # fmt: skip
HALVES = "05-20,11-20"


def make_rule(session: Session, ward: AdministrativeUnit, **said: Any) -> ReportingRule:
    """A half-yearly rule of a plan of this year and the one before."""
    if "plan" not in said:
        said["plan"] = make_plan(session, ward, since=date(2025, 1, 1), until=date(2027, 12, 31))
    told = {"text": "Báo cáo 6 tháng", "every": "half_yearly", "days": HALVES, "addressee": "UBND phường", **said}
    rule = ReportingRule(unit=ward, **{"valid_from": said["plan"].since, **told})
    session.add(rule)
    session.flush()
    return rule


def make_following(
    session: Session, ward: AdministrativeUnit, rule: ReportingRule, *, began: date | datetime = date(2026, 2, 1),
    **said: Any,
) -> Programme:  # fmt: skip
    """A programme about the organisations of a ward, in use since a day."""
    now = began if isinstance(began, datetime) else moment(began)
    declared = read({key: each for key, each in {**OF_UNITS, **said}.items() if each is not None})
    programme = Programme.begun(session, ward, declared, catalogue="", now=now)
    programme.use_draft(seen="1", now=now, rule=rule)
    session.flush()
    return programme


def rows_of(session: Session, programme: Programme) -> list[Site]:
    """The sites that it is about, each there since it was put to use."""
    assert programme.current
    noun = REPRESENTING[programme.current.declared.subject]
    sites = list(session.scalars(noun.in_units([programme.unit_id]).order_by(None).order_by(Site.search_key, Site.id)))
    for each in sites:
        each.created_at = programme.created_at
    session.flush()
    return sites


def tallies(session: Session, unit_id: int, asked: Sequence[tuple[ReportingRule, Period]]) -> list[tuple[int, int]]:
    """Of each day of a rule: how many sent, of how many whom its words name."""
    known = ReturnsLookup.load(session, unit_id, asked)
    named = [[each for each in known.lines(*one) if each.named and not each.reason] for one in asked]
    return [(sum(each.day is not None for each in lines), len(lines)) for lines in named]
