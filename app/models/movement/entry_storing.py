"""Store entries with their answers, any number of them in three statements."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.movement.answer import Answer
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.rules import Answers
from app.models.storing import store_all


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
