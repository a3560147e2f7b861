"""/quay: the log. With script each record goes through the outbox (app/static/js/help); this plain form sends its
record the same way, with the same checks."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import Role, ShiftNote
from app.models.helping.lists.ward_list import Meaning
from app.outbox.exchange import exchange
from app.outbox.operations import Batch, Operation, Result, Verdict, moment
from app.outbox.sender import CallSender
from app.routes.counter.log.help_log import COOKIE, COOKIE_SECONDS, Log, attached_to, just_noted, read_log, wards_of
from app.routes.counter.lookups import LOGGING, REGISTERING, sees_today_alone
from app.routes.counter.more import helps
from app.routes.task_lines import given_lines
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.kept_forms import Mechanism, dedupes_itself, kept_by
from app.web.responses import Answer, allow_wasm, saved, see_other, settings
from app.web.words import personal_data
from app.web.words.roles import first_room

help_records = Blueprint("help_records", __name__)

# Besides the counter, whoever goes out with a team: by day an instructor or a leader.
MAY = (*REGISTERING, Role.INSTRUCTOR, Role.LEADER)
# The device of a plain form in the trail.
DEVICE = "form"
LONGEST = 300


@dataclass(frozen=True)
class RecordDraft:
    """An incomplete record: what was typed so far, and the question that is still open."""

    typed: dict[str, Any]
    sentence: str = ""
    ask: str = ""


@help_records.route("", methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@requires(*MAY)
def index() -> Answer:
    """The log: store the record, or ask for what is missing; the same form again is the same record. `?cap=` and
    `?yeu-cau=` name for whom it is opened, `?vua=` the record just noted, `?viec=` the topic of a call from a tablet or
    of a request for help."""
    if elsewhere := _elsewhere():
        return elsewhere
    if request.method != "POST":
        begun = RecordDraft({"topics": [topic]} if (topic := request.args.get("viec")) else {})
        return saved(allow_wasm(make_response(_page(read_log(request.args.get("don-vi")), begun))))
    typed, log = _typed(), read_log(request.form.get("unit"))
    draft = _missing(log, typed)
    if draft is None:
        name, pressed_at = typed["submission"], moment(typed["opened"])
        answer = _carry_out("help_record", name, _payload(log, typed), pressed_at)
        if answer.status in (Verdict.DONE, Verdict.ALREADY_DONE):
            if answer.message:
                flash(answer.message, "warn")
            return _at_desk(log, typed, see_other(url_for("counter.help_records.index", vua=name)))
        draft = RecordDraft({**typed, "submission": "", "opened": ""}, answer.message)  # another page, another record
    response = make_response(_page(log, draft))
    response.status_code = 422
    return response


@help_records.post("/hoan-tac")
@kept_by(Mechanism.OUTBOX)
@requires(*MAY)
def destroy() -> Answer:
    """Withdraw one of the visitor's own records; pressed twice, it is done once."""
    named = request.form.get("record", "")[:LONGEST]
    answer = _carry_out("help_correction", str(uuid.uuid4()), {"record": named, "withdrawn": True})
    if answer.status is Verdict.REFUSED:
        flash(answer.message, "warn")
    return see_other(url_for("counter.help_records.index", vua=named))


def _elsewhere() -> Response | None:
    """The redirect for whoever notes no helps: a group head without a team begins with the classes."""
    visitor = current_visitor()
    if helps(visitor) or wards_of(visitor):
        return None
    return see_other(first_room(visitor.roles))


def _page(log: Log, draft: RecordDraft) -> str:
    """The log's page. `draft.typed` is what was chosen before, where something is missing."""
    visitor, mine = current_visitor(), draft.typed
    pair = mine.get("mentorship") or request.args.get("cap")
    attached = attached_to(pair, mine.get("request") or request.args.get("yeu-cau"))
    named = request.args.get("vua", "")
    return render_template(
        "counter/log/index.html",
        log=log,
        draft=draft,
        typed=mine,
        attached=attached,
        just=just_noted(log.unit.id, visitor.account_id, named) if named else None,
        submission=mine.get("submission") or str(uuid.uuid4()),
        consent=personal_data.FOLLOW_UP[max(personal_data.FOLLOW_UP)],
        consent_version=max(personal_data.FOLLOW_UP),
        today=clock.today().isoformat(),
        own_alone=(own_alone := sees_today_alone()),
        notes=_notes(log) if not own_alone else [],
        given=given_lines() if not attached else [],
        for_somebody=bool(request.args.get("cap") or request.args.get("yeu-cau")),
        opened=mine.get("opened") or clock.now().isoformat(),
        along=[url_for("counter.days.show")] if visitor.roles & set(LOGGING) else [],
        drawn=visitor.drawn,
        tab="log",
    )


def _notes(log: Log) -> Sequence[ShiftNote]:
    """What the shift before left at the desk."""
    unread = ShiftNote.unread_at(log.desk.id, current_visitor().account_id) if log.desk else None
    return db.session.scalars(unread).all() if unread is not None else []


def _typed() -> dict[str, Any]:
    """The form's values as they came."""
    form, names = request.form, ("desk", "age_band", "residential_group", "result", "reason", "minutes", "other")
    typed: dict[str, Any] = {name: form.get(name, "").strip()[:LONGEST] for name in names}
    for name in ("full_name", "birth_year", "person", "mentorship", "request", "consent_version", "opened"):
        typed[name] = form.get(name, "").strip()[:LONGEST]
    typed["result"] = typed["result"] or form.get("asked", "")[:LONGEST]  # only the reason was missing
    typed["topics"] = list(dict.fromkeys(form.getlist("topics")))[:40]
    typed["consent"] = bool(form.get("consent"))
    try:
        typed["submission"] = str(uuid.UUID(form.get("submission", "")))
    except ValueError:
        typed["submission"] = str(uuid.uuid4())
    return typed


def _missing(log: Log, typed: dict[str, Any]) -> RecordDraft | None:
    """The first question that is still open; the script asks the same ones."""
    if not typed["topics"]:
        return RecordDraft(typed, _("Anh chị chưa chọn việc gì. Bấm một việc, rồi bấm kết quả."))
    if log.desks and not typed["desk"]:
        return RecordDraft(typed, _("Anh chị chọn quầy đang ngồi, một lần cho máy này, rồi bấm kết quả."), "desk")
    asks = {topic.key for topic in log.topics if topic.asks_words}
    if asks & set(typed["topics"]) and not typed["other"]:
        return RecordDraft(typed, ask="words")
    results = {result.key: result.meaning for result in log.results}
    if results.get(typed["result"]) == Meaning.UNFINISHED and log.reasons and not typed["reason"]:
        return RecordDraft(typed, ask="reason")
    if typed["full_name"] and not typed["consent"] and not typed["person"]:
        words = _("Muốn ghi tên để theo dõi tiếp thì cần bác đồng ý. Bác chưa đồng ý thì xóa tên đi.")
        return RecordDraft(typed, words, "person")
    return None


def _payload(log: Log, typed: dict[str, Any]) -> dict[str, Any]:
    """The record as phones send it (docs/offline.md, `help_record`)."""
    places = {desk.key: desk.place_kind for desk in log.desks}
    person = None
    if typed["person"]:
        person = {"id": typed["person"]}
    elif typed["full_name"]:
        person = {key: typed[key] for key in ("full_name", "birth_year", "residential_group")}
    payload = {
        "unit": log.unit.code,
        "desk": typed["desk"] or None,
        "place": places.get(typed["desk"], "counter"),
        "topics": typed["topics"],
        "other": typed["other"],
        "result": typed["result"],
        "minutes": int(typed["minutes"]) if typed["minutes"].isdecimal() and len(typed["minutes"]) <= 4 else None,
        "person": person,
        **{name: typed[name] or None for name in ("reason", "age_band", "residential_group", "mentorship", "request")},
    }
    consent = {"consent": True, "consent_version": typed["consent_version"]} if person and typed["consent"] else {}
    return {**payload, **consent}


def _at_desk(log: Log, typed: dict[str, Any], response: Response) -> Response:
    """Remember the chosen desk on this device."""
    if any(desk.key == typed["desk"] for desk in log.desks):
        response.set_cookie(
            COOKIE,
            f"{log.unit.code}.{typed['desk']}",
            max_age=COOKIE_SECONDS,
            path="/quay",
            secure=settings().secure,
            samesite="Lax",
        )
    return response


def _carry_out(kind: str, name: str, payload: dict[str, Any], pressed_at: datetime | None = None) -> Result:
    """Carry one operation out through the outbox."""
    now, visitor = clock.now(), current_visitor()
    operation = Operation(name, name, kind, now, pressed_at or now, 0, payload)
    [result] = exchange(Batch(DEVICE, visitor.public_id, (operation,)), CallSender.signed_in(visitor), now)
    return result
