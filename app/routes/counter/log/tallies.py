"""/quay/nhap-bu: a paper tally keyed in later, one hour after another: hour × topic × count. Lượt, never người. The
empty sheet to tick."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, abort, flash, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.country.days import parse_day
from app.country.names import clean
from app.country.numbers import parse_integer
from app.indicators.help import HELPS, By
from app.indicators.help_counts import lately_by_topic
from app.jobs import help_orders
from app.models import AdministrativeUnit, HelpDesk, HelpTally, HelpTopic
from app.models.helping.log.help_tally import MOST, KeyedMeanwhile
from app.registers.indicator import Scope
from app.routes.counter.log.help_lookups import day_here, this_desk, unit_here
from app.routes.counter.lookups import HELPERS
from app.routes.jobs import COUNTER, answer_with
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, requires
from app.web.database import db, immediate
from app.web.forms.days import no_day
from app.web.responses import Answer, refuse, see_other

tallies = Blueprint("tallies", __name__)

# The hours that are offered; another one stands there once something was keyed in for it.
HOURS = range(6, 21)
FIRST = 8


class Stroke(NamedTuple):
    """One line of the form: a topic, what was typed or stands, and what is wrong with it."""

    topic: HelpTopic
    typed: str
    wrong: str = ""


@tallies.get("/nhap-bu")
@requires(*HELPERS)
def edit() -> Answer:
    """One hour of a desk's day (`?ngay=`, `?quay=`, `?gio=`): what was keyed in for it, to be replaced."""
    unit, desk = unit_here(), this_desk()
    if desk is None:
        return render_template("counter/shift_notes/no_desk.html", tab="more")
    try:
        day = parse_day(request.args.get("ngay") or formats.date(clock.today()), clock.today(), past=True)
    except ValueError:
        return _unread(unit, desk)
    if trouble := _trouble(unit, day):
        return refuse("counter/tallies/edit.html", None, **_page(unit, desk, day, None, trouble=trouble))
    return render_template("counter/tallies/edit.html", **_page(unit, desk, day, _hour()))


@tallies.post("/nhap-bu")
@requires(*HELPERS)
def update() -> Answer:
    """Replace an hour by what was typed, and go to the next one; 409 with the other version beside it when somebody
    else keyed the hour in meanwhile."""
    unit, day, desk, hour = unit_here(), day_here(), this_desk(), _hour()
    if desk is None:
        return refuse("counter/shift_notes/no_desk.html", None, tab="more")
    if trouble := _trouble(unit, day):
        return refuse("counter/tallies/edit.html", None, **_page(unit, desk, day, None, trouble=trouble))
    typed = {key[2:]: clean(value) for key, value in request.form.items() if key.startswith("t-")}
    if any(_wrong(value) for value in typed.values()):
        return refuse("counter/tallies/edit.html", None, **_page(unit, desk, day, hour, typed))
    try:
        with immediate() as session:
            changed = _key_in(session, desk, day, hour, typed)
    except KeyedMeanwhile:
        theirs = list(db.session.scalars(HelpTally.of_day(desk.id, day).where(HelpTally.hour == hour)))
        page = _page(unit, desk, day, hour, typed, theirs=theirs)
        return refuse("counter/tallies/edit.html", None, status=409, **page)
    values = {"hour": hour, "count": sum(parse_integer(value) or 0 for value in typed.values())}
    flash(
        _("Đã ghi %(hour)s giờ: %(count)s lượt.", **values)
        if changed
        else _("%(hour)s giờ vẫn như trước: %(count)s lượt.", **values)
    )
    following = min(hour + 1, 23)
    return see_other(url_for("counter.tallies.edit", ngay=day.isoformat(), quay=desk.key, gio=following))


def _key_in(session: Session, desk: HelpDesk, day: date, hour: int, typed: Mapping[str, str]) -> int:
    """Store an hour and note it; returns how many topics changed."""
    locked_desk = session.scalars(HelpDesk.locked(desk.id)).one()
    topics = {topic.key: topic.id for topic in session.scalars(HelpTopic.called(locked_desk.unit_id, list(typed)))}
    strokes = {topics[key]: count for key, value in typed.items() if key in topics and (count := parse_integer(value))}
    account = current_account()
    version = request.form.get("version", "")
    changed = HelpTally.key_in(session, locked_desk, day, hour, strokes, version=version, by=account, now=clock.now())
    if changed:
        detail: dict[str, object] = {"day": day.isoformat(), "hour": hour, "count": sum(strokes.values())}
        note_act(session, "help_tally.keyed_in", locked_desk.unit_id, ("help_desk", locked_desk.key), detail)
    return changed


def _hour() -> int:
    hour = request.values.get("gio", clock.local(clock.now()).hour, type=int)
    return hour if 0 <= hour <= 23 else abort(404)


def _trouble(unit: AdministrativeUnit, day: date) -> str:
    """Why nothing can be keyed in for a day, "" where it can."""
    if day > clock.today():
        return str(_("Ngày %(day)s chưa tới. Anh chị chọn hôm nay hoặc một ngày đã qua.", day=formats.date(day)))
    if unit.valid_from is not None and day < unit.valid_from:
        values = {"day": formats.date(day), "ward": unit.full_name, "since": formats.date(unit.valid_from)}
        return str(_("Ngày %(day)s %(ward)s chưa có: phường, xã này bắt đầu từ %(since)s.", **values))
    return ""


def _unread(unit: AdministrativeUnit, desk: HelpDesk) -> Answer:
    """The page again with what was typed, where no day could be read."""
    typed = request.args["ngay"]
    page = _page(unit, desk, clock.today(), None, trouble=no_day(typed), typed_day=typed[:40])
    return refuse("counter/tallies/edit.html", None, **page)


def _wrong(typed: str) -> str:
    if not typed or parse_integer(typed, MOST) is not None:
        return ""
    return str(_("Số lượt là một số từ 0 đến 999."))


def _page(
    unit: AdministrativeUnit,
    desk: HelpDesk,
    day: date,
    hour: int | None,
    typed: Mapping[str, str] | None = None,
    **more: Any,
) -> dict[str, Any]:
    scope = Scope((unit.id,), day, day, {By.DESK: desk.id})
    page = {"unit": unit, "desk": desk, "day": day, "hour": hour, "today": clock.today(), "tab": "more", **more}
    page["desks"] = list(db.session.scalars(HelpDesk.open_in([unit.id])))
    if hour is None:
        return page
    keyed = list(db.session.scalars(HelpTally.of_day(desk.id, day)))
    strokes = _strokes(unit.id, desk, day, [row for row in keyed if row.hour == hour], typed)
    return {
        **page,
        "version": HelpTally.version_of(db.session(), desk.id, day, hour),
        "hours": sorted({*HOURS, hour, *(row.hour for row in keyed)}),
        "by_hour": {each: sum(row.count for row in keyed if row.hour == each) for each in {row.hour for row in keyed}},
        "keyed_by": sorted({row.entered_by.full_name for row in keyed if row.hour == hour}),
        "logged": HELPS.figure(db.session(), scope),
        "first": strokes[:FIRST],
        "more": strokes[FIRST:],
        "wrong": any(stroke.wrong for stroke in strokes),
    }


def _strokes(
    unit_id: int, desk: HelpDesk, day: date, keyed: Sequence[HelpTally], typed: Mapping[str, str] | None
) -> list[Stroke]:
    """A line for each topic: what was keyed in first, then what the desk is used for, then all the others."""
    often = lately_by_topic(db.session(), desk, day)
    stands = {row.topic_id: row for row in keyed}
    offered = list(db.session.scalars(HelpTopic.offered(unit_id)))
    topics = [*offered, *(row.topic for row in keyed if row.topic not in offered)]
    topics.sort(key=lambda topic: (topic.id not in stands, -often[topic.id]))
    lines = []
    for topic in topics:
        text = typed.get(topic.key, "") if typed is not None else _count(stands.get(topic.id))
        lines.append(Stroke(topic, text, _wrong(text)))
    return lines


def _count(row: HelpTally | None) -> str:
    return str(row.count) if row else ""


@tallies.post("/nhap-bu/phieu")
@requires(*HELPERS)
def print_sheet() -> Answer:
    """Order it and go where it comes to lie."""
    with immediate() as session:
        desk = this_desk()
        if desk is None:
            return refuse("counter/shift_notes/no_desk.html", None, tab="more")
        job = help_orders.tally_sheet(session, desk, day_here(), by=current_visitor().account_id)
    return answer_with(job, COUNTER)
