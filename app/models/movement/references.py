"""Answers that refer to an organisation, a residential group or a course: they follow merges."""

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, aliased

from app.models.movement.answer import Answer
from app.models.movement.programme import ProgrammeVersion
from app.models.movement.question import REFERRING, Type


def move_references(session: Session, unit_id: int, kind: Type, gone: int, into: int) -> None:
    """Let counted answers of a unit's programmes that name row `gone` of a kind name row `into`, each once. The stored
    answers stay; their readers follow the merge too."""
    versions = session.scalars(ProgrammeVersion.asked_in([unit_id]))
    keys = {
        (version.programme_id, each.key)
        for version in versions
        for each in version.declared.fields
        if REFERRING.get(each.type) is kind
    }
    for programme_id, key in sorted(keys):
        of = Answer.programme_id == programme_id, Answer.key == key, Answer.refers_id == gone
        other = aliased(Answer)
        both = select(other.id).where(other.entry_id == Answer.entry_id, other.key == key, other.refers_id == into)
        session.execute(delete(Answer).where(*of, both.exists()))
        session.execute(update(Answer).where(*of).values(refers_id=into, value=str(into)))
