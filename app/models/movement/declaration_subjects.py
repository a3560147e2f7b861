"""Parse and check what a declaration says of its subject: which organisations or teams, and who may be what to them."""

from collections.abc import Mapping
from typing import Any

from app.models.movement.declaration import (
    DENOMINATOR,
    OF_ORGANISATIONS,
    ONE_PER,
    ORGANISATIONS,
    SUPERIOR,
    Among,
    Count,
    Declaration,
    EntryWay,
    Outcome,
    Subject,
)
from app.models.movement.organisation import KINDS
from app.models.movement.question import FILED, Type
from app.models.movement.rules import InvalidDeclaration, Rule
from app.models.movement.team import TeamKind

# The kinds of each noun that `among` names.
AMONG: Mapping[str, tuple[str, frozenset[str]]] = {
    Subject.ORGANISATION: ("organisations", frozenset(KINDS)),
    Subject.TEAM: ("teams", frozenset(TeamKind)),
}
# Subjects that lie in a group or are one: who works in groups relates to them.
PLACED = frozenset((Subject.HOUSEHOLD, Subject.SITE, Subject.GROUP, Subject.EVENT))
# Subjects where nobody may be at home, and sites that may be gone.
VISITED = frozenset((Subject.HOUSEHOLD, Subject.SITE))
_OF_VISITS = frozenset((Outcome.ABSENT, Outcome.REFUSED, Outcome.MOVED))
# Subjects of the programme's own, which have a title and an organiser.
OWN = frozenset((Subject.SITE, Subject.EVENT))
# The other word of declarations for `Way.DOORSTEP`.
PHONE = "phone"
_OF_TEAMS = frozenset(("team_member", "team_head"))


def read_among(given: Mapping[str, Any]) -> Among | None:
    """The organisations, teams or groups that a definition names with `among`.

    Raises:
        InvalidDeclaration: they do not fit its subject.
    """
    subject, among = given.get("subject"), given.get("among")
    if subject not in (*AMONG, Subject.GROUP):
        if among is not None:
            raise InvalidDeclaration(("among",), "of organisations, teams and groups only")
        return None
    noun, known = AMONG.get(subject, ("", frozenset()))
    if among is None and noun:
        raise InvalidDeclaration(("among",), f"{{{noun}: [kinds]}}")
    among = {} if among is None else among
    if not isinstance(among, Mapping):
        raise InvalidDeclaration(("among",), "keys with what they say")
    for key in among:
        if key not in ("chosen", noun):
            raise InvalidDeclaration(
                ("among", str(key)), f"no such key; known: {', '.join(filter(None, (noun, 'chosen')))}"
            )
    if among.get("chosen", True) is not True:
        raise InvalidDeclaration(("among", "chosen"), "true")
    return Among(_kinds(among, noun, known) if noun else (), "chosen" in among)


def _kinds(among: Mapping[str, Any], noun: str, known: frozenset[str]) -> tuple[str, ...]:
    kinds = among.get(noun)
    if not isinstance(kinds, list) or not kinds:
        raise InvalidDeclaration(("among", noun) if noun in among else ("among",), f"{noun}: a list of kinds")
    for place, each in enumerate(kinds):
        if each not in known:
            raise InvalidDeclaration(("among", noun, place), f"one of {', '.join(sorted(known))}")
    return tuple(kinds)


def check_subject(made: Declaration) -> None:
    """Check that relations, outcomes and title fit the subject.

    Raises:
        InvalidDeclaration: one does not.
    """
    for key in ("records", "sees"):
        for place, each in enumerate(getattr(made, key)):
            if not _relates(each, made.subject) or (key == "sees" and each == SUPERIOR):
                raise InvalidDeclaration((key, place), f"nobody is {each} to this subject")
    for place, outcome in enumerate(made.outcomes):
        if outcome in _OF_VISITS and made.subject not in VISITED:
            raise InvalidDeclaration(("outcomes", place), "of houses and sites only")
        if outcome is Outcome.PLANNED or (outcome is Outcome.CALLED_OFF and not made.plans_ahead):
            raise InvalidDeclaration(("outcomes", place), "called_off with plans_ahead; planned is said by nobody")
    if Outcome.DONE not in made.outcomes:
        raise InvalidDeclaration(("outcomes",), "done is one of them")
    _check_own(made)


def _check_own(made: Declaration) -> None:
    if made.subject is Subject.EVENT and made.every is not None:
        raise InvalidDeclaration(("every",), "never of events")
    if "tasks_to" in made.definition and (made.subject is not Subject.EVENT or not made.tasks_to):
        raise InvalidDeclaration(("tasks_to",), "fields of events that name organisations or groups")
    if "plans_ahead" in made.definition and (made.plans_ahead is not True or made.subject is not Subject.EVENT):
        raise InvalidDeclaration(("plans_ahead",), "true, of events")
    if "around" in made.definition and made.subject is not Subject.EVENT:
        raise InvalidDeclaration(("around",), "of events")
    for place, count in enumerate(made.counts):
        if not made.asks_group and {"group", "hard_place"} & {*count.by, count.distinct}:
            raise InvalidDeclaration(("counts", place), "its events are asked no group: `around`")
    _check_within(made)
    _check_one_per(made)
    named = {each.key for each in made.fields if each.type is Type.TEXT and each.required}
    if "title" in made.definition and (made.subject not in OWN or made.title not in named):
        raise InvalidDeclaration(("title",), "a required field of type text, of an event or site")
    for place, each in enumerate(made.fields):
        if each.planned and not made.plans_ahead:
            raise InvalidDeclaration(("fields", place, "planned"), "of an event that is planned ahead")


def _check_one_per(made: Declaration) -> None:
    """Entries of one subject by several organisations: of houses and groups, and without what a subject has once."""
    if "one_per" not in made.definition:
        return
    if made.one_per != ONE_PER or made.subject not in (Subject.HOUSEHOLD, Subject.GROUP):
        raise InvalidDeclaration(("one_per",), "organiser, of households and groups")
    if OF_ORGANISATIONS.isdisjoint(made.records):
        raise InvalidDeclaration(("one_per",), "where organisations record: unit, organisation.<kind>")
    if made.gives is not None or made.recognised_when:
        raise InvalidDeclaration(("one_per",), "nobody is recognised by entries of several organisations")
    for place, each in enumerate(made.fields):
        if each.type in FILED:
            raise InvalidDeclaration(("fields", place, "type"), "no photo and no file with `one_per`")


def _check_within(made: Declaration) -> None:
    named = "within" in made.definition
    if named and (made.subject not in OWN or not str(made.within).isidentifier() or made.within == made.key):
        raise InvalidDeclaration(("within",), "the key of another programme, of events and sites")
    for place, each in enumerate(made.criteria):
        if each.rule.parts and (made.subject not in OWN or made.within):
            raise InvalidDeclaration(
                ("criteria", place, "rule"), "parts are of sites and events that others lie within"
            )
    for place, question in enumerate(made.fields):
        if question.shown_when is not None and question.shown_when.parts:
            raise InvalidDeclaration(("fields", place, "shown_when"), "parts are of criteria alone")
    for place, check in enumerate(made.checks):
        if check.rule.parts:
            raise InvalidDeclaration(("checks", place, "rule"), "parts are of criteria alone")
    for place, count in enumerate(made.counts):
        if isinstance(count.where, Rule) and count.where.parts:
            raise InvalidDeclaration(("counts", place, "where"), "parts are of criteria alone")


def check_together(declared: Mapping[str, Declaration]) -> None:
    """Check what programmes say of one another, by key: each lies within sites of one that lies within none, `parts`
    name a criterion of one that lies within, a count is a share of one of its unit and time.

    Raises:
        ConflictingDeclarations: one does not; names it, with the path.
    """
    for key, each in declared.items():
        outer = declared.get(each.within)
        if each.within and (outer is None or outer.subject not in OWN or outer.within):
            raise ConflictingDeclarations(key, ("within",), "a programme of sites or events that lies within none")
        for place, criterion in enumerate(each.criteria):
            for parts in criterion.rule.parts:
                inner = declared.get(parts.of)
                if inner is None or inner.within != key or parts.met not in {one.key for one in inner.criteria}:
                    raise ConflictingDeclarations(
                        key, ("criteria", place, "rule"), "parts name a criterion of a programme within this"
                    )
    _check_shares(declared)


def _check_shares(declared: Mapping[str, Declaration]) -> None:
    for key, each in declared.items():
        for place, count in enumerate(each.counts):
            head, _dot, tail = count.of.partition(".")
            if not tail or head in (DENOMINATOR.rstrip("."), ORGANISATIONS):
                continue
            other = declared.get(head)
            denominator = next((one for one in other.counts if one.key == tail), None) if other else None
            own = count.unit, _time_of(each, count)
            if other is None or denominator is None or (denominator.unit, _time_of(other, denominator)) != own:
                raise ConflictingDeclarations(
                    key, ("counts", place, "of"), f"no count of one time base and unit: {count.of}"
                )


def _time_of(declared: Declaration, count: Count) -> str:
    """Which entries a count reads: those of events within a time, of a day, of periods within a time, of the newest."""
    if declared.subject is Subject.EVENT:
        return "events"
    return "day" if declared.every is None else "periods" if count.adds_over_time else "newest"


class ConflictingDeclarations(InvalidDeclaration):
    """Programmes that do not fit together; `key` is the one at fault."""

    def __init__(self, key: str, path: tuple[str | int, ...], why: str) -> None:
        super().__init__(path, why)
        self.key = key


def outcomes_of(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The definition with the outcomes that it has where it names none."""
    if "outcomes" in given or not given.get("plans_ahead"):
        return given
    return {**given, "outcomes": [Outcome.DONE, Outcome.CALLED_OFF]}


def with_phones(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """A definition whose `recorded_on` says `doorstep` for `phone`, which means the same."""
    ways = given.get("recorded_on")
    if not isinstance(ways, list) or PHONE not in ways:
        return given
    return {**given, "recorded_on": [EntryWay.DOORSTEP.value if each == PHONE else each for each in ways]}


def _relates(relation: str, subject: Subject) -> bool:
    if relation == "own_organisation":
        return subject is Subject.ORGANISATION
    if relation == SUPERIOR:
        return subject in (Subject.ORGANISATION, Subject.EVENT)
    if relation in ("officer", "leader") or subject in PLACED:
        return True
    return subject is Subject.TEAM and relation in _OF_TEAMS
