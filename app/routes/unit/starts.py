"""/don-vi: what an organisation of the ward has to do."""

from typing import Any, NamedTuple

from flask import Blueprint, make_response, render_template, url_for
from flask_babel import gettext as _

from app.country import clock, formats
from app.country.periods import SOON
from app.models import Organisation, ProgrammeEntry, Role
from app.models.movement.asked_organisation import Asked, asked_of
from app.models.movement.declaration import Declaration, Subject
from app.models.movement.unconfirmed import is_confirmed_by, seen_by, unconfirmed
from app.registers.programmes.listed import KY
from app.routes.counter.doorsteps import quick_entries
from app.routes.task_lines import given_lines
from app.routes.unit.confirmations import confirming
from app.routes.unit.lookups import organisation_here
from app.routes.unit.recorded_entries import form_address
from app.web.access import requires
from app.web.database import db
from app.web.responses import Answer, saved

starts = Blueprint("starts", __name__)


class AskedLine(NamedTuple):
    """What a programme asks, as the start page names it: its address, name, by when or how much, an icon."""

    address: str
    name: str
    small: str
    icon: str


@starts.get("")
@requires(Role.UNIT)
def show() -> Answer:
    """How much waits for who confirms, what was given back and what is asked, what is due first; the tasks that the
    visitor has; what was sent; `?cua=` another of the visitor's organisations. Kept on the phone, so it names nobody
    (docs/decisions/0073)."""
    organisation, others = organisation_here()
    session = db.session()
    asked, today = asked_of(session, organisation, clock.now()), clock.today()
    now = [each for each in asked if each.is_open and not each.runs(today)]
    back, relation = ProgrammeEntry.returned_to(organisation.id), confirming(organisation)
    seen = seen_by(session, organisation.unit_id, relation)
    confirms = [each for each in seen if is_confirmed_by(each, relation)]
    waiting = unconfirmed(session, [organisation.unit_id], [relation]) if confirms else []
    page = render_template(
        "unit/starts/show.html",
        organisation=organisation,
        organisations=others,
        asked=[_line(each, organisation) for each in now if each.days_left(today) <= SOON.days],
        running=[_line(each, organisation) for each in asked if each.is_open and each.runs(today)],
        later=[_line(each, organisation) for each in now if each.days_left(today) > SOON.days],
        sent=[_line(each, organisation) for each in asked if not each.is_open],
        returned=[_returned(each, organisation) for each in session.scalars(back)],
        recorded=session.scalar(ProgrammeEntry.count_for(organisation.id)) or 0,
        waiting=len(waiting),
        confirms=bool(confirms),
        reads=[each for each in seen if each not in confirms],
        given=given_lines(),
        quick=quick_entries.has_some(),
    )
    return saved(make_response(page))


def _line(asked: Asked, organisation: Organisation) -> AskedLine:
    programme, period = asked.programme, asked.period
    assert programme.current
    declared = programme.current.declared
    words = [period.name] if period else []
    if asked.again:
        words.append(_("phường mở lại đến hết %(day)s", day=formats.date(asked.again)))
    late = asked.days_late(clock.today())
    if asked.is_sent:
        words.append(_("đã gửi, chờ xác nhận") if asked.waits else _("đã gửi"))
    elif late and asked.due:
        words.append(_("quá hạn từ %(day)s", day=formats.date(asked.due)))
    elif period and asked.due and formats.date(asked.due) not in period.name:
        words.append(_("hạn %(day)s", day=formats.date(asked.due)))
    count, expected = formats.number(asked.recorded), formats.number(asked.expected)
    if asked.expected:
        words.append(_("đã ghi %(count)s trên %(expected)s", count=count, expected=expected))
    elif asked.own is None and asked.recorded:
        words.append(_("đã ghi %(count)s", count=count))
    icon = "circle-check" if asked.is_sent else "triangle-alert" if late else "pencil"
    return AskedLine(_address(asked, declared, organisation), programme.name, " · ".join(words), icon)


def _returned(entry: ProgrammeEntry, organisation: Organisation) -> AskedLine:
    """An entry that was given back, with the words of who did; without the name of its place."""
    words = _("Trả lại: “%(words)s”", words=entry.returned_words)
    return AskedLine(form_address(entry, organisation), entry.asked_by.declared.name, words, "undo")


def _address(asked: Asked, declared: Declaration, organisation: Organisation) -> str:
    programme = asked.programme.id
    if declared.subject is Subject.HOUSEHOLD:  # from house to house, as everybody who goes there
        return url_for("counter.doorsteps.index", programme=programme)
    place: dict[str, Any] = {"cua": organisation.code, **({KY: str(asked.period.key)} if asked.period else {})}
    if asked.own:
        return url_for("unit.recordings.show", programme=programme, row=asked.own.public_id, **place)
    return url_for("unit.recordings.index", programme=programme, **place)
