"""The register of plates of a programme: those it gave, and those of its houses that another ward gave before."""

from sqlalchemy import Select, select

from app.country import names
from app.models.movement.plate import Plate
from app.models.movement.programme import Programme
from app.models.movement.recognition import Recognition


def plates_in_book(programme_id: int, words: str = "") -> Select[Plate]:
    """The plates that a programme, or a copy merged into it, gave, and those of its houses, newest first; `words`
    filters by name, or by number as written."""
    copies = select(Programme.id).where(Programme.merged_into_id == programme_id)
    lists = select(Recognition.id).where(
        (Recognition.programme_id == programme_id) | Recognition.programme_id.in_(copies)
    )
    theirs = Plate.recognition_id.in_(lists) | (Plate.programme_id == programme_id)
    wanted = select(Plate).where(theirs, Plate.number.is_not(None)).order_by(Plate.id.desc())
    if not words:
        return wanted
    number = words.partition("/")[0]
    named = Plate.name_key.like(names.like_pattern(names.search_key(words)), escape="\\")
    return wanted.where(named | (Plate.number == int(number[:6])) if number.isdecimal() else named)
