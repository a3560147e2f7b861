"""Who is given what an entry asks for (`tasks_to`), and until when: as the entry itself says."""

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from app.entries.ward_lists import WardLists
from app.models import ProgrammeEntry
from app.models.movement.declaration import Declaration
from app.models.movement.question import REFERRING, Type
from app.models.targets.task_owner import Owner

_KINDS = {Type.ORGANISATION: "organisation", Type.GROUP: "residential_group"}


def named_owners(
    session: Session, entry: ProgrammeEntry, declared: Declaration, every: Collection[Owner]
) -> list[Owner]:
    """Those of some owners whom the entry names in the fields of `tasks_to`, in the order of these; one that was merged
    is the one into which it was. A statement a list."""
    asked = [declared.by_key[key] for key in declared.tasks_to if key in declared.by_key]
    lists, known = WardLists.of(session, entry.unit_id, asked), {(each.kind, each.id): each for each in every}
    found = dict[Owner, None]()
    for each in asked:
        answer, kind = lists.standing(each, entry.given.get(each.key)), _KINDS[REFERRING[each.type]]
        ids = answer if isinstance(answer, list) else [answer]
        found |= {known[kind, id_]: None for id_ in ids if (kind, id_) in known}
    return [*found]


def day_asked(entry: ProgrammeEntry, declared: Declaration, today: date) -> date | None:
    """The first day that the entry names and that is to come."""
    days = (entry.given.get(each.key) for each in declared.asked if each.type is Type.DATE)
    return next((day for text in days if text and (day := date.fromisoformat(str(text))) >= today), None)
