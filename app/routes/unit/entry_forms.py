"""The form of one entry on /don-vi: what it shows, what it says, and what is wrong with it."""

from functools import cached_property
from typing import Any
from uuid import uuid4

from flask import request
from werkzeug.datastructures import MultiDict

from app.country import clock
from app.entries.judging import NAMED_WHEN, AlreadySent, NotRecorded, Overtaken
from app.entries.quick_entries import QuickEntry
from app.entries.reading import Changes, Posted, read_answers
from app.entries.second_entry import Recorder, Subject, newest_entries
from app.entries.ward_lists import WardLists
from app.models import Organisation, ProgrammeEntry, Site
from app.models.movement.declaration import ANSWERED, EntryWay, Outcome
from app.models.movement.declaration_subjects import OWN
from app.models.movement.doorstep import containing
from app.models.movement.question import Question, Type
from app.models.movement.rules import Answers
from app.registers.programmes.answer_values import PREFIX
from app.registers.programmes.register import ProgrammeRegister
from app.registers.programmes.reopening import reopened_rows
from app.registers.programmes.subject_fields import DAY, REASON
from app.routes.counter.doorsteps.quick_entries import QuickForm, anew, halls, known_of, offers_of
from app.routes.entries import keeping
from app.routes.entries.keeping import say_faults
from app.routes.registers.forms import RegisterForm, form_of
from app.routes.unit.lookups import address_of, form_with, place_of
from app.web.access import current_account
from app.web.database import db


class UnitForm:
    """The form of a programme for an organisation: of a row, or of a new one. `is_typed`: filled with the form of the
    request, else with what the visitor sees of the newest entry."""

    def __init__(
        self, organisation: Organisation, register: ProgrammeRegister, row: Site | None = None, *,
        is_typed: bool = False,
    ) -> None:  # fmt: skip
        self.organisation, self.register, self.row = organisation, register, row
        self.questions = self._drawn(is_typed=is_typed)
        if is_typed:
            asked = register.declared.asked
            self.typed = MultiDict(request.form)
            self.shown: Answers = read_answers(asked, keeping.typed(asked, keeping.PREFILLED))
        else:
            self.typed = MultiDict({"outcome": self.entry.outcome} if self.entry else {})
            self._fill(self._answers, self.entry.reason if self.entry else "")

    @property
    def organiser(self) -> Organisation:
        """The one that the form names, else the first."""
        code, own = request.form.get("organiser"), [*self.register.recorders, self.organisation]
        return next((each for each in own if each.code == code), own[0])

    @cached_property
    def entry(self) -> ProgrammeEntry | None:
        """The newest entry of the row that the form shows, see `newest_entries`."""
        if self.row is None:
            return None
        recorder = Recorder(current_account().id, self.organisation.id)
        subject = Subject(self.register.version, self.row.id, self.register.period_key, recorder)
        return newest_entries(db.session(), [subject], clock.now(), shown=True).get(subject)

    @property
    def _answers(self) -> Answers:
        return self.entry.given if self.entry and self.entry.outcome in ANSWERED else {}

    def _drawn(self, *, is_typed: bool) -> RegisterForm:
        keys = DAY.key, REASON.key
        fields = tuple(each for each in self.register.fields if each.key in keys or each.key.startswith(PREFIX))
        register = form_with(self.register, fields, blind=True)
        return form_of(register, self.organisation.unit, self.row, typed=is_typed)

    def _fill(self, answers: Answers, reason: str) -> None:
        """Fill the boxes with answers, and remember those of the newest entry as shown."""
        fields = self.register.by_key
        for key in keeping.shown_keys(self.register.declared):
            if field := fields.get(PREFIX + key):
                self.questions[field.key].data = field.in_form(self.register.answer(field, answers))
        if REASON.key in self.questions:
            self.questions[REASON.key].data = reason
        self.shown = self._answers

    @cached_property
    def here(self) -> QuickForm:
        """What is drawn, as "Ghi nhanh" does."""
        declared, programme, period = self.register.declared, self.register.programme, self.register.period
        outer = declared.within and not self.row
        outers = containing(db.session(), programme, None, self.organisation) if outer else []
        about = QuickEntry(
            [], programme, self.register.version, own=[self.row] if self.row else [],
            organisers=self.register.recorders, groups=[], anywhere=False, outers=outers,
            periods=[period] if period else [], next=None,
        )  # fmt: skip
        of_groups = [] if self.row else [Question("", "", Type.GROUP)]
        lists = WardLists.of(db.session(), programme.unit_id, of_groups)
        at = address_of(self.organisation, self.register)
        action = at("show", row=self.row.public_id) if self.row else at("new")
        offers = offers_of([about])[programme.id]
        return QuickForm(
            about, lists, lambda: self.questions, action, action, halls(declared, programme.unit_id), offers=offers,
            known=known_of([about])[programme.id],
        )  # fmt: skip

    @property
    def prefilled(self) -> list[tuple[str, str]]:
        """The hidden fields that say what the form of a row shows."""
        return [*keeping.prefilled_fields(self.register.declared, self.shown)] if self.row else []

    def posted(self, subject: str, made: dict[str, str] | None = None) -> Posted:
        """What the form says of a subject."""
        day = self.questions.value_of(DAY.key) if DAY.key in self.questions else None
        return keeping.posted_form(
            self.register.version, subject, made, day=day, organisation=self.organisation.code, way=EntryWay.OFFICE,
            files_follow=True, returned=self.typed.get("returned", "") if self.row else None,
        )  # fmt: skip

    def unchanged(self, posted: Posted) -> ProgrammeEntry | None:
        """The entry from which the form differs in nothing, which is not sent again; but where that was returned, sent
        too early, or others recorded since."""
        entry, period = self.entry, self.register.period
        if entry is None or not entry.latest or entry.returned_at or posted.day or (period and entry.is_early(period)):
            return None
        changes = Changes.of(self.register.declared, posted)
        explains = REASON.key in self.questions and posted.reason != entry.reason
        same = posted.outcome == entry.outcome and not (changes.given or changes.emptied or explains)
        return entry if same else None

    def empties(self, posted: Posted) -> bool:
        """Whether it says that nothing happened where answers are recorded."""
        return posted.outcome == Outcome.NOTHING and bool(self._answers)

    def show_both(self, refused: AlreadySent | Overtaken) -> None:
        """Of what somebody else recorded meanwhile the boxes that were left as they were show that."""
        if isinstance(refused, AlreadySent):
            self.typed = anew()
            return
        declared, typed = self.register.declared, self.questions.data
        changes = Changes.of(declared, keeping.posted_form(self.register.version, ""))
        self.questions = self._drawn(is_typed=False)
        self._fill(changes.merged(declared, self._answers), request.form.get(REASON.key, ""))
        if DAY.key in self.questions:
            self.questions[DAY.key].data = typed[DAY.key]

    def place(self, refused: NotRecorded) -> str:
        """Say at its box what is wrong; returns what has none, "" for nothing."""
        return "" if say_faults(self.questions, refused.faults) else refused.message

    @property
    def context(self) -> dict[str, Any]:
        """What its page shows."""
        register, row, entry = self.register, self.row, self.entry
        unseen = bool(row and register.unseen(db.session(), [row]))
        return {
            "organisation": self.organisation, "register": register, "form": self, "row": row,
            "at": address_of(self.organisation, register), "unseen": unseen, "named_when": NAMED_WHEN,
            "place": place_of(self.organisation, register), "uuid": self.typed.get("uuid") or str(uuid4()),
            "has_columns": row is not None and register.declared.subject in OWN,
            "returned": entry if entry and entry.returned_at else None,
            "reopened": reopened_rows(db.session(), register, [row]).get(row.id) if row else None,
            "sheet": register.entry(row.latest) if row and not unseen else None,
        }  # fmt: skip
