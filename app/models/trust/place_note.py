"""Small notes of a place on PostgreSQL; on SQLite they are files in DATA_DIR (app/web/place_notes.py)."""

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, known

DAYS, LAST_NIGHT = "days", "last-night"
# Tables with this in their `info` say how a place runs, not what it holds: no backup has them and no restore.
OF_THE_PLACE = {"of_the_place": True}


class PlaceNote(Base):
    """The newest note of a name, in JSON."""

    __tablename__ = "place_note"
    __table_args__ = (known("name", (DAYS, LAST_NIGHT)), {"info": OF_THE_PLACE})

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]

    @classmethod
    def called(cls, name: str) -> Select[str]:
        """The note of a name; no row if there is none."""
        return select(cls.value).where(cls.name == name)

    @classmethod
    def replace(cls, session: Session, name: str, value: str) -> None:
        """Store a note in place of the former one."""
        session.merge(cls(name=name, value=value))
        session.flush()

    @classmethod
    def remove(cls, session: Session, name: str) -> None:
        """Delete a note, if there is one."""
        session.execute(delete(cls).where(cls.name == name))
