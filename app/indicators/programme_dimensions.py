"""Dimensions of programmes: by what their sites are (group, containing site, organisation), and by answer. Each
answer of the newest version has a line, and each that only an older version had."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from app.country import formats, names
from app.country.audiences import tells
from app.indicators import dimensions as by
from app.models import (
    Answer,
    Course,
    Organisation,
    Programme,
    ProgrammeEntry,
    ProgrammeVersion,
    ResidentialGroup,
    Site,
    Skill,
)
from app.models.movement.answer import MET
from app.models.movement.declaration import ORGANISED, Declaration, Subject
from app.models.movement.organisation import KINDS
from app.models.movement.question import REFERRING, SEVERAL, Question, Type
from app.registers.indicator import Dimension, Entry, Indicator, Scope
from app.registers.programmes.question_fields import YES_NO, of_version

_KIND: Any = select(Organisation.kind).where(Organisation.id == Site.organisation_id).scalar_subquery()
_KIND_OF_RECORDER: Any = (
    select(Organisation.kind).where(Organisation.id == ProgrammeEntry.organisation_id).scalar_subquery()
)
_NONE = _l("Phường, xã")
_INNER = aliased(Site)
_CONTAINS = Site.id.in_(select(_INNER.within_id).where(_INNER.within_id.is_not(None)))
# By the word of `by` in a count.
PLACES: Mapping[str, Callable[[], Dimension]] = {
    "group": lambda: by.groups(Site.residential_group_id, unknown_label=_l("Chưa rõ địa bàn")),
    "hard_place": lambda: by.hardships(Site.residential_group_id),
    "organisation": lambda: _organisations(Site.organisation_id),
    "within": lambda: by.registered(
        "nam-o", _l("Nằm ở"), Site.within_id, Site, _l("Chưa rõ nơi nào"), _CONTAINS, slug="public_id"
    ),
    "organiser_kind": lambda: _kinds(_KIND),
}
# The same two with `one_per`: by the organisation that recorded, the ward for whoever recorded for none.
RECORDERS: Mapping[str, Callable[[], Dimension]] = {
    "organisation": lambda: _organisations(ProgrammeEntry.organisation_id),
    "organiser_kind": lambda: _kinds(_KIND_OF_RECORDER),
}


def _organisations(column: Any) -> Dimension:
    return by.registered("co-quan", _l("Cơ quan, đơn vị"), column, Organisation, _NONE)


def _kinds(column: Any) -> Dimension:
    return by.worded("loai-co-quan", _l("Loại cơ quan, đơn vị"), column, KINDS, unknown_label=_NONE)


def sites_by(declared: Declaration) -> list[Dimension]:
    """The dimensions of figures that count the sites of a programme: by group, of organisations by kind and by each."""
    words = ORGANISED if declared.subject is Subject.ORGANISATION else ()
    return [PLACES[each]() for each in (*reversed(words), "group", "hard_place")]


def copy_of(programme: Programme, scope: Scope) -> Any:
    """The id of the programme; of a shipped one, of several units, that of the unit of each site."""
    if scope.units == (programme.unit_id,) or not programme.catalogue:
        return programme.id
    same = Programme.catalogue == programme.catalogue, Programme.merged_into_id.is_(None)
    return select(Programme.id).where(*same, Programme.unit_id == Site.unit_id).correlate(Site).scalar_subquery()


VERSION = "ban"


def answers(key: str, versions: Sequence[ProgrammeVersion]) -> Dimension:
    """By the answers to a field of a programme's versions in use, the last of which is the one asked today."""
    answer, asked = aliased(Answer), [each for version in versions if (each := _counted(version, key))]
    newest = _counted(versions[-1], key)
    noun = NOUNS.get(REFERRING.get(asked[-1].type, asked[-1].type))

    def joins(wanted: Select[Any]) -> Select[Any]:
        return wanted.outerjoin(answer, (answer.entry_id == ProgrammeEntry.id) & (answer.key == key))

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        if noun is not None:
            return _rows_named(session, noun, found)
        words = _words(session, scope, newest) if newest else {}
        if asked[-1].type is Type.NUMBER:
            words |= {each: formats.number(_number(each)) for each in found if _is_number(each)}
            words = dict(sorted(words.items(), key=lambda pair: _number(pair[0])))
        older = [each for each in found if each is not None and each not in words]
        words |= _older(session, scope, versions, key, older, retired=newest is None) if older else {}
        return [Entry(each, str(each), label) for each, label in words.items()]

    label: object = asked[-1].label
    if newest is None:
        still = key in versions[-1].declared.by_key
        label = _l("%(label)s (thôi đếm)", label=label) if still else _l("%(label)s (đã bỏ)", label=label)
    single = all(each.type not in SEVERAL for each in asked)
    if noun is not None:
        return Dimension(key, label, answer.refers_id, entries, joins, ward_specific=True, single=single, keys=_ids)
    return Dimension(key, label, answer.value, entries, joins, ward_specific=True, single=single)


def _rows_named(session: Session, noun: Any, found: Collection[Any]) -> list[Entry]:
    """The rows that answers name, by label."""
    ids = [each for each in found if each is not None]
    rows = session.scalars(select(noun).where(noun.id.in_(ids))).all() if ids else []
    labels = {row.id: str(getattr(row, "short_name", "") or getattr(row, "name", "") or row.title) for row in rows}
    entries = [Entry(key, str(key), label, tells(label)) for key, label in labels.items()]
    return sorted(entries, key=lambda each: names.search_key(each.label))


def _ids(session: Session, scope: Scope, names: Collection[str]) -> dict[str, tuple[Any, ...]]:
    return {each: (int(each),) for each in names if each.isdecimal() and len(each) < 10}


NOUNS: Mapping[Type, Any] = {
    Type.ORGANISATION: Organisation, Type.GROUP: ResidentialGroup, Type.COURSE: Course,
}  # fmt: skip


def versions(used: Sequence[ProgrammeVersion]) -> Dimension:
    """By the version that was asked."""

    def entries(session: Session, scope: Scope, found: Collection[Any]) -> Iterable[Entry]:
        own = {each.id: str(_("Bản %(number)s", number=each.number)) for each in used}
        others = set(found) - set(own)
        other = select(ProgrammeVersion).where(ProgrammeVersion.id.in_(others)).order_by(ProgrammeVersion.id)
        for each in session.scalars(other) if others else ():  # of a ward that was merged into this one
            own[each.id] = str(_("Bản %(number)s của đơn vị trước", number=each.number))
        return [Entry(key, str(key), words) for key, words in own.items()]

    return Dimension(VERSION, _l("Bản đã hỏi"), ProgrammeEntry.programme_version_id, entries, ward_specific=True)


def counts_by_version(session: Session, indicator: Indicator, scope: Scope) -> str:
    """A figure's counts by version in words ("3 theo bản 1, 0 theo bản 2"); "" where all versions judge by one rule.
    Two statements at most."""
    by = indicator.by_key.get(VERSION)
    if by is None or VERSION in scope.only:
        return ""
    found = indicator.table(session, scope, by)
    counts = [(formats.number(found.get(each.key, 0)), each.label) for each in by.entries(session, scope, found)]
    return ", ".join(
        _("%(count)s theo %(version)s", count=n, version=words[:1].lower() + words[1:]) for n, words in counts
    )


def _counted(version: ProgrammeVersion, key: str) -> Question | None:
    """Field of a key in a version, where its answers are counted."""
    declared = version.declared
    asked = declared.by_key.get(key) or next((each for each in declared.fields if each.key == key), None)
    return asked if asked and asked.counted else None


def _words(session: Session, scope: Scope, asked: Question) -> dict[str, str]:
    """Labels of the answers that a version offers, in their order."""
    match asked.type:
        case Type.LIST:
            listed = select(Skill.key, Skill.label).where(Skill.unit_id.in_(scope.units))
            rows = session.execute(listed.order_by(Skill.position, Skill.id))
            return {key: label for key, label in rows if not asked.only or key in asked.only}
        case Type.YES_NO:
            return {key: str(YES_NO[key]) for key in ("yes", "no")}
        case Type.PHOTO:
            return {MET: str(_("Có ảnh"))}
    return dict(asked.choices)


def _older(
    session: Session,
    scope: Scope,
    used: Sequence[ProgrammeVersion],
    key: str,
    values: Collection[str],
    *,
    retired: bool,
) -> Mapping[str, str]:
    """Labels of answers that the newest version does not offer: from the newest version that did, then from versions of
    wards merged into this one, else as stored. The last version of a removed field is not named."""
    found: dict[str, str] = {}
    last = next((each for each in reversed(used) if _counted(each, key)), None)
    for version in [*reversed(used), *(_of_others(session, scope, used) if len(scope.units) > 1 else ())]:
        asked = _counted(version, key)
        words = _words(session, scope, asked) if asked else {}
        for value in values:
            if value in found or asked is None:
                continue
            label = words.get(value) or (_shown(value, asked) if asked.type not in _OFFERING else None)
            if label is None:
                continue
            own = version.programme_id == used[-1].programme_id
            number = str(version.number) if own else str(_("%(number)s của đơn vị trước", number=version.number))
            plain = retired and version is last
            found[value] = label if plain else of_version(number, label)
    lacking = [each for each in values if each not in found]
    labels = select(Skill.key, Skill.label).where(Skill.unit_id.in_(scope.units), Skill.key.in_(lacking))
    skills: dict[str, str] = {row[0]: row[1] for row in session.execute(labels)} if lacking else {}
    return {each: found.get(each) or skills.get(each) or each for each in sorted(values)}


_OFFERING = frozenset((Type.CHOICE, Type.CHOICES, Type.LIST, Type.YES_NO, Type.PHOTO))


def _of_others(session: Session, scope: Scope, used: Sequence[ProgrammeVersion]) -> list[ProgrammeVersion]:
    """Versions of the other copies of a shipped programme in the units of a scope."""
    programme = used[-1].programme
    wanted = ProgrammeVersion.asked_in(scope.units).where(
        Programme.catalogue == programme.catalogue, Programme.catalogue != "", Programme.id != programme.id
    )
    return [*session.scalars(wanted)][::-1]


def _shown(value: str, asked: Question) -> str | None:
    if asked.type is Type.NUMBER:
        return formats.number(_number(value)) if _is_number(value) else None
    return value


def _is_number(value: object) -> bool:
    return isinstance(value, str) and value.replace(".", "", 1).isdecimal()


def _number(value: str) -> float | int:
    return int(value) if value.isdecimal() else float(value)
