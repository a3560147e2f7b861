"""The values that figures count: one row per value of each counted answer of a done, not withdrawn entry."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import ForeignKey, Index, Numeric, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Keyed
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.question import NUMBERS, REFERRING
from app.models.movement.rules import Answers
from app.models.storing import store_all

# The value of a criterion that is met and of a photo that exists.
MET = "yes"


class Answer(Keyed):
    """One value of a counted answer, or one criterion met, of an entry with outcome done that is not withdrawn (the
    current one or an older one)."""

    __tablename__ = "answer"
    __table_args__ = (
        Index(None, "programme_id", "key", "value", "entry_id"),
        Index(None, "entry_id", "key", "value"),
        Index(None, "site_id", "programme_id"),
        Index(None, "programme_id", "key", "refers_id"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("programme_entry.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("administrative_unit.id"))
    key: Mapped[str]
    value: Mapped[str]
    number: Mapped[Decimal | None] = mapped_column(Numeric(18, 2), default=None)
    # The organisation, group or course that is meant, by the type of the field; it follows merges.
    refers_id: Mapped[int | None] = mapped_column(default=None)
    day: Mapped[date]

    @classmethod
    def rows_of(
        cls,
        entry: "ProgrammeEntry",
        asked: "ProgrammeVersion",
        within: Answers = MappingProxyType({}),
        photos: Collection[str] = (),
    ) -> list["Answer"]:
        """The rows of an entry, by the programme version that it answers, of fields that only the version in use counts
        too; `within`: what stands of the sites within its site (parts.judged); `photos`: the keys of those that it
        has."""
        declared, given = asked.declared, entry.given
        counted = declared.counted_keys | (asked.programme.current or asked).declared.counted_keys
        asks = *declared.asked, *declared.retired_parts(given).values()
        rows = [
            (each.tally or each.key, value, Decimal(str(given[each.key])) if each.type in NUMBERS else None)
            for each in asks if (each.tally or each.key) in counted
            for value in each.values(given.get(each.key))
        ]  # fmt: skip
        rows += [(key, MET, None) for key in declared.met({**given, **within})]
        rows += [(each.key, MET, None) for each in declared.photos if each.key in counted and each.key in photos]
        of = {"entry_id": entry.id, "programme_id": entry.programme_id, "site_id": entry.site_id}
        refers = {each.key for each in declared.asked if each.type in REFERRING}
        return [
            cls(
                **of, unit_id=entry.unit_id, day=entry.day, key=key, value=value, number=number,
                refers_id=int(value) if key in refers else None,
            )
            for key, value, number in rows
        ]  # fmt: skip


def store_entries(
    session: Session,
    made: Sequence[ProgrammeEntry],
    asked: Mapping[int, ProgrammeVersion],
    within: Mapping[int, Answers],
) -> list[ProgrammeEntry]:
    """Store new entries, which no session has, with the rows of their answers; returns those of the session, in order.
    `asked`: the versions that they answer, by id; `within`: what stands of the sites within theirs, by id of the site
    (parts.judged)."""
    if not made:
        return []
    store_all(session, made)
    wanted = select(ProgrammeEntry, Programme.version).join(Programme, Programme.id == ProgrammeEntry.programme_id)
    found = dict[str, ProgrammeEntry]()
    for each, version in session.execute(wanted.where(ProgrammeEntry.uuid.in_([each.uuid for each in made]))):
        found[each.uuid] = each
        programme = asked[each.programme_version_id].programme
        if programme.version != version:  # put to use since it was read, while the row waited to be stored
            session.refresh(programme)
            session.refresh(programme, ["versions"])
    stored = [found[each.uuid] for each in made]
    answers = [
        row
        for each in stored if each.has_answers
        for row in Answer.rows_of(each, asked[each.programme_version_id], within.get(each.site_id, {}))
    ]  # fmt: skip
    store_all(session, answers)
    return stored
