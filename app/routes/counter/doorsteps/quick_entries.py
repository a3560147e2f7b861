"""/quay/ghi-nhanh: "Ghi nhanh", one page with the form of each programme that the visitor records on a phone outside of
rounds. It opens without a connection and names nobody; `?muc=` opens a form, without script too.

A form stores with the same function as a phone's outbox (app/entries/submitting.py).
"""

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import uuid4

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    get_template_attribute,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from markupsafe import Markup, escape
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.country import clock, formats, sentences
from app.country.periods import Period
from app.entries.asked_now import AskedNow, Turn, asked_now, has_quick
from app.entries.judging import NAMED_WHEN, AlreadySent, Fault, NotRecorded
from app.entries.quick_entries import QuickEntry, by_need, quick_entries as entries_of
from app.entries.second_entry import Recorder, Subject, current_entries
from app.entries.senders import EntrySender
from app.entries.ward_lists import WardLists
from app.entries.words import outcomes_of
from app.indicators.offers import offered_many
from app.models import Place, ProgrammeEntry, Role, Site
from app.models.kept_reading import read_once
from app.models.movement.bounds import Bounds
from app.models.movement.declaration import Declaration, Subject as About
from app.models.movement.question import NUMBERS, REFERRING, WRITTEN, Question, Type
from app.models.people.role import WARD_ROLES
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.subject_fields import around_words
from app.routes.counter.doorsteps.asked_lines import AskedLine, quick_line, with_a_line
from app.routes.entries import photos as entry_photos
from app.routes.entries.keeping import keep, posted_form, posted_uuid, question_form, recorded_there
from app.routes.registers.forms import RegisterForm
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.kept_forms import Mechanism, dedupes_itself, kept_by
from app.web.responses import Answer, saved, see_other
from app.web.words.roles import rooms_of

quick_entries = Blueprint("quick_entries", __name__)
quick_entries.url_value_preprocessor(entry_photos.take_files)

ADDRESS = "/ghi-nhanh"
# So many bytes has the page that phones keep, without a form that is open: the forms that are needed first lie on it,
# with the lists to which they refer; the others open with a line. No form weighs less than LEAST, WRAPPED is around it.
MOST, LEAST, WRAPPED = 40_000, 600, 60
# Answers that lie on the page, which names nobody: numbers and choices. With a line a form shows what was written, too.
SHOWN, WORDS = {*NUMBERS, Type.YES_NO, Type.CHOICE, Type.CHOICES}, {*WRITTEN, Type.LINK}
Offers = dict[str, dict[str, tuple[str, str]]]
# The rows of a list: key, words and kind.
Rows = Sequence[tuple[str, str, str]]
MADE = ("name", "held_on", "starts_at", "ends_at", "place", "venue", "within", "organiser", "group")


@dataclass
class QuickForm:
    """What the form of a programme shows; `form`: it drawn, "" where the page has no room for it."""

    entry: QuickEntry
    lists: WardLists
    ask: Callable[[], RegisterForm]
    address: str
    action: str
    # The halls of the ward in which an event may be held: code and name.
    places: Sequence[tuple[str, str]] = ()
    # What is recorded of its own subjects in the open periods, as JSON (quick_page.js): by "subject/period" the day,
    # the answers (numbers and choices alone where the form is not open), and how many were left out; and what the
    # product has of them: value and words by key of the question.
    recorded: str = ""
    offers: Offers = field(default_factory=dict)
    # What the ward knows of the places (asked.js).
    known: str = ""
    form: Markup = field(default_factory=Markup)

    @cached_property
    def questions(self) -> RegisterForm:
        """What it asks."""
        return self.ask()

    @property
    def number(self) -> int:
        """That of the programme."""
        return self.entry.programme.id

    @property
    def periods(self) -> list[tuple[str, str]]:
        """The open periods: key, name with due day."""
        return [(str(each.key), _due(each)) for each in self.entry.periods]

    @staticmethod
    def named(sites: Sequence[Site]) -> list[tuple[str, str]]:
        """Some sites to choose from."""
        return [(each.public_id, each.name) for each in sites]

    @property
    def outcomes(self) -> list[tuple[str, object]]:
        """What it may come to, with the words."""
        return [(key, words) for key, words in outcomes_of(self.entry.declared).items() if key]

    @property
    def is_event(self) -> bool:
        """Whether it is about events."""
        return self.entry.declared.subject is About.EVENT

    @property
    def title(self) -> Question | Mapping[str, str] | None:
        """The field that names a new site; None of an event that organiser and day name."""
        declared = self.entry.declared
        if declared.title:
            return declared.by_key[declared.title]
        return None if self.is_event else {"label": _("Tên"), "hint": ""}

    @property
    def organisers(self) -> list[tuple[str, str]]:
        """Own organisations, and "" where the visitor records for a group or the ward too."""
        entry = self.entry
        rows = [(each.code, each.name) for each in entry.organisers]
        return [*rows, ("", _("Tổ dân phố, phường"))] if rows and (entry.groups or entry.anywhere) else rows

    @property
    def all_groups(self) -> bool:
        """Whether any group of the ward may be named."""
        return self.entry.declared.asks_group and bool(self.entry.organisers) and not self.entry.groups

    @property
    def groups(self) -> list[tuple[str, str]]:
        """The groups that may be named, by code; none of an event that is asked none."""
        if self.all_groups:
            return [(each[0], each[1]) for each in _group_codes(self.lists)]
        return [(each.code, each.short_name) for each in self.entry.groups if self.entry.declared.asks_group]

    @property
    def refers(self) -> set[str]:
        """The shared rows to which it refers (`_shared_rows`)."""
        nouns = {REFERRING[each.type].value for each in self.entry.declared.fields if each.type in REFERRING}
        made = {"group_code": self.all_groups and not self.entry.own, "place": bool(self.places)}
        return nouns | {key for key, refers in made.items() if refers}

    def rows_of(self, noun: str) -> Rows:
        if noun == "place":
            return [(code, name, "") for code, name in self.places]
        if noun == "group_code":
            return _group_codes(self.lists)
        every, kinds = self.lists.offered(Question("", "", Type(noun))), self.lists.rows[Type(noun)]
        return [(key, words, kinds[int(key)].kind) for key, words in every.items()]

    @property
    def needs_group(self) -> bool:
        """Whether a group has to be named."""
        return not (self.entry.anywhere or self.entry.organisers)

    @property
    def around(self) -> object:
        """The heading of what is asked of hours and place; "" where neither is."""
        return around_words(self.entry.declared) if {"hours", "place"} & {*self.entry.declared.around} else ""

    @property
    def offered(self) -> Mapping[str, tuple[str, ...]]:
        """What stands beside the boxes at first, by key of the field: of the one own subject and the first period; of
        several a place for it, which quick_page.js fills."""
        first = {} if len(self.entry.own) > 1 else next(iter(self.offers.values()), {})
        every = {key for of in self.offers.values() for key in of}
        return {PREFIX + key: first.get(key, ("", "")) for key in every}


@quick_entries.get(ADDRESS)
@requires(*WARD_ROLES)
def index() -> Answer:
    """What may be recorded, with the forms as templates; `?muc=` the number of the programme whose form is open, about
    the own `subject` and of the `period` of the address."""
    number = request.args.get("muc", "")
    return saved(_page(int(number) if number.isascii() and number.isdigit() else None), names_nobody=True)


@quick_entries.post(f"{ADDRESS}/<int:programme>")
@kept_by(Mechanism.OUTBOX)
@dedupes_itself
@requires(*WARD_ROLES)
def create(programme: int) -> Answer:
    """Store what the plain form says, and go back to the choice."""
    mine = entries_of(asked_here(programme))
    entry = next((each for each in mine if each.programme.id == programme), None) or abort(404)
    made = None if entry.own else {key: request.form[key] for key in MADE if request.form.get(key)}
    try:
        keep(entry.version, posted_form(entry.version, posted_uuid("subject"), made))
    except NotRecorded as refused:
        return _page(programme, refused)
    flash(_("Đã ghi: %(name)s.", name=entry.programme.name))
    return see_other(url_for("counter.quick_entries.index"))


def asked_here(typed: int | None = None) -> list[AskedNow]:
    """What is asked of the visitor, for themselves and for their organisations; also of the programme whose form was
    `typed` before it, or its period, ended."""
    return asked_now(*_visitor(), typed)


def due_lines(asked: Iterable[AskedNow]) -> list[AskedLine]:
    """Of what is asked, for a start page, what is to be sent of a period and has a form."""
    return [quick_line(each) for each in asked if each.is_quick and each.period and each.turn is Turn.NOW]


def has_some() -> bool:
    """Whether the visitor may record anything so."""
    return has_quick(*_visitor())


def _visitor() -> tuple[Session, EntrySender, datetime]:
    visitor, session = current_visitor(), db.session()
    units, at = {grant.unit_id for grant in visitor.grants}, visitor.as_of
    return session, EntrySender.account(session, visitor.account_id, units, at), at


def stamp() -> str:
    """Changes whenever the page reads otherwise; "" where there is nothing to record."""
    asked = _by_need()
    entries = entries_of(asked)
    recorded, offers, known = _recorded(entries), offers_of(entries), known_of(entries)
    rows = [
        (
            each.version.id, [site.id for site in (*each.own, *each.outers)], [period.key for period in each.periods],
            [row.id for row in each.organisers], [row.id for row in each.groups], recorded.get(each.programme.id),
            offers[each.programme.id], known[each.programme.id],
        )
        for each in entries
    ]  # fmt: skip
    return format(zlib.crc32(repr((rows, _lines(asked))).encode()), "x") if rows else ""


def _page(number: int | None, refused: NotRecorded | None = None) -> Response:
    sent, again = number if refused else None, isinstance(refused, AlreadySent)
    standing = recorded_there(refused) if refused and not again else None
    asked = _by_need(sent)
    entries = entries_of(asked)
    recorded, offers = _recorded(entries, number), offers_of(entries)
    found = _forms_of(entries, typed=sent, faults=refused.faults if refused else ())
    open_ = next((each for each in found if each.number == number), None)
    if number is not None and open_ is None:
        abort(404)
    rows, every = _shared_rows(found), _lines(asked)
    chosen = MultiDict((key, request.args[key]) for key in ("subject", "period") if key in request.args)
    room = next(iter(rooms_of(current_visitor().roles)), None)

    def drawn(lines: Sequence[AskedLine], shared: Mapping[str, object]) -> str:
        return render_template(
            "counter/quick_entries/index.html", entries=found, lines=lines, open=open_, standing=standing,
            wrong=refused.message if refused else "", named_when=NAMED_WHEN, shared_rows=shared, sent=_sent(),
            tab="quick", room=room, drawn=current_visitor().drawn,
        )  # fmt: skip

    bare = drawn([with_a_line(each) for each in every], dict.fromkeys(rows, ()))
    drawing = _Drawing(open_, anew() if again else request.form or chosen, rows, MOST - len(bare.encode()))
    drawing.fill(found, recorded=recorded, offers=offers, known=known_of(entries))
    kept = {each.number for each in found if each.form}
    lines = [each if each.opens is None or each.opens in kept else with_a_line(each) for each in every]
    return make_response(drawn(lines, drawing.rows), refused.status if refused else 200)


def _by_need(typed: int | None = None) -> list[AskedNow]:
    session, sender, at = _visitor()
    return by_need(session, sender, asked_now(session, sender, at, typed), at)


def _lines(asked: Sequence[AskedNow]) -> list[AskedLine]:
    """What is asked, in its order: of each form what it sends next, else what was sent last; of what has no form what
    is to be sent of a period, which needs a line."""
    shown = {id(each.next or each.lines[-1]) for each in entries_of(asked)}
    shown |= {id(each) for each in asked if not each.is_quick and each.period and each.turn is Turn.NOW}
    return [quick_line(each) for each in asked if id(each) in shown]


def _sent() -> list[tuple[str, str]]:
    """The words and addresses of what the visitor sent: for themselves, and for organisations."""
    roles, rows = current_visitor().roles, list[tuple[str, str]]()
    if roles - {Role.UNIT}:
        rows.append((_("Những gì anh chị đã gửi"), url_for("counter.recorded_entries.index")))
    if Role.UNIT in roles:
        rows.append((_("Những gì đơn vị đã ghi"), url_for("unit.recorded_entries.index")))
    return rows


def anew() -> MultiDict[str, str]:
    """What was typed, to be sent once more as another thing."""
    typed = MultiDict(request.form)
    typed["uuid"], typed["subject"] = str(uuid4()), str(uuid4()) if request.form.get("name") else typed["subject"]
    return typed


class _Drawing:
    """Draws the forms into `room` bytes of a page, those first that are needed first, with the rows of the ward's lists
    (`lists`) to which they refer, once for all; `rows`: those that are there. The open form takes no room."""

    def __init__(
        self, open_: QuickForm | None, typed: MultiDict[str, str], lists: Mapping[str, Rows], room: int
    ) -> None:
        self._open, self._typed, self._lists, self._room = open_, typed, lists, room
        self._draw = get_template_attribute("counter/quick_entries/_form.html", "quick_form")
        self.rows: dict[str, Rows] = {}

    def fill(self, forms: Sequence[QuickForm], **more: Mapping[int, Any]) -> None:
        """First the forms; then, where there is room, what is recorded of their subjects; then what is offered; then
        what is known of their places: what a phone does not ask, the server does."""
        for each in forms:
            if each is self._open or self._room >= LEAST:
                self._take(each, "")
        for key, found in more.items():
            for each in forms:
                if each.form and (value := found.get(each.number)):
                    before = getattr(each, key)
                    setattr(each, key, value)
                    if not self._take(each, each.form):
                        setattr(each, key, before)

    def _take(self, form: QuickForm, before: str) -> bool:
        """Draw a form, instead of what was drawn `before`, if there is room."""
        is_open = form is self._open
        drawn = self._draw(form, self._typed if is_open else MultiDict(), not is_open, str(uuid4()), str(uuid4()))
        refers = set[str]() if is_open else form.refers - self.rows.keys()
        lists = {key: rows for key, rows in self._lists.items() if key in refers}
        needs = len(drawn.encode()) - len(before.encode()) + (0 if before else WRAPPED)
        needs += sum(map(_weight, lists.values()))
        if not is_open:
            if needs > self._room:
                return False
            self._room -= needs
        self.rows |= lists
        form.form = drawn
        return True


def _keys(entry: QuickEntry) -> Sequence[date | None]:
    return [each.key for each in entry.periods] or [None]


def _recorded(entries: Iterable[QuickEntry], open_: int | None = None) -> dict[int, str]:
    """See `QuickForm.recorded`, by the id of the programme, with the number of the open one. One statement."""
    visitor, by_form = current_visitor(), dict[int, dict[str, tuple[str, Mapping[str, Any], int]]]()
    subjects = [
        (Subject(entry.version, site.id, period, Recorder(visitor.account_id, site.organisation_id)), site.public_id)
        for entry in entries for site in entry.own for period in _keys(entry)
    ]  # fmt: skip
    found = current_entries(db.session(), [subject for subject, _uuid in subjects], visitor.as_of)
    for subject, uuid in subjects:
        if (each := found.get(subject)) is not None:
            number = subject.asked.programme_id
            recorded = _answers(each, subject.asked.declared, SHOWN | WORDS if number == open_ else SHOWN)
            by_form.setdefault(number, {})[f"{uuid}/{subject.period or ''}"] = recorded
    return {number: json.dumps(form, ensure_ascii=False, separators=(",", ":")) for number, form in by_form.items()}


def _answers(entry: ProgrammeEntry, declared: Declaration, shown: set[Type]) -> tuple[str, Mapping[str, Any], int]:
    """Of an entry its day, the answers of the types `shown`, and how many more a form shows with a line."""
    types = {asked.key: asked.type for asked in declared.asked}
    given = {key: answer for key, answer in entry.given.items() if types.get(key) in SHOWN | WORDS}
    here = {key: answer for key, answer in given.items() if types[key] in shown}
    return formats.date(entry.shown_on), here, len(given) - len(here)


def offers_of(entries: Iterable[QuickEntry]) -> dict[int, Offers]:
    """See `QuickForm.offers`, by the id of the programme. As many statements however many own subjects."""
    found: dict[int, Offers] = {each.programme.id: {} for each in entries}
    for entry in entries:
        periods: Sequence[Period | None] = entry.periods or [None]
        for period in periods:
            of = offered_many(db.session(), entry.programme, entry.own, period, roles=current_visitor().roles)
            for site in entry.own:
                if offered := {key: each[:2] for key, each in of[site.id].items()}:
                    found[entry.programme.id][f"{site.public_id}/{period.key if period else ''}"] = offered
    return found


def known_of(entries: Iterable[QuickEntry]) -> dict[int, str]:
    """What the ward knows of the places of which forms record (`Bounds.by_place`), by the id of the programme. One
    statement."""
    every, today = [*entries], clock.today()
    asked = [each.version for each in every]
    return {
        each.programme.id: Bounds.of(db.session(), each.version, today, *asked).by_place(each.own, each.groups)
        for each in every
    }


def halls(declared: Declaration, unit_id: int) -> Sequence[tuple[str, str]]:
    """The halls of a ward in which an event of a programme may be held: code and name. One statement, once in a
    transaction."""

    def read() -> Sequence[tuple[str, str]]:
        return [(each.code, each.name) for each in db.session.scalars(Place.of(unit_id))]

    asked = declared.subject is About.EVENT and "place" in declared.around
    return read_once(db.session(), ("halls", unit_id), read) if asked else ()


def _forms_of(entries: Sequence[QuickEntry], *, typed: int | None, faults: Sequence[Fault]) -> list[QuickForm]:
    """The forms, which share what they refer to. As many statements for many as for one."""
    asked = dict[int, list[Question]]()
    for each in entries:
        groups = [Question("", "", Type.GROUP)] if each.organisers else []
        asked.setdefault(each.programme.unit_id, []).extend((*each.declared.fields, *groups))
    lists = {unit_id: WardLists.of(db.session(), unit_id, fields) for unit_id, fields in asked.items()}
    return [
        _form_of(each, lists[each.programme.unit_id], typed=each.programme.id == typed, faults=faults)
        for each in entries
    ]


def _form_of(entry: QuickEntry, lists: WardLists, *, typed: bool, faults: Sequence[Fault]) -> QuickForm:
    declared, number = entry.declared, entry.programme.id
    address = url_for("counter.quick_entries.index", muc=number)
    action = url_for("counter.quick_entries.create", programme=number)
    unit, at = entry.programme.unit, f"m{number}_"

    def ask() -> RegisterForm:
        return question_form(declared, lists, unit, at=at, typed=typed, faults=faults if typed else ())

    return QuickForm(entry, lists, ask, address, action, halls(declared, unit.id))


def _shared_rows(found: Sequence[QuickForm]) -> dict[str, Rows]:
    """The rows of the ward's lists to which forms refer, once for all."""
    rows: dict[str, Rows] = {}
    for each in found if len({each.entry.programme.unit_id for each in found}) == 1 else ():
        for noun in sorted(each.refers - rows.keys()):
            rows[noun] = each.rows_of(noun)
    return rows


def _weight(rows: Rows) -> int:
    """The bytes of some rows on the page."""
    marks = len('<option value="" data-kind=""></option>')
    return WRAPPED + sum(marks + len(escape("".join(each)).encode()) for each in rows)


def _group_codes(lists: WardLists) -> list[tuple[str, str, str]]:
    return [(each.code, each.label, "") for each in lists.rows.get(Type.GROUP, {}).values() if each.offered]


def _due(period: Period) -> str:
    name = sentences.begun(period.name)
    day = formats.date(period.deadline) if period.deadline else ""
    if day in name:  # a period of a reporting rule is called by its day
        return name
    return str(_("%(period)s, hạn %(day)s", period=name, day=day))
