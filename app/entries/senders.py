"""Who sends what programmes ask: what a sender is or speaks for, and where it adds events and sites."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, Self

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from app.country import clock
from app.models.kept_reading import kept_nouns
from app.models.movement.declaration import OF_KIND, Declaration, Subject
from app.models.movement.doorstep import containing, outer_keys
from app.models.movement.organisation import Organisation
from app.models.movement.programme import ProgrammeVersion
from app.models.movement.related_places import Related
from app.models.movement.relations import OF_TEAMS, organisations, related
from app.models.movement.represented import asked
from app.models.movement.site import Site
from app.models.people.residential_group import ResidentialGroup

# How long after its day an event is offered as the one that contains another.
LATELY = timedelta(days=60)
# The ids of wards and organisations, and of an account.
Key = tuple[Sequence[int], Sequence[int], int | None]


class EntrySender(NamedTuple):
    """Who sends in some wards: for some organisations, and with an account for its groups, its teams and the ward."""

    unit_ids: Sequence[int]
    organisations: Sequence[Organisation]
    account_id: int | None = None

    @classmethod
    def account(cls, session: Session, account_id: int, unit_ids: Collection[int], at: datetime) -> "EntrySender":
        """Whatever an account records on the day of a moment, for whomever. One statement a ward."""
        day = clock.local(at).date()
        found = [one for each in unit_ids for one in _recorded_for(session, account_id, each, day)]
        return cls([*unit_ids], found, account_id)

    @property
    def key(self) -> Key:
        """What tells it from others."""
        return (*self.unit_ids,), (*(each.id for each in self.organisations),), self.account_id

    @classmethod
    def of(cls, session: Session, key: Key) -> Self:
        """The one of a key. One statement, if it sends for organisations."""
        unit_ids, organisations, account = key
        wanted = select(Organisation).where(Organisation.id.in_(organisations))
        found = {each.id: each for each in session.scalars(wanted)} if organisations else {}
        return cls(unit_ids, [found[each] for each in organisations], account)

    def below(self, session: Session, versions: Sequence[ProgrammeVersion]) -> Mapping[int, Sequence[Organisation]]:
        """The organisations that are subordinate to its own, by the id of the superior; none where no programme lets
        superiors record. At most one statement."""
        found: dict[int, list[Organisation]] = {each.id: [] for each in self.organisations}
        if any(each.declared.by_superiors for each in versions):
            for each in session.scalars(Organisation.below(*found)):
                found[each.superior_id or 0].append(each)
        return found

    def own(
        self, session: Session, versions: Sequence[ProgrammeVersion], at: datetime,
        below: Mapping[int, Sequence[Organisation]] | None = None,
    ) -> Mapping[int, Sequence[Site]]:  # fmt: skip
        """The sites that represent its organisations, and those `below` where superiors record, the groups that it
        heads and its teams, by the id of the programme that asks them. Two statements."""
        others = [one for every in (below or {}).values() for one in every]
        wanted = [
            select(literal(each.programme_id), Site.id).where(
                Site.unit_id == each.programme.unit_id, Site.retired_on.is_(None), theirs,
                asked(each.programme_id, each.declared),
            )
            for each in versions if (theirs := self._is(each, at, others)) is not None
        ]  # fmt: skip
        rows = sorted((row[0], row[1]) for row in session.execute(union_all(*wanted))) if wanted else []
        loaded = session.scalars(select(Site).where(Site.id.in_({site for _programme, site in rows}))) if rows else ()
        sites, found = {each.id: each for each in loaded}, dict[int, list[Site]]()
        for programme, site in rows:
            found.setdefault(programme, []).append(sites[site])
        return found

    def _is(self, version: ProgrammeVersion, at: datetime, below: Sequence[Organisation]) -> Any:
        declared, heads = version.declared, {Subject.TEAM: {*OF_TEAMS}, Subject.GROUP: {"group_head"}}
        if declared.subject is Subject.ORGANISATION:
            theirs = [*self.organisations, *(below if declared.by_superiors else ())]
            return Site.organisation_id.in_([each.id for each in theirs])
        leads = heads.get(declared.subject, set()).intersection(declared.records)
        if not leads or not declared.is_quick or self.account_id is None:
            return None
        return related(declared, leads, self.account_id, version.programme.unit_id, at)


@kept_nouns
def _recorded_for(session: Session, account_id: int, unit_id: int, day: date) -> list[Organisation]:
    theirs = organisations(("unit",), account_id, unit_id, clock.end_of(day))
    return [*session.scalars(Organisation.of(unit_id).where(Organisation.id.in_(theirs)))]


class Place(NamedTuple):
    """Where a sender adds events and sites: in groups, in none; `outers`: what may contain them."""

    groups: Sequence[ResidentialGroup] = ()
    anywhere: bool = False
    outers: Sequence[Site] = ()


class Places:
    """Where a sender adds for some programmes. As many statements for many programmes as for one."""

    def __init__(
        self, session: Session, sender: EntrySender, at: datetime, versions: Sequence[ProgrammeVersion]
    ) -> None:
        self._session, self._account_id, self._at = session, sender.account_id, at
        self._around = outer_keys(each.programme for each in versions)

    def of(self, version: ProgrammeVersion, organisation: Organisation | None) -> Place:
        """Where it adds for an organisation, or (None) for its groups and the ward."""
        declared, unit_id = version.declared, version.programme.unit_id
        outers = self._outers(version, organisation) if declared.within else ()
        if organisation or (declared.subject is Subject.SITE and declared.every is None):
            return Place(outers=outers)  # in their groups people go on rounds
        theirs = Related.of(self._session, self._account_id or 0, unit_id, self._at)
        return Place(theirs.groups(declared.records), not theirs.nowhere.isdisjoint(declared.records), outers)

    def _outers(self, version: ProgrammeVersion, organisation: Organisation | None) -> Sequence[Site]:
        asked = self._session, version.programme, None
        if version.declared.subject is Subject.EVENT:
            since = clock.local(self._at).date() - LATELY
            every = containing(*asked, around=self._around)
            return [each for each in every if each.entry_day is None or each.entry_day >= since]
        return containing(*asked, organisation, self._around) if organisation else ()


def recorded_by(declared: Declaration, organisation: Organisation, below: Sequence[Organisation]) -> list[Organisation]:
    """The organisations for which one records: itself where the declaration lets it, and of those `below` it, where
    superiors record, whom the programme may ask."""
    own = [organisation] if lets_record(declared, organisation.kind) else []
    return [*own, *(each for each in below if declared.by_superiors and _may_be_asked(declared, each.kind))]


def _may_be_asked(declared: Declaration, kind: str) -> bool:
    return declared.subject is not Subject.ORGANISATION or bool(declared.among and kind in declared.among.kinds)


def lets_record(declared: Declaration, kind: str) -> bool:
    """Whether a declaration lets organisations of a kind record for themselves."""
    if not _may_be_asked(declared, kind):
        return False
    about_itself = declared.subject is Subject.ORGANISATION
    return not {"own_organisation" if about_itself else "unit", OF_KIND + kind}.isdisjoint(declared.records)
