"""The register of a programme's current version, made from its declaration."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock
from app.country.periods import Period
from app.entries.event_days import wrong_days, wrong_event
from app.entries.ward_lists import WardLists
from app.entries.words import noun_of, outcomes_of
from app.models import (
    Event,
    OrganisationSite,
    Programme,
    ProgrammeEntry,
    ProgrammeVersion,
    Role,
)
from app.models.movement.bounds import Bounds
from app.models.movement.candidates import Candidate, candidates
from app.models.movement.declaration import Declaration, EntryWay, Subject
from app.models.movement.declaration_subjects import OWN
from app.models.movement.merging import sent_apart
from app.models.movement.question import Question
from app.models.movement.site import house_name
from app.models.movement.site_holdings import doubles_of
from app.models.movement.site_merge import joined
from app.registers.definitions import REGISTERS
from app.registers.field import Field
from app.registers.listing import Column
from app.registers.parts import Line, RowImport, RowList, RowPage
from app.registers.programmes import events, listed, recognised, represented, within
from app.registers.programmes.acts import ACTS, actions_of, archive_of, proposing
from app.registers.programmes.answer_values import PREFIX, unfit
from app.registers.programmes.question_fields import fields_of, former_choices
from app.registers.programmes.recognised import recorded
from app.registers.programmes.register import NOUNS, ProgrammeRegister
from app.registers.programmes.reopening import reopening
from app.registers.programmes.subject_fields import (
    DAY,
    REASON,
    RECORDER,
    decision_of,
    outcome_of,
    own_fields,
    period_of,
)
from app.registers.programmes.words import given_words
from app.registers.register import Register

# The slug of a programme's register in imports, of a period where it has any.
SLUG = re.compile(r"phong-trao-([0-9]{1,9})(?:-ky-([0-9]{4}-[0-9]{2}-[0-9]{2}))?")


def register_of(session: Session, programme: Programme, ky: str = "") -> ProgrammeRegister | None:
    """The register of a programme's current version, of the period of an address ("" for the one shown today); None
    without a version or such a period; read-only when retired. Two statements at most."""
    day, period = clock.today(), None
    if schedule := programme.schedule:
        period = next((each for each in schedule.until(day) if str(each.key) == ky), None)
        period = period if ky else programme.shown_period(day)
    if programme.current is None or (ky and period is None):
        return None
    questions = [each for version in programme.used for each in version.declared.asked]
    opening = _Opening(
        programme=programme, version=programme.current, period=period,
        outer=within.outer_of(session, programme, programme.current.declared),
        lists=WardLists.of(session, programme.unit_id, questions),
    )  # fmt: skip
    made = opening.register(session)
    offered = EntryWay.IMPORT in made.declared.recorded_on
    return replace(made, imports=RowImport(find_many=made.find_many, at_once=AT_ONCE, offered=offered))


# Lines of a list that are stored in one transaction: in as many statements as one line is.
AT_ONCE = 250
# The link to the table, above the list.
_TABLE = "office.tables.show", _l("Ghi cả bảng"), "list-checks"


@dataclass(frozen=True)
class _Opening:
    """What a register is made from: a programme in use, its period, and what was read for it."""

    programme: Programme
    version: ProgrammeVersion
    period: Period | None
    outer: Programme | None
    lists: WardLists

    @property
    def declared(self) -> Declaration:
        return self.version.declared

    @property
    def houses(self) -> bool:
        return self.declared.subject is Subject.HOUSEHOLD

    @property
    def key(self) -> date | None:
        return self.period.key if self.period else None

    @cached_property
    def own(self) -> tuple[Field, ...]:
        """The fields of the subject."""
        return within.fields(own_fields(self.declared), self.declared, self.outer)

    @cached_property
    def asked(self) -> tuple[Field, ...]:
        """The fields of the questions."""
        answers = partial(_stored_choices, self.programme, self.lists, self.declared.by_key)
        fields = fields_of(self.declared, self.lists, former_choices(self.programme.used), answers)
        if any(each.section for each in fields):
            return fields
        return tuple(replace(each, section=(_l("Các câu hỏi"), "")) if each is fields[0] else each for each in fields)

    @cached_property
    def outcome(self) -> tuple[Field, ...]:
        return (outcome_of(self.declared),) if len(self.declared.possible_outcomes) > 1 else ()

    @cached_property
    def short(self) -> tuple[str | Column[Line[Any]], ...]:
        """The columns of the list beside the name."""
        if self.declared.per_organiser:
            return events.columns(self.programme, self.declared, self.own, self.asked, self.key)
        if self.declared.recognises and self.houses:
            return recognised.house_columns(self.programme, self.outcome)
        given = (recognised.given_column(self.programme),) if self.declared.recognises else ()
        return (*listed.columns(self.programme, self.own, self.outcome, self.asked), *given)

    def register(self, session: Session) -> ProgrammeRegister:
        """The register, with what its subject adds."""
        made = self._general(session)
        summary = events.summary(self.programme, made) if self.declared.per_organiser else made.summary
        made = replace(made, listing=replace(made.listing, on_paper=listed.on_paper(summary, self.short, self.period)))
        if represented.is_represented(self.declared):
            made = self._of_represented(made)
        if self.declared.within:
            made = replace(made, listing=within.listing(made.listing, self.outer, made.by_key[within.KEY].label))
        if self.declared.subject in OWN:
            made = replace(made, archive=within.archive(made.archive))
        return self._with_tallies(self._of_events(made) if events.is_event(self.declared) else made)

    def _with_tallies(self, made: ProgrammeRegister) -> ProgrammeRegister:
        """The register with the whole of each tally in its list."""
        tallies = made.summary.tallies()
        columns = (tallies.get(each.removeprefix(PREFIX), each) if isinstance(each, str) else each
                   for each in made.listing.columns)  # fmt: skip
        return replace(made, listing=replace(made.listing, columns=tuple(columns)))

    def _general(self, session: Session) -> ProgrammeRegister:
        programme, declared, period = self.programme, self.declared, self.period
        runs = programme.retired_on is None and (period is not None or declared.every is None)
        here = {*declared.records} & {*declared.sees} if runs else set()
        writes, leads = Role.OFFICER in here, Role.LEADER in here
        reason = (REASON,) if declared.asks_reason else ()
        recorder = (RECORDER,) if declared.per_organiser else ()
        return ProgrammeRegister(
            key="programme_site", name="programme_rows",
            slug=f"phong-trao-{programme.id}" + (f"-ky-{self.key}" if self.key else ""),
            fields=(*self.own, *([period_of(period)] if period else []), *self.outcome,
                    *decision_of(declared), *self.asked, *reason, *recorder, DAY),
            check=wrong_days, script="entry.js",
            check_change=partial(unfit, self.version, Bounds.of(session, self.version, clock.today())),
            unique=("code",), title_of=_called, unique_error=_l("Đã có một dòng khác mang mã này."),
            add=lambda unit: declared.words.get("add") or str(_("Thêm %(what)s", what=declared.noun or _("hộ"))),
            further=ACTS, archive=archive_of(declared), listing=self._listing(session, writes), page=self._page(writes),
            parent_page=("office.programmes.show", programme.name),
            may_see=tuple(role for role in (Role.OFFICER, Role.LEADER) if role in declared.sees),
            may_edit=(Role.OFFICER,) if writes else (), may_record=(Role.LEADER,) if leads else (),
            unit=programme.unit, programme=programme, version=self.version,
            period=period, lists=self.lists,
        )  # fmt: skip

    def _listing(self, session: Session, writes: bool) -> RowList[Any]:
        programme, declared, plate = self.programme, self.declared, self.declared.recognises
        filters = listed.narrowings(session, programme, outcomes_of(declared), self.period)
        return RowList(
            noun=NOUNS[declared.subject], title=listed.title(programme, self.period),
            loads=listed.loads(programme, plate, self.key),
            search_hint=_l("Tìm theo tên, số nhà, mã") if self.houses else _l("Tìm theo tên, mã"),
            actions=actions_of(declared),
            links=(_TABLE,) if writes and declared.in_tables else (),
            **listed.of_houses(self.short) if self.houses else {"columns": ("name", *self.short)},
            narrowings=(*filters, *([recognised.narrowing(programme, declared, self.key)] if plate else [])),
            empty=(
                lambda unit: str(_("Chưa có dòng nào")),
                _l("Thêm từng dòng, hoặc nhập cả danh sách từ Excel; tổ trưởng cũng ghi được từ điện thoại.")
                if declared.field_visits
                else _l("Thêm từng dòng, hoặc nhập cả danh sách từ Excel."),
                "house",
            ),
        )  # fmt: skip

    def _page(self, writes: bool) -> RowPage[Any]:
        programme = self.programme

        def context(session: Session, row: Any) -> Mapping[str, Any]:
            alike = row.doubles() if isinstance(row, Event) else doubles_of(row)
            doubles = self.declared.subject in OWN and not row.retired_on
            merges = self.declared.subject in (Subject.HOUSEHOLD, Subject.SITE)
            return {
                "programme": programme,
                "what": noun_of(self.declared),
                "entries": recorded(session, row, programme, self.lists),
                "given": given_words(self.declared),
                "proposed": self._proposed(session, row) if writes else None,
                "writes": writes,
                "merges": merges and writes,
                "joined": session.execute(joined(row)).all() if merges else (),
                "now": clock.now(),
                "doubles": session.scalars(alike).all() if doubles else (),
                "reopening": reopening(session, self.declared, self.programme, self.period, row),
                "apart": self._apart(session, row),
                "contained": within.contained(session, programme, row) if self.declared.subject in OWN else (),
            }

        return RowPage("office/movement/_entries.html", context, after_save=True)

    def _proposed(self, session: Session, row: Any) -> Candidate | None:
        """What proposes a row for recognition; None where it may not be proposed. Two statements."""
        if not self.declared.recognises:
            return None
        found = candidates(session, self.version, clock.today(), period=self.key, sites=[row.public_id])
        return next((each for each in found if each.name), None)

    def _apart(self, session: Session, row: Any) -> list[ProgrammeEntry]:
        """What an organisation that went into that of a row had sent for its period."""
        if self.period is None or not isinstance(row, OrganisationSite) or row.retired_on:
            return []
        return sent_apart(session, row, self.programme.id, self.period)

    def _of_represented(self, made: ProgrammeRegister) -> ProgrammeRegister:
        """The register of organisations, groups or teams: none is added, and the office decides which are in it."""
        more, key = proposing(self.declared), self.key
        return replace(
            made, fields=(*made.fields, *represented.decision(self.declared)), adds=False, unique=(),
            archive=represented.ARCHIVE,
            listing=represented.listing(made.listing, self.programme, self.declared, self.short, more, key),
        )  # fmt: skip

    def _of_events(self, made: ProgrammeRegister) -> ProgrammeRegister:
        """The register of events: the day is that of the event."""
        declared = self.declared
        return replace(
            made, fields=tuple(each for each in made.fields if each is not DAY),
            listing=events.event_list(made.listing, self.short, declared), title_of=events.title_of,
            check=partial(wrong_event, declared),
        )  # fmt: skip


def register_called(session: Session, kind: str, unit_id: int) -> Register[Any] | None:
    """The register of a `kind`: one that every ward has, or that of a programme of this unit."""
    if (number := SLUG.fullmatch(kind)) is None:
        return next((each for each in REGISTERS if each.kind == kind), None)
    programme = session.get(Programme, int(number[1]))
    mine = programme is not None and programme.unit_id == unit_id
    return register_of(session, programme.standing, number[2] or "") if programme and mine else None


def _called(values: Mapping[str, Any]) -> str:
    """The title of a row: the name of a site, the number or head of a house."""
    if "name" in values:
        return str(values["name"] or "")
    return house_name(*(str(values.get(key) or "") for key in ("number", "alley", "head")))


def _stored_choices(
    programme: Programme, lists: WardLists, asked: Mapping[str, Question], row: Any, key: str
) -> list[str]:
    """The choices stored in a row's counting entries for a question."""
    counting = [each for each in row.counting if each.programme_id == programme.id]
    answers = [lists.standing(asked[key], each.given.get(key)) for each in counting]
    named = [each for answer in answers for each in (answer if isinstance(answer, list) else [answer])]
    return [str(each) for each in dict.fromkeys(named) if each is not None]
