"""The declaration of a programme ("Phong trào") as data: subject, fields, roles, criteria, counts.

Parsing refuses an invalid declaration and names the place (declaration_reading). docs/programmes.md lists the keys of
each shape.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import Any

from app.country import names
from app.country.periods import DueDay, PeriodType
from app.models.movement.giving import Gives, PaperKind
from app.models.movement.organisation import KINDS
from app.models.movement.question import FILED, WRITTEN, Question, Type
from app.models.movement.rules import Answers, Parts, Rule, answer_to, is_filled
from app.models.movement.sentence import Sentence


class Shape(StrEnum):
    """The kind of work that a programme does: a word for people, no code asks for it."""

    LEARN = "learn"
    HELP = "help"
    GATHER = "gather"
    ACT = "act"
    RECOGNISE = "recognise"
    CONFIRM = "confirm"
    RETURN = "return"
    FOLLOW = "follow"
    PUBLISH = "publish"
    KEEP = "keep"


class Subject(StrEnum):
    """What a programme keeps entries of: houses, sites of its own, organisations, groups or teams of the ward."""

    HOUSEHOLD = "household"
    SITE = "site"
    ORGANISATION = "organisation"
    GROUP = "group"
    TEAM = "team"
    EVENT = "event"


class EntryWay(StrEnum):
    """Where an entry is recorded; `DOORSTEP`: on a phone, at a house or anywhere else."""

    DOORSTEP = "doorstep"
    OFFICE = "office"
    IMPORT = "import"
    TABLE = "table"


class Outcome(StrEnum):
    """The outcome of an entry; only a done one has answers."""

    DONE = "done"
    ABSENT = "absent"
    REFUSED = "refused"
    MOVED = "moved"
    # Of a period in which nothing happened: it was sent, and has no answers.
    NOTHING = "nothing"
    # Of events: called off, and planned, which no declaration names.
    CALLED_OFF = "called_off"
    PLANNED = "planned"


# The outcomes with answers.
ANSWERED = (Outcome.DONE, Outcome.PLANNED)
# The outcomes by which something was sent: answers, or that nothing happened.
SENT = (Outcome.DONE, Outcome.NOTHING)
# The outcomes of a visit.
VISITED = (Outcome.DONE, Outcome.ABSENT, Outcome.REFUSED, Outcome.MOVED)
# Who may record, see or decide: roles of app/models/people/role.py, or relations to a subject (relations.py).
# `organisation.<kind>`: for an organisation of that kind; `superior`: for the superior of the one that the subject is,
# or that organises it.
OF_KIND, SUPERIOR = "organisation.", "superior"
OF_ORGANISATIONS = frozenset({"unit", "own_organisation", SUPERIOR, *(OF_KIND + kind for kind in KINDS)})
RELATIONS = frozenset({"group_head", "team_member", "team_head", "officer", "leader"}) | OF_ORGANISATIONS
# Prefix of `of` in a count: the key of a denominator follows.
DENOMINATOR = "denominator."
# Values of `where` that count plates: valid ones, expired ones.
RECOGNISED = "recognised"
STANDINGS = (RECOGNISED, "lapsed")
# What `words` may say otherwise: that something was recorded, or not yet; to add one; to end one; of events their day
# and organiser.
WORDS = frozenset({"recorded", "not_yet", "add", "end", "day", "organiser"})
# What a count may be a share of, besides other counts and denominators.
SUBJECTS, GROUP_COUNT, ORGANISATIONS = "subjects", "groups", "organisations"
ORGANISED = "organisation", "organiser_kind"
WITHIN = "within"
COUNTED_BY = frozenset({"group", "month", "period", "hard_place", WITHIN, *ORGANISED})
# Who organises sites and events, in `distinct` and `where`.
ORGANISER = "organiser"
# Keys that no version of a ward's copy stores: they are read from what ships, so that a copy is never old in them.
OF_WHAT_SHIPS = frozenset({"shelf", "sentences", "writes"})
# A number of which others are shares (all pupils) grows from year to year: only one of so many times as many as known
# is asked about.
GROWTH = 2
# The only word of `one_per`.
ONE_PER = ORGANISER
# What an event is asked besides name, day and organiser, where its programme does not say less.
AROUND = ("group", "hours", "place")
# The dimension of a tally's own keys.
AUDIENCE = "audience"
# No keys of fields and criteria: dimensions of figures, and parameters of pages that would be taken for them.
RESERVED = COUNTED_BY | {ORGANISER, AUDIENCE, "to", "thang"}


@dataclass(frozen=True)
class Among:
    """Which organisations or teams a programme is about, by kind; of groups all. `chosen`: only those that the office
    chooses; without it all of them but those that it leaves out."""

    kinds: tuple[str, ...] = ()
    chosen: bool = False


@dataclass(frozen=True)
class Criterion:
    """A criterion: the programme's sentence and its rule."""

    key: str
    text: str
    rule: Rule


@dataclass(frozen=True)
class Check:
    """A rule that answers should meet, with the sentence of who does not: it warns, and an entry against it needs a
    reason. `missing`: an unanswered field lets it hold (skip), or means 0 (zero)."""

    text: str
    rule: Rule
    missing: str = "skip"

    def holds(self, answers: Answers) -> bool:
        """Whether answers meet it."""
        if self.missing == "zero":
            return self.rule.holds(answers, 0)
        return any(answer_to(answers, each) is None for each in self.rule.fields) or self.rule.holds(answers)


@dataclass(frozen=True)
class Count:
    """A figure over the entries that count: all, or those that meet `where`; `of`: its denominator, `by`: its
    dimensions. Instead of entries it adds up the numbers of the field `sum`, of a tally those of the keys `part`, or
    how many the field `size` names; or it counts how many different rows the field `distinct` names ("group": the
    groups of the subjects, "organiser": who organises them). `missing` "zero": an entry that answers only the field of
    `of` counts as 0 of it.
    `over_time`: how it adds up over periods ("sum", "last"; "" without periods, and of entries)."""

    key: str
    unit: str
    label: str
    how: str = ""
    where: Rule | str | None = None
    met: tuple[str, ...] = ()
    of: str = ""
    by: tuple[str, ...] = ()
    sum: str = ""
    size: str = ""
    part: tuple[str, ...] = ()
    distinct: str = ""
    # Only what organisations of this kind organise; "": all.
    organiser: str = ""
    missing: str = ""
    over_time: str = ""

    @property
    def plain(self) -> bool:
        """Whether it counts the entries themselves."""
        return not (self.sum or self.size or self.distinct)

    @property
    def field(self) -> str:
        """The field whose numbers it adds up, or whose answers it counts; "" where it counts entries."""
        return self.sum or self.size

    @property
    def adds_over_time(self) -> bool:
        """Whether the figures of two periods add up."""
        return self.over_time == "sum"


@dataclass(frozen=True)
class Declaration:
    """The declaration of a programme; `definition` is its source mapping, as stored."""

    key: str
    shape: Shape
    name: str
    subject: Subject
    fields: tuple[Question, ...]
    among: Among | None = None
    # The key of the programme whose sites or events contain this one's.
    within: str = ""
    # The field that names an event or site; "": a site by its name, an event by organiser and day.
    title: str = ""
    # "organiser": of each subject and period there is an entry for each organisation that records; "": one.
    one_per: str = ""
    # Whether events are recorded first as planned.
    plans_ahead: bool = False
    # Of events: the fields that name whom one gives a task afterwards; without any nobody is given one.
    tasks_to: tuple[str, ...] = ()
    # Which of AROUND events are asked.
    around: tuple[str, ...] = AROUND
    # How often it is recorded of a subject, and by when; None: once, and again whenever something changed.
    every: PeriodType | None = None
    due: DueDay | None = None
    source: str = ""
    noun: str = ""
    recorded_on: tuple[EntryWay, ...] = (EntryWay.OFFICE, EntryWay.IMPORT)
    records: tuple[str, ...] = ("officer",)
    sees: tuple[str, ...] = ("officer", "leader")
    decides: tuple[str, ...] = ()
    # Who confirms an entry before it counts (roles, `organisation.<kind>`); nobody: it counts when it is recorded.
    confirmed_by: tuple[str, ...] = ()
    outcomes: tuple[Outcome, ...] = (Outcome.DONE,)
    criteria: tuple[Criterion, ...] = ()
    checks: tuple[Check, ...] = ()
    recognised_when: tuple[str, ...] = ()
    valid_years: int = 0
    # What who is recognised gets; None: nothing.
    gives: Gives | None = None
    counts: tuple[Count, ...] = ()
    # Its own words (WORDS) where those of its subject do not fit: "Đã nhận" for "Đã ghi".
    words: Mapping[str, str] = field(default_factory=dict)
    # How many years after its period or day an entry keeps names, texts and telephones.
    keep_years: int = 5
    # What reports say of its counts, and the part of a report beside which a text of a return stands, by field.
    sentences: tuple[Sentence, ...] = field(default=(), compare=False)
    writes: Mapping[str, str] = field(default_factory=dict, compare=False)
    # Where the page of programmes offers one that ships (app/data/shelves.yaml); no part of what a version stores.
    shelf: str = field(default="", compare=False)
    definition: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def __hash__(self) -> int:
        return hash((self.key, self.name, self.subject))

    @property
    def asks_group(self) -> bool:
        """Whether its subjects are asked their group, or have one of themselves: all but some events."""
        return "group" in self.around

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions of forms and lists; a person is several."""
        return tuple(part for each in self.fields for part in each.parts(self.subject))

    @cached_property
    def asks_reason(self) -> bool:
        """Whether it may ask why answers are as they are."""
        return bool(self.checks) or any(each.bound for each in self.fields)

    def growth(self, asked: Question) -> int:
        """How many times as many as are known of its place a number may tell before it is asked about."""
        sums = {each.sum for each in self.counts if each.key in {one.of for one in self.counts}}
        return GROWTH if (asked.tally or asked.key) in sums else 1

    def answered_by(self, count: Count) -> tuple[str, ...]:
        """The fields that an entry answers to be in a count: its own, and that of the count of which it is a share."""
        of = next((each.field for each in self.counts if each.key == count.of and not count.missing), "")
        return tuple(filter(None, (count.field, of))) if count.field else ()

    def fields_answering(self, count: Count) -> tuple[str, ...]:
        """The fields by which an entry answers a count: those of `answered_by`; of one that counts who says yes that
        question, where it may be left empty: nobody said no by that."""
        rules = [each.rule for each in self.criteria if each.key in count.met]
        rules += [count.where] if isinstance(count.where, Rule) else []
        says = () if count.field else (each.field for each in rules if each.word == "is")
        return self.answered_by(count) or tuple(filter(self._may_be_open, says))

    def _may_be_open(self, key: str) -> bool:
        """Whether a field is a yes or no that all are asked and may leave empty."""
        asked = self.questions.get(key)
        return asked is not None and asked.type is Type.YES_NO and not (asked.required or asked.shown_when)

    @cached_property
    def possible_outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes of its entries: those that it names, and before them planned."""
        return (*([Outcome.PLANNED] if self.plans_ahead else []), *self.outcomes)

    @cached_property
    def by_key(self) -> Mapping[str, Question]:
        """The questions by key."""
        return {each.key: each for each in self.asked}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """The questions by key, with tallies and persons as wholes beside their parts."""
        return {each.key: each for each in (*self.asked, *self.fields)}

    @cached_property
    def counted_keys(self) -> frozenset[str]:
        """The keys under which figures count answers: of a person those of its parts, so never the name's."""
        return frozenset(each.tally or each.key for each in (*self.asked, *self.photos) if each.counted)

    def retired_parts(self, answers: Answers) -> dict[str, Question]:
        """By key, the parts of its tallies that answers of an older version have and that it has no more."""
        return {part.key: part for each in self.fields for part in each.retired_parts(answers)}

    @cached_property
    def written(self) -> tuple[str, ...]:
        """The keys of answers that say something in words: texts, telephones, names of persons."""
        kinds = WRITTEN | {Type.PHONE, Type.PERSON}
        return tuple(each.key for each in self.fields if each.type in kinds)

    @property
    def has_personal_title(self) -> bool:
        """Whether the names of its events or sites tell of persons."""
        return bool(self.title) and self.by_key[self.title].personal

    @cached_property
    def persons(self) -> tuple[Question, ...]:
        """The fields that may name a person."""
        return tuple(each for each in self.fields if each.type is Type.PERSON)

    @cached_property
    def invitations(self) -> Mapping[str, str]:
        """By the field that names who came the one that names who was invited: a count of the one is a share of a count
        of the other, of organisations or groups."""
        rows, sizes = (Type.ORGANISATIONS, Type.GROUPS), {each.key: each.size for each in self.counts}
        pairs = {each.size: sizes.get(each.of, "") for each in self.counts if each.size}
        kinds = {each.key: each.type for each in self.fields}
        return {came: of for came, of in pairs.items() if of and kinds[came] in rows and kinds[of] is kinds[came]}

    @cached_property
    def photos(self) -> tuple[Question, ...]:
        """The fields answered by a photo."""
        return tuple(each for each in self.fields if each.type is Type.PHOTO)

    @cached_property
    def files(self) -> tuple[Question, ...]:
        """The fields answered by a file."""
        return tuple(each for each in self.fields if each.type is Type.FILE)

    def shown(self, answers: Answers) -> dict[str, Any]:
        """The answers to fields that are shown: what a rule hides is not stored."""
        visible = dict(answers)
        for each in self.fields:
            if each.shown_when is not None and not each.shown_when.holds(visible):
                for part in each.parts(self.subject) or (each,):
                    visible.pop(part.key, None)
        return visible

    def lacking(self, answers: Answers, outcome: str = Outcome.DONE) -> list[Question]:
        """The required fields that are shown and not answered, without those answered by a file and the title, which is
        asked as the name; of a planned event those that are asked while it is planned."""
        visible = self.shown(answers)
        return [
            each
            for each in self.fields
            if each.required
            and each.key != self.title
            and (each.planned or outcome != Outcome.PLANNED)
            and each.type not in FILED
            and not is_filled(answer_to(visible, each.key))
            and (each.shown_when is None or each.shown_when.holds(visible))
        ]

    def contradicted(self, answers: Answers) -> list[Check]:
        """The checks that answers do not meet."""
        visible = self.shown(answers)
        return [each for each in self.checks if not each.holds(visible)]

    def is_seen_by(self, roles: Collection[str]) -> bool:
        """Whether holders of some roles or relations see entries and figures (`sees`)."""
        return not set(self.sees).isdisjoint(roles)

    def is_confirmed_by(self, roles: Collection[str]) -> bool:
        """Whether holders of some roles or relations confirm entries (`confirmed_by`)."""
        return not set(self.confirmed_by).isdisjoint(roles)

    @property
    def decided_by(self) -> tuple[str, ...]:
        """Who decides about an entry that waits or that its sender asks back: who confirms, where nobody does officers,
        or leaders where officers do not see it."""
        return self.confirmed_by or tuple(each for each in ("officer", "leader") if each in self.sees)[:1]

    @property
    def is_seen_by_office(self) -> bool:
        """Whether officers and leaders both see entries and figures: only then reports and targets count them."""
        return {"officer", "leader"} <= set(self.sees)

    @property
    def by_superiors(self) -> bool:
        """Whether superiors record for the organisations that are subordinate to theirs."""
        return SUPERIOR in self.records

    @property
    def per_organiser(self) -> bool:
        """Whether each organisation that records has an entry of its own of a subject and period."""
        return self.one_per == ONE_PER

    def organiser_key(self, organisation_id: int | None) -> int:
        """The key of an organisation by which an entry recorded for it is told apart from others of the same subject
        and period; 0: of the ward, and where there is one entry whoever records."""
        return (organisation_id or 0) if self.per_organiser else 0

    @property
    def field_visits(self) -> bool:
        """Whether it is recorded on phones: from door to door, at the programme's sites, or as "Ghi nhanh"."""
        return EntryWay.DOORSTEP in self.recorded_on

    @property
    def is_quick(self) -> bool:
        """Whether it is recorded as "Ghi nhanh": on phones, and not on a round of houses or groups alone."""
        walked = self.subject is Subject.HOUSEHOLD or (self.subject is Subject.GROUP and self.every is None)
        return self.field_visits and not walked

    @property
    def in_tables(self) -> bool:
        """Whether many subjects are recorded on one page, a line each."""
        return EntryWay.TABLE in self.recorded_on

    @property
    def recognises(self) -> bool:
        """Whether subjects that meet the criteria of recognition get a paper; a letter of thanks needs no criterion."""
        thanks = self.gives is not None and self.gives.paper is PaperKind.THANKS
        return bool(self.gives and self.decides and (self.recognised_when or thanks))

    @property
    def recognising(self) -> Mapping[str, Rule]:
        """The rules of the criteria that recognition requires, by key."""
        return {each.key: each.rule for each in self.criteria if each.key in self.recognised_when}

    @cached_property
    def parts(self) -> frozenset[Parts]:
        """What its criteria ask of the sites within its own."""
        return frozenset[Parts]().union(*(each.rule.parts for each in self.criteria))

    def met(self, answers: Answers) -> list[str]:
        """The keys of the criteria that answers meet."""
        return [each.key for each in self.criteria if each.rule.holds(answers)]

    def is_recognised(self, answers: Answers) -> bool:
        """Whether answers meet every criterion of recognition."""
        return bool(self.recognised_when) and set(self.recognised_when) <= set(self.met(answers))

    @cached_property
    def stored(self) -> str:
        """The definition as JSON; choices keep their order."""
        return json.dumps(self.definition, ensure_ascii=False, separators=(",", ":"))

    @cached_property
    def digest(self) -> str:
        """By what a ward remembers an edition."""
        return sha256(self.stored.encode()).hexdigest()

    @cached_property
    def searched(self) -> str:
        """Found by what it is called, its plans and its questions."""
        return names.search_key(" ".join([self.name, self.noun, self.source, *(each.label for each in self.fields)]))
