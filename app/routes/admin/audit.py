"""/quan-tri/nhat-ky: what staff did, the newest first; by person, by day, page by page."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import Select, and_, or_, select

from app import clock
from app.access import requires
from app.acts import act_words, detail_words
from app.database import db
from app.days import parse_day
from app.models import Account, AuditEvent, Role, RoleGrant
from app.names import sort_key
from app.responses import Answer
from app.routes.admin.lookups import administered_ids

audit = Blueprint("audit", __name__)

PAGE = 50
LAST_PAGE = 10_000


class Line(NamedTuple):
    """An act as it is read: when, who ("" for nobody signed in), what, about whom or what, and how."""

    event: AuditEvent
    who: str
    what: str
    about: str
    detail: str


@audit.get("/quan-tri/nhat-ky")
@requires(Role.ADMINISTRATOR)
def index() -> Answer:
    """One page of the trail of one's units."""
    accounts = _accounts()
    person = next((account for account in accounts if account.public_id == request.args.get("nguoi")), None)
    typed_day = request.args.get("ngay", "")
    day, day_is_wrong = _day(typed_day)
    page = min(max(request.args.get("trang", 1, type=int), 1), LAST_PAGE)
    wanted = _wanted(person, day).offset((page - 1) * PAGE).limit(PAGE + 1)
    events = db.session.scalars(wanted).all()
    given: dict[str, Any] = {"nguoi": person.public_id if person else None, "ngay": typed_day or None}
    return render_template(
        "admin/audit/index.html",
        lines=_lines(events[:PAGE]),
        accounts=accounts,
        person=person,
        typed_day=typed_day,
        day_is_wrong=day_is_wrong,
        newer=url_for("admin.audit.index", **given, trang=page - 1) if page > 1 else None,
        older=url_for("admin.audit.index", **given, trang=page + 1) if len(events) > PAGE else None,
    )


def _accounts() -> list[Account]:
    """Everybody who holds or held a role over one's units, by tên."""
    ours = select(RoleGrant.account_id).where(RoleGrant.unit_id.in_(administered_ids()))
    found = db.session.scalars(select(Account).where(Account.id.in_(ours)))
    return sorted(found, key=lambda account: (sort_key(account.full_name), account.id))


def _day(typed: str) -> tuple[date | None, bool]:
    """The day that was typed, and whether it could not be read."""
    if not typed.strip():
        return None, False
    try:
        return parse_day(typed, clock.today()), False
    except ValueError:
        return None, True


def _wanted(person: Account | None, day: date | None) -> Select[AuditEvent]:
    wanted = AuditEvent.over(administered_ids())
    if person is not None:
        about = and_(AuditEvent.subject_kind == "account", AuditEvent.subject_id == person.public_id)
        wanted = wanted.where(or_(AuditEvent.account_id == person.id, about))
    if day is not None:
        begins = clock.at_local(day)
        wanted = wanted.where(AuditEvent.at >= begins, AuditEvent.at < begins + timedelta(days=1))
    return wanted


def _lines(events: Iterable[AuditEvent]) -> list[Line]:
    events = list(events)
    ids = {event.account_id for event in events}
    subjects = {event.subject_id for event in events if event.subject_kind == "account"}
    met = db.session.scalars(select(Account).where(or_(Account.id.in_(ids), Account.public_id.in_(subjects)))).all()
    by_id = {account.id: account.full_name for account in met}
    by_public_id = {account.public_id: account for account in met}
    return [
        Line(
            event,
            by_id.get(event.account_id or 0, ""),
            act_words(event.action),
            _about(event, by_public_id),
            detail_words(json.loads(event.detail)),
        )
        for event in events
    ]


def _about(event: AuditEvent, met: Mapping[str, Account]) -> str:
    """Whom or what an act was about; nothing where somebody did it to themselves."""
    if event.subject_kind != "account":
        return event.subject_id
    account = met.get(event.subject_id)
    return account.full_name if account and account.id != event.account_id else ""
