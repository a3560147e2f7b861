"""The registration that stays: where marks go that a phone or an old page sends for one that was merged meanwhile."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.learning.registration import Registration


class Meant(NamedTuple):
    """The registration that a press goes to, by id; `meant_for_id` and `public_id` only if another was pressed: that
    one, and how pages name the one that stays."""

    registration_id: int
    meant_for_id: int | None = None
    public_id: str = ""


def staying(session: Session, ids: Collection[int]) -> dict[int, Meant]:
    """Where each of some registrations went, by its id, through any number of merges. One statement a merge."""
    went = {each: Meant(each) for each in ids}
    ahead = set(ids)
    while ahead:
        wanted = select(Registration.id, Registration.merged_into_id, Registration.public_id)
        rows = {row.id: row for row in session.execute(wanted.where(Registration.id.in_(ahead)))}
        ahead = set()
        for pressed, meant in went.items():
            if (row := rows.get(meant.registration_id)) is None:
                continue
            into = row.merged_into_id
            went[pressed] = Meant(into or row.id, pressed, row.public_id)
            ahead |= {into} if into is not None else set()
    return {pressed: meant if meant.registration_id != pressed else Meant(pressed) for pressed, meant in went.items()}


def merged_into(session: Session, registration_id: int) -> set[int]:
    """The ids of all registrations that were merged into one, and its own."""
    found, ahead = {registration_id}, {registration_id}
    while ahead:
        ahead = set(session.scalars(select(Registration.id).where(Registration.merged_into_id.in_(ahead))))
        found |= ahead
    return found
