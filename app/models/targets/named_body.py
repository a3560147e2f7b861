"""Bodies as plans name them ("Công an phường", "các tổ dân phố"), and which rows of the ward they are."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, Select, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.country import names
from app.models.base import Addressed, Keyed, known
from app.models.movement.organisation import Organisation
from app.models.movement.team import Team
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.changing import take_over
from app.models.people.residential_group import ResidentialGroup
from app.models.targets.matter import Matter
from app.models.targets.task_owner import BODIES, Owner

LEAD, COOPERATING = "lead", "cooperating"
ROLES = (LEAD, COOPERATING)
MATCHED, UNSURE, OUTSIDE = "matched", "unsure", "outside"
STATES = (MATCHED, UNSURE, OUTSIDE)
# Words that mean all rows of a kind: all groups, all teams, all organisations of a kind.
EVERY: Mapping[str, object] = {
    "": "",
    "residential_group": _l("tất cả tổ dân phố, thôn"),
    "team": _l("tất cả tổ, đội"),
    "school": _l("tất cả trường học"),
    "enterprise": _l("tất cả doanh nghiệp"),
    "party_cell": _l("tất cả chi bộ, đảng bộ"),
    "mass_organisation": _l("tất cả đoàn thể, hội"),
    "agency": _l("tất cả cơ quan, phòng, ban"),
}
COLUMNS: Mapping[str, str] = {kind: f"{kind}_id" for kind in BODIES}


def _count(columns: Iterable[str]) -> str:
    return " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in columns)


class NamedBody(Addressed):
    """Words of a ward's plans for who leads or co-operates, once each: `matched` to a row of the ward or to all of a
    kind (`every`), `unsure` until an officer says which, or `outside` the ward's lists. The plan's words stay."""

    __tablename__ = "named_body"
    __table_args__ = (
        UniqueConstraint("unit_id", "key"),
        CheckConstraint("words <> ''", name="has_words"),
        known("state", STATES),
        known("every", EVERY),
        CheckConstraint(
            f"(state = 'matched') = ({_count(COLUMNS.values())} + (CASE WHEN every = '' THEN 0 ELSE 1 END) = 1)",
            name="matched_to_one",
        ),
        CheckConstraint(f"state = 'matched' OR {_count(COLUMNS.values())} = 0", name="unmatched_to_none"),
        CheckConstraint("state = 'matched' OR every = ''", name="unmatched_to_no_kind"),
        *(Index(None, column) for column in COLUMNS.values()),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"), init=False)
    unit: Mapped[AdministrativeUnit] = relationship()
    key: Mapped[str]
    words: Mapped[str]
    state: Mapped[str] = mapped_column(default=UNSURE)
    every: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), init=False)
    residential_group_id: Mapped[int | None] = mapped_column(ForeignKey("residential_group.id"), init=False)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), init=False)
    organisation: Mapped[Organisation | None] = relationship(init=False, viewonly=True)
    residential_group: Mapped[ResidentialGroup | None] = relationship(init=False, viewonly=True)
    team: Mapped[Team | None] = relationship(init=False, viewonly=True)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def body(self) -> Owner | None:
        """The row that is meant; None for all of a kind, and while it is not known."""
        for kind, column in COLUMNS.items():
            if (key := getattr(self, column)) is not None:
                row = getattr(self, kind)
                return Owner.of(row) if row is not None and row.id == key else Owner(kind, key)
        return None

    @body.setter
    def body(self, body: Owner | None) -> None:
        for kind, column in COLUMNS.items():
            setattr(self, column, body.id if body and body.kind == kind else None)

    def choose(self, state: str, version: str, body: Owner | None = None, every: str = "") -> dict[str, object]:
        """Say what the words mean. Returns what changed.

        Raises:
            Overtaken: somebody else chose since.
        """
        return take_over(self, {"state": state, "every": every, "body": body}, version)

    @classmethod
    def in_units(cls, unit_ids: Collection[int]) -> Select["NamedBody"]:
        """Those of some wards, with the ward."""
        return select(cls).where(cls.unit_id.in_(unit_ids)).options(joinedload(cls.unit))

    @classmethod
    def of(cls, unit_id: int) -> Select["NamedBody"]:
        """Those of a ward with their rows, by words."""
        rows = (joinedload(getattr(cls, kind)) for kind in BODIES)
        return select(cls).where(cls.unit_id == unit_id).options(*rows).order_by(cls.key, cls.id)

    @classmethod
    def waiting(cls, unit_id: int) -> Select["NamedBody", int]:
        """The unsure ones of a ward that a task in use names, with the number of these tasks, most named first."""
        tasks = func.count(MatterBody.matter_id.distinct())
        wanted = select(cls, tasks).join(MatterBody, MatterBody.body_id == cls.id)
        wanted = wanted.join(Matter, Matter.id == MatterBody.matter_id)
        wanted = wanted.where(cls.unit_id == unit_id, cls.state == UNSURE, Matter.in_use())
        return wanted.group_by(cls.id).order_by(tasks.desc(), cls.key, cls.id)


class MatterBody(Keyed):
    """That a task names a body as leading or co-operating, in the order of its words."""

    __tablename__ = "matter_body"
    __table_args__ = (UniqueConstraint("matter_id", "role", "body_id"), known("role", ROLES), Index(None, "body_id"))

    matter_id: Mapped[int] = mapped_column(ForeignKey("matter.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("named_body.id"))
    role: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)


def words_of(text: str) -> dict[str, str]:
    """The bodies of a plan's column, parted by "; ": words by their key, in order."""
    parts = (names.clean(each) for each in text.split(";"))
    return {key: part for part in parts if (key := names.search_key(part))}


def led_by(slug: str) -> ColumnElement[bool]:
    """The condition of tasks that a body leads: the slug of a row of the ward, or of a `NamedBody` that is none."""
    kind, _dash, number = slug.rpartition("-")
    column = COLUMNS.get(kind, "id")
    named = select(MatterBody.matter_id).join(NamedBody, NamedBody.id == MatterBody.body_id)
    return Matter.id.in_(named.where(MatterBody.role == LEAD, getattr(NamedBody, column) == int(number)))


def leads_of(
    session: Session, matter_ids: Collection[int], roles: Collection[str] = (LEAD,)
) -> Mapping[int, Sequence[NamedBody]]:
    """The bodies that lead some tasks, by task; with another role those that co-operate follow. One statement."""
    rows = (joinedload(getattr(NamedBody, kind)) for kind in BODIES)
    wanted = select(MatterBody.matter_id, NamedBody).join(NamedBody, NamedBody.id == MatterBody.body_id)
    wanted = wanted.where(MatterBody.role.in_(roles), MatterBody.matter_id.in_(matter_ids)).options(*rows)
    found: dict[int, list[NamedBody]] = {}
    for matter_id, body in session.execute(wanted.order_by(MatterBody.role.desc(), MatterBody.position, MatterBody.id)):
        found.setdefault(matter_id, []).append(body)
    return found
