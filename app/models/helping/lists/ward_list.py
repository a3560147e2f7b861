"""Lists that a ward keeps for the help log: topics, results, reasons, age bands, skills. An entry used once is retired,
never deleted; its key is what phones and old records call it by and never changes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from sqlalchemy import CheckConstraint, ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Keyed, known, partial_index
from app.models.helping.lists.definitions import ListStillNeeded, OrderedEntry

# What stands beside a name instead of a topic that tells of poverty or disability.
NEUTRAL_TOPIC = "Chế độ, chính sách"


class ListEntry(OrderedEntry, Keyed):
    """What every entry of a list has. `position` orders them; 0 first."""

    __abstract__ = True

    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    key: Mapped[str]
    label: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    retired_at: Mapped[datetime | None] = mapped_column(default=None)
    # Counts the changes: who edits an older one than stands is told so.
    version: Mapped[int] = mapped_column(default=1)

    @classmethod
    def of(cls, unit_id: int) -> Select[Self]:
        """All entries of a ward, retired ones too, in their order."""
        return select(cls).where(cls.unit_id == unit_id).order_by(cls.position, cls.id)

    @classmethod
    def by_id(cls, session: Session, ids: Collection[int | None]) -> dict[int, Self]:
        """The entries of some ids, of any ward: a record may refer to the list of a ward that was merged. One
        statement."""
        wanted = select(cls).where(cls.id.in_([each for each in ids if each is not None]))
        return {each.id: each for each in session.scalars(wanted)}

    @classmethod
    def offered(cls, unit_id: int) -> Select[Self]:
        """What a ward offers today, in its order."""
        return cls.of(unit_id).where(cls.retired_at.is_(None))

    @classmethod
    def called(cls, unit_id: int, keys: Sequence[str]) -> Select[Self]:
        """The entries of some keys, retired ones too: a phone may have saved an older page."""
        return cls.of(unit_id).where(cls.key.in_(keys))

    @classmethod
    def add(cls, session: Session, unit_id: int, *, label: str, **values: Any) -> Self:
        """One more entry, last on the list; its key is made from its label and never changes."""
        key, position = cls.enlist(session, unit_id, label)
        made = cls(unit_id=unit_id, key=key, label=label, position=position, **values)
        session.add(made)
        session.flush()
        return made


class HelpTopic(ListEntry):
    """What somebody came for, under the heading of its `field`; `steps` is what a kiosk shows, a line a step."""

    __tablename__ = "help_topic"
    __table_args__ = (UniqueConstraint("unit_id", "key"), CheckConstraint("label <> ''", name="has_label"))

    field: Mapped[str]
    steps: Mapped[str] = mapped_column(default="")
    bring: Mapped[str] = mapped_column(default="")
    # The page of the state's service, https only; "" where there is none.
    service_url: Mapped[str] = mapped_column(default="")
    # Whether three words must say what it was: "Việc khác".
    asks_words: Mapped[bool] = mapped_column(default=False)
    # Whether it tells of poverty or disability: then nobody is named beside it.
    sensitive: Mapped[bool] = mapped_column(default=False)

    @classmethod
    def open_ended(cls, unit_id: int) -> Select["HelpTopic"]:
        """What takes a help that is on no list ("Việc khác"), the ward's first; one is always offered."""
        return cls.offered(unit_id).where(cls.asks_words)

    @classmethod
    def anywhere(cls, unit_ids: Collection[int], key: str) -> Select["HelpTopic"]:
        """The topics of some wards that bear a key, retired ones too, the oldest ward first."""
        return select(cls).where(cls.unit_id.in_(unit_ids), cls.key == key).order_by(cls.unit_id)

    @property
    def named_label(self) -> str:
        """Its label wherever somebody's name stands beside it: neutral words for what tells too much."""
        return NEUTRAL_TOPIC if self.sensitive else self.label

    @property
    def step_lines(self) -> list[str]:
        """The steps one by one."""
        return [line for line in self.steps.splitlines() if line]

    def stands_with(self, other: Self) -> bool:
        """Topics are ordered under the heading of their field."""
        return self.field == other.field

    def check_spared(self, others: Sequence[Self]) -> None:
        """One topic takes what is on no list; it asks for three words.

        Raises:
            StillNeeded: it is that one.
        """
        super().check_spared(others)
        if self.asks_words and not any(other.asks_words for other in others):
            raise ListStillNeeded("words")


class Meaning(StrEnum):
    """What a result means, whatever a ward calls it: did it alone, together, done for them, not done, sent on."""

    ALONE = "did_alone"
    TOGETHER = "together"
    DONE_FOR = "done_for"
    UNFINISHED = "unfinished"
    REFERRED = "referred"


# Without these nothing could be said of whoever learnt it, or of whoever has to come again.
NEEDED = frozenset({Meaning.ALONE, Meaning.UNFINISHED})


class HelpResult(ListEntry):
    """How a help ended, in the ward's words; figures count its `meaning`."""

    __tablename__ = "help_result"
    __table_args__ = (
        UniqueConstraint("unit_id", "key"),
        CheckConstraint("label <> ''", name="has_label"),
        known("meaning", Meaning),
    )

    meaning: Mapped[str]

    def check_spared(self, others: Sequence[Self]) -> None:
        """What figures need stays sayable: that somebody did it alone, and that something was not finished.

        Raises:
            StillNeeded: it is the last of such a meaning.
        """
        super().check_spared(others)
        if self.meaning in NEEDED and not any(other.meaning == self.meaning for other in others):
            raise ListStillNeeded("meaning")


class HelpReason(ListEntry):
    """Why something was not finished."""

    __tablename__ = "help_reason"
    __table_args__ = (UniqueConstraint("unit_id", "key"), CheckConstraint("label <> ''", name="has_label"))


class AgeBand(ListEntry):
    """A band of ages, both ends included; no `oldest`: and above. They are changed all together (age_bands.py)."""

    __tablename__ = "age_band"
    __table_args__ = (
        UniqueConstraint("unit_id", "key"),
        CheckConstraint("label <> ''", name="has_label"),
        CheckConstraint("youngest >= 0", name="youngest_positive"),
        CheckConstraint("oldest IS NULL OR oldest >= youngest", name="ends_in_order"),
        # No two that are offered begin at one age; that none overlaps or is missing is seen to by `arrange`.
        partial_index("uq_age_band_offered", "unit_id", "youngest", where="retired_at IS NULL"),
    )

    youngest: Mapped[int]
    oldest: Mapped[int | None] = mapped_column(default=None)


class Skill(ListEntry):
    """Something that somebody can learn to do alone. Where it stands in the national frame of digital skills, as the
    ward writes it: the frame with its version ("757/QĐ-BKHCN"), the domain and the level there; "" where unsaid."""

    __tablename__ = "skill"
    __table_args__ = (UniqueConstraint("unit_id", "key"), CheckConstraint("label <> ''", name="has_label"))

    frame: Mapped[str] = mapped_column(default="")
    domain: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")


LISTS: tuple[type[ListEntry], ...] = (HelpTopic, HelpResult, HelpReason, AgeBand, Skill)
