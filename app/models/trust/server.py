"""What servers of a place on PostgreSQL share: their running processes (app/web/running.py), small notes."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Base, Keyed, known

# Small notes of a place on PostgreSQL; on SQLite they are files in DATA_DIR (app/web/place_notes.py).
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


# A process beats each minute; without a beat for so long it is silent, and after so long its row is deleted.
SILENT, FORGOTTEN = timedelta(minutes=3), timedelta(days=1)


class Process(StrEnum):
    """The web process, and the worker that draws papers."""

    WEB = "web"
    WORKER = "worker"


class Server(Keyed):
    """A process of a machine (`name`: its host name), from its start to its end. Moments are the database's;
    `clock_off`: by how many seconds the machine's clock is ahead of the database's; `proxied_at`: when it heard of a
    proxy that TRUSTED_PROXIES does not name."""

    __tablename__ = "server"
    __table_args__ = (known("process", Process), {"info": OF_THE_PLACE})

    name: Mapped[str]
    process: Mapped[str]
    release: Mapped[str]
    clock_off: Mapped[float]
    begun_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    proxied_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def listed(cls) -> Select[str, str, str, datetime, datetime, float, datetime | None, bool]:
        """name, process, release, begun_at, beat_at, clock_off, proxied_at, whether it is silent."""
        silent = cls.beat_at < func.now() - SILENT
        columns = cls.name, cls.process, cls.release, cls.begun_at, cls.beat_at, cls.clock_off, cls.proxied_at
        return select(*columns, silent).order_by(cls.name, cls.process, cls.begun_at)

    @classmethod
    def beat(cls, session: Session, server_id: int | None, row: dict[str, Any], *, clock_off: float) -> int:
        """Note that a process runs; returns its number. Without a number, or a row of it, one is made of `row`: name,
        process, release, proxied_at."""
        now: dict[str, Any] = {**row, "clock_off": clock_off, "beat_at": func.now()}
        found = session.scalar(update(cls).where(cls.id == server_id).values(now).returning(cls.id))
        return found or session.execute(insert(cls).values(**now, begun_at=func.now()).returning(cls.id)).scalar_one()

    @classmethod
    def end(cls, session: Session, server_id: int | None) -> None:
        """Delete a process's row."""
        session.execute(delete(cls).where(cls.id == server_id))

    @classmethod
    def forget_silent(cls, session: Session) -> None:
        """Delete the rows of processes without a beat for a day."""
        session.execute(delete(cls).where(cls.beat_at < func.now() - FORGOTTEN))
