"""Files that no row names any more, until they are removed from the store."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Mapped, Session

from app.country import clock
from app.models.base import Keyed
from app.models.mixins.named_file import named

# Where a session holds the names that its write transaction noted.
NOTED = "files_to_remove"


class FileToRemove(Keyed):
    """One file, by its name in the store. `app.web.database.removing` removes it after the commit, and again each
    minute while the store does not answer; a name is written once, so no later file can bear it."""

    __tablename__ = "file_to_remove"

    name: Mapped[str]
    noted_at: Mapped[datetime]

    @classmethod
    def note(cls, session: Session, names: Iterable[str]) -> None:
        """Note files for removal, in the transaction that stops naming them. A file that a row still names is left
        out."""
        asked = set(names)
        if not asked:
            return
        session.flush()
        gone = sorted(asked - named(session, asked))
        session.add_all(cls(name=name, noted_at=clock.now()) for name in gone)
        session.info.setdefault(NOTED, []).extend(gone)
