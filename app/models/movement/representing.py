"""Keep the sites that represent organisations, groups and teams beside their nouns: make those that are missing, copy
what they follow.

One listener of the session does it. Whatever writes nouns past the session calls `align` afterwards; `lopso doctor`
counts those that differ.
"""

from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import event, exists, inspect, select
from sqlalchemy.orm import Session, SessionTransaction, joinedload

from app.models.movement.declaration import Declaration
from app.models.movement.organisation import Organisation
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.represented import (
    REPRESENTING,
    GroupSite,
    Noun,
    OrganisationSite,
    RepresentingSite,
    TeamSite,
)
from app.models.movement.site import Site
from app.models.movement.team import Team
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.residential_group import ResidentialGroup


def align(session: Session, unit_ids: Collection[int]) -> int:
    """Make the sites of some units that are missing, and copy what others follow; returns how many changed. For nouns
    that were written past the session's listener."""
    session.flush()
    changed = sum(each.align() for each in differing(session, unit_ids))
    made = [each for unit_id in unit_ids for each in _missing(session, unit_id)]
    session.add_all(made)
    session.flush()
    return changed + len(made)


def differing(session: Session, unit_ids: Collection[int] | None = None) -> list[RepresentingSite]:
    """The representing sites, of some units or of all, that differ from their noun."""
    return [each for each in _sites(session, unit_ids) if each.differences]


def missing(session: Session) -> int:
    """How many nouns of all units lack their site."""
    units = session.scalars(select(Programme.unit_id).distinct()).all()
    return sum(1 for unit_id in units for _site in _missing(session, unit_id))


def _sites(session: Session, unit_ids: Collection[int] | None) -> Iterator[RepresentingSite]:
    here = [] if unit_ids is None else [Site.unit_id.in_(unit_ids)]
    group = joinedload(Site.residential_group)
    of_organisation = joinedload(Site.organisation).joinedload(Organisation.residential_group)
    yield from session.scalars(select(OrganisationSite).where(*here).options(group, of_organisation))
    yield from session.scalars(select(GroupSite).where(*here).options(group))
    of_team = joinedload(Site.team).selectinload(Team.groups)
    yield from session.scalars(select(TeamSite).where(*here).options(group, of_team))


def _missing(session: Session, unit_id: int) -> list[RepresentingSite]:
    """New sites for the nouns in use of a unit that a programme is among and that have none."""
    made: dict[Noun, RepresentingSite] = {}
    for declared in _declarations(session, unit_id):
        kind = REPRESENTING[declared.subject]
        there = exists().where(kind.column() == kind.NOUN.id, Site.kind == kind.__mapper__.polymorphic_identity)
        wanted = select(kind.NOUN).where(kind.NOUN.unit_id == unit_id, kind.NOUN.in_use(), ~there)
        for noun in session.scalars(wanted.order_by(kind.NOUN.id)):
            if _is_among(declared, noun) and noun not in made:
                made[noun] = kind.made_for(noun)
    return list(made.values())


def _is_among(declared: Declaration, noun: Noun) -> bool:
    if not isinstance(noun, REPRESENTING[declared.subject].NOUN):
        return False
    return isinstance(noun, ResidentialGroup) or bool(declared.among and noun.kind in declared.among.kinds)


def _declarations(session: Session, unit_id: int) -> list[Declaration]:
    """What programmes of a unit that are among nouns ask today."""
    current = {each.programme_id: each.declared for each in session.scalars(ProgrammeVersion.asked_in([unit_id]))}
    return [each for each in current.values() if each.subject in REPRESENTING]


# What a flush has still to make: nouns that are new or of another kind, units where a programme was put to use. And the
# declarations of a unit, which its lock keeps the same until the transaction ends.
_PENDING, _DECLARED = "represent", "represented"


@event.listens_for(Session, "before_flush")
def _follow(session: Session, _context: object, _instances: object) -> None:
    """Copy to the sites what changed of their nouns; note what has to be made."""
    nouns = [each for each in session.dirty if isinstance(each, Noun)]
    for kind in REPRESENTING.values():
        copied = [each.id for each in nouns if isinstance(each, kind.NOUN) and _set(each, kind.COPIED)]
        for site in session.scalars(kind.of(*copied)) if copied else ():
            site.align()
    for site in [each for each in session.new if isinstance(each, RepresentingSite)]:
        site.align()
    fresh = [each for each in session.new if isinstance(each, Noun)]
    fresh += [each for each in nouns if not isinstance(each, ResidentialGroup) and _set(each, ["kind"])]
    fresh += [each for each in nouns if each.retired_on is None and _set(each, [each.RETIRED])]
    versions = [each for each in (*session.new, *session.dirty) if isinstance(each, ProgrammeVersion)]
    used = [each.programme.unit for each in versions if each.used_since and _set(each, ["used_since"])]
    if fresh or used:
        stands = session.info.setdefault(_PENDING, ([], []))
        stands[0].extend(fresh)
        stands[1].extend(used)


@event.listens_for(Session, "after_flush_postexec")
def _make(session: Session, _context: object) -> None:
    """Make what `_follow` noted. The unit is locked: of a noun that is added and a programme that is put to use at once
    the later one sees the other."""
    nouns, units = session.info.pop(_PENDING, ([], []))
    declared: dict[int, list[Declaration]] = session.info.setdefault(_DECLARED, {})
    for unit_id in {each.id for each in units}:
        declared.pop(unit_id, None)
    for unit_id in sorted({each.unit_id for each in nouns} | {each.id for each in units}):
        if unit_id not in declared:
            session.scalars(AdministrativeUnit.locked(unit_id)).one()
            declared[unit_id] = _declarations(session, unit_id)
    made = [site for unit in dict.fromkeys(units) for site in _missing(session, unit.id)]
    there = {each.noun for each in made}
    for noun in dict.fromkeys(nouns):
        kinds = {REPRESENTING[each.subject] for each in declared[noun.unit_id] if _is_among(each, noun)}
        for kind in kinds if noun not in there else ():
            if session.scalars(select(kind.id).where(kind.column() == noun.id)).first() is None:
                made.append(kind.made_for(noun))
    session.add_all(made)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_PENDING, None)
        session.info.pop(_DECLARED, None)


def _set(row: object, attributes: Iterable[str]) -> bool:
    """Whether one of the attributes was set since the last flush."""
    state = inspect(row)
    return any(state.attrs[each].history.has_changes() for each in attributes)
