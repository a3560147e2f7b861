"""Sites that represent an organisation, a residential group or a team, so that programmes have entries of them.

They are made when a programme that is among them is put to use, or when one is added, and never by a phone, a form or
an import. Name, code, search key, group and retirement follow their noun (representing.py).
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache, wraps
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from app.country import clock
from app.models.movement.declaration import Among, Declaration, Subject
from app.models.movement.organisation import Organisation
from app.models.movement.programme_subject import ProgrammeSubject
from app.models.movement.site import Site, SiteKind
from app.models.movement.team import Team
from app.models.people.residential_group import ResidentialGroup

Noun = Organisation | ResidentialGroup | Team
Given = ParamSpec("Given")
Built = TypeVar("Built")


class RepresentingSite(Site):
    """A site that represents a row of another table. `OF` is its relationship to the row, `NOUN` the class of the row,
    `COPIED` the attributes of the row that it follows."""

    OF: ClassVar[str]
    NOUN: ClassVar[Any]
    COPIED: ClassVar[frozenset[str]]

    # Of no row. Without one a session would keep its rows apart from other sites, and read each again by its id.
    __mapper_args__ = {"polymorphic_identity": "represented"}  # noqa: RUF012

    @classmethod
    def made_for(cls, noun: Any) -> "RepresentingSite":
        """A new site for a row, not yet added to a session."""
        more: dict[str, Any] = {cls.OF: noun}
        made = cls(unit=noun.unit, **more)
        made.align()
        return made

    def change(self, values: Mapping[str, object], version: str) -> dict[str, object]:
        """Nothing: its row is written, and it follows."""
        return {}

    @classmethod
    def column(cls) -> Any:
        """The column with the id of the row."""
        return getattr(cls, f"{cls.OF}_id")

    @classmethod
    def of(cls, *ids: int) -> Select[Any]:
        """The sites of some rows, by id."""
        return select(cls).where(cls.column().in_(ids)).order_by(cls.id)

    @property
    def noun(self) -> Any:
        """The row that it represents."""
        return getattr(self, self.OF)

    @property
    def differences(self) -> dict[str, Any]:
        """The attributes that differ from those of its row, with the values of the row."""
        row = self.noun
        copied = {"name": row.name, "search_key": row.search_key, "code": getattr(row, "code", ""), **self._of_noun()}
        return {key: value for key, value in copied.items() if getattr(self, key) != value}

    def align(self) -> bool:
        """Copy what differs from its row; whether something did."""
        differs = self.differences
        for key, value in differs.items():
            setattr(self, key, value)
        return bool(differs)

    def _of_noun(self) -> dict[str, Any]:
        raise NotImplementedError


class OrganisationSite(RepresentingSite):
    """Represents an organisation."""

    OF, NOUN = "organisation", Organisation
    COPIED = frozenset(("name", "search_key", "code", "residential_group", "residential_group_id", "retired_on"))

    __mapper_args__ = {"polymorphic_identity": SiteKind.ORGANISATION.value}  # noqa: RUF012

    @classmethod
    def carry_on(cls, session: Session, gone: Organisation, into: Organisation, on: date) -> None:
        """Choose `into` where programmes chose `gone`, into which it was merged; what was decided of `into` stands."""
        both = {each.organisation_id: each for each in session.scalars(cls.of(gone.id, into.id))}
        if len(both) < 2:
            return
        chosen = (
            ProgrammeSubject.site_id == both[gone.id].id,
            ProgrammeSubject.included,
            ProgrammeSubject.until.is_(None),
        )
        rows = select(ProgrammeSubject).where(*chosen).order_by(ProgrammeSubject.programme_id)
        for each in session.scalars(rows).all():
            if ProgrammeSubject.current(session, each.programme_id, both[into.id].id) is None:
                ProgrammeSubject.decide(session, both[into.id], each.programme_id, included=True, on=on)

    def _of_noun(self) -> dict[str, Any]:
        return {"residential_group": self.noun.residential_group, "retired_on": self.noun.retired_on}


class GroupSite(RepresentingSite):
    """Represents a residential group; not in use after the last day of the group."""

    OF, NOUN = "residential_group", ResidentialGroup
    COPIED = frozenset(("name", "search_key", "code", "valid_to"))

    __mapper_args__ = {"polymorphic_identity": SiteKind.GROUP.value}  # noqa: RUF012

    def _of_noun(self) -> dict[str, Any]:
        last: date | None = self.noun.valid_to
        return {"retired_on": last + timedelta(days=1) if last else None}


class TeamSite(RepresentingSite):
    """Represents a team; in a group where the team serves only that."""

    OF, NOUN = "team", Team
    COPIED = frozenset(("name", "search_key", "groups", "dissolved_at"))

    __mapper_args__ = {"polymorphic_identity": SiteKind.TEAM.value}  # noqa: RUF012

    def _of_noun(self) -> dict[str, Any]:
        at, served = self.noun.dissolved_at, self.noun.groups
        group = served[0] if len(served) == 1 else None
        return {"residential_group": group, "retired_on": clock.local(at).date() if at else None}


REPRESENTING: dict[Subject, type[RepresentingSite]] = {
    Subject.ORGANISATION: OrganisationSite,
    Subject.GROUP: GroupSite,
    Subject.TEAM: TeamSite,
}


def kept_by_id(build: Callable[Concatenate[Any, Given], Built]) -> Callable[Concatenate[Any, Given], Built]:
    """A builder of what statements are made from, which depends on its arguments alone, the first of them the id of a
    programme: built once, and anew only where the id is an expression."""
    kept: Callable[..., Built] = lru_cache(256)(build)

    @wraps(build)
    def built(programme: Any, /, *args: Given.args, **kwargs: Given.kwargs) -> Built:
        return (kept if isinstance(programme, int) else build)(programme, *args, **kwargs)

    return built


@kept_by_id
def eligible(programme_id: int | ColumnElement[int], declared: Declaration) -> ColumnElement[bool]:
    """Condition for the sites of which a programme (its id, or an expression) may have entries: all houses, its own
    sites, or those that represent what it is among."""
    match declared.subject:
        case Subject.HOUSEHOLD:
            return Site.kind == SiteKind.HOUSEHOLD
        case Subject.SITE | Subject.EVENT:
            return Site.programme_id == programme_id
        case Subject.GROUP:
            return Site.kind == SiteKind.GROUP
    kind, kinds = REPRESENTING[declared.subject], (declared.among or Among()).kinds
    of_kind = select(kind.NOUN.id).where(kind.NOUN.kind.in_(kinds))
    return and_(Site.kind == kind.__mapper__.polymorphic_identity, kind.column().in_(of_kind))


@kept_by_id
def asked(
    programme_id: int | ColumnElement[int], declared: Declaration, day: date | None = None
) -> ColumnElement[bool]:
    """Condition for the eligible sites that the programme asks: without those left out, of chosen ones only these. By
    what was decided until a day, or by today's decisions."""
    if declared.subject not in REPRESENTING:
        return eligible(programme_id, declared)
    if declared.among and declared.among.chosen:
        return and_(eligible(programme_id, declared), ProgrammeSubject.chosen(programme_id, Site.id, day))
    return and_(eligible(programme_id, declared), ~ProgrammeSubject.left_out(programme_id, Site.id, day))


def begun_by(declared: Declaration, day: date) -> ColumnElement[bool]:
    """Condition for the sites whose subject was there by a day: an organisation, a group or a team by its own first
    day, since its site is made when a programme that asks it is put to use; others by when they were made."""
    kind = REPRESENTING.get(declared.subject)
    if kind is None:
        return Site.begun_by(day)
    return and_(kind.column().in_(select(kind.NOUN.id).where(kind.NOUN.begun_by(day))))
