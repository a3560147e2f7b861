"""Photos and files as answers: each is uploaded separately and belongs to an entry; no list, paper or export contains
one."""

import uuid
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, delete, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from app.models.base import Keyed, partial_index
from app.models.mixins.named_file import file_below, stored_names
from app.models.movement.answer import Answer
from app.models.movement.declaration import Outcome
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.question import FILED
from app.models.people.account import Account
from app.models.trust.file_to_remove import FileToRemove

# The folder of files below that of photos.
FILES = "files/"


class NotAsked(Exception):
    """The entry is withdrawn or not done, or its programme version does not ask for this photo or file."""


class EntryPhoto(Keyed):
    """The photo or file that answers `key` of an entry, at most one at a time; `file` lies under
    DATA_DIR/photos/entries, a file in FILES below it, where it stays as long as the programme's texts (`keep`). A row
    without a file waits for the upload: the photo was taken offline, and its photographer is asked for it. After
    removal the row stays; its file goes if no other entry uses it."""

    __tablename__ = "entry_photo"
    __table_args__ = (
        CheckConstraint("(file = '') = (sha256 = '')", name="whole"),
        partial_index("uq_entry_photo_standing", "entry_id", "key", where="removed_at IS NULL"),
        Index(None, "by_id"),
    )

    public_id: Mapped[str] = mapped_column(unique=True, init=False, default_factory=lambda: str(uuid.uuid4()))
    entry_id: Mapped[int] = mapped_column(ForeignKey("programme_entry.id"))
    entry: Mapped[ProgrammeEntry] = relationship(init=False, viewonly=True)
    key: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    by: Mapped[Account] = relationship(init=False, viewonly=True)
    at: Mapped[datetime]
    file: Mapped[str] = mapped_column(default="", info=file_below("photos/entries"))
    sha256: Mapped[str] = mapped_column(default="")
    removed_at: Mapped[datetime | None] = mapped_column(default=None)

    @classmethod
    def of(cls, entry_ids: Collection[int]) -> Select["EntryPhoto"]:
        """The photos of some entries that were not removed."""
        return select(cls).where(cls.entry_id.in_(entry_ids), cls.removed_at.is_(None)).order_by(cls.id)

    @classmethod
    def there(cls, site_id: int, programme_id: int) -> Select["EntryPhoto"]:
        """The photos with a file that were not removed, of a site and a programme."""
        entry = ProgrammeEntry.site_id == site_id, ProgrammeEntry.programme_id == programme_id
        wanted = select(cls).join(ProgrammeEntry, ProgrammeEntry.id == cls.entry_id).where(*entry)
        return wanted.where(cls.removed_at.is_(None), cls.file != "")

    @classmethod
    def named(cls, public_id: str, site_id: int, programme_id: int) -> Select["EntryPhoto"]:
        """One of these."""
        return cls.there(site_id, programme_id).where(cls.public_id == public_id)

    @classmethod
    def waiting(cls, programme_id: int, account_id: int) -> Select["EntryPhoto"]:
        """The photos that an account took offline and has not uploaded, of entries that count."""
        wanted = select(cls).join(ProgrammeEntry, ProgrammeEntry.id == cls.entry_id).where(
            ProgrammeEntry.programme_id == programme_id, ProgrammeEntry.counts, cls.by_id == account_id,
            cls.file == "", cls.removed_at.is_(None),
        )  # fmt: skip
        return wanted.options(joinedload(cls.entry).joinedload(ProgrammeEntry.site)).order_by(cls.id)

    @classmethod
    def of_latest(
        cls, site_ids: Collection[int], programme_id: int, period_key: date, organiser_key: int
    ) -> Select["EntryPhoto"]:
        """The photos and files, uploaded and not removed, of the newest entries of some sites."""
        wanted = select(cls).join(ProgrammeEntry, ProgrammeEntry.id == cls.entry_id).where(
            ProgrammeEntry.site_id.in_(site_ids), ProgrammeEntry.programme_id == programme_id, ProgrammeEntry.latest,
            ProgrammeEntry.period_key == period_key, ProgrammeEntry.organiser_key == organiser_key,
            cls.removed_at.is_(None), cls.file != "",
        )  # fmt: skip
        return wanted.options(joinedload(cls.entry)).order_by(cls.id)

    @classmethod
    def over(cls, before: datetime) -> Select["EntryPhoto"]:
        """The photos older than `before`, and removed ones and files, that are still on disk."""
        old = (cls.at < before) & cls.file.not_like(FILES + "%")
        return select(cls).where(old | cls.removed_at.is_not(None), cls.file != "")

    @classmethod
    def kept_longer(cls, programme_id: int, before: date) -> Select["EntryPhoto"]:
        """The files of a programme's entries older than `before` that were not removed."""
        wanted = select(cls).join(ProgrammeEntry, ProgrammeEntry.id == cls.entry_id)
        wanted = wanted.where(ProgrammeEntry.programme_id == programme_id, ProgrammeEntry.day < before)
        return wanted.where(cls.file.like(FILES + "%"), cls.removed_at.is_(None)).order_by(cls.id)

    @property
    def ending(self) -> str:
        """What kind of file it is: "pdf", "jpg", "docx", "xlsx"."""
        return self.file.rpartition(".")[2]

    @staticmethod
    def check_asked(entry: ProgrammeEntry, key: str) -> None:
        """Check that the entry's programme version asks for a photo or a file under `key`.

        Raises:
            NotAsked: it does not.
        """
        asked = {each.key for each in entry.asked_by.declared.fields if each.type in FILED}
        if key not in asked or entry.withdrawn_at is not None or entry.outcome != Outcome.DONE:
            raise NotAsked

    @classmethod
    def put(
        cls, session: Session, entry: ProgrammeEntry, key: str, *, by_id: int, now: datetime, file: str = "",
        sha256: str = "",
    ) -> "EntryPhoto":  # fmt: skip
        """Make this the photo of `key`, in place of the one before; the same picture again changes nothing. The caller
        has locked the row of the entry's site.

        Raises:
            NotAsked: nothing was written.
        """
        cls.check_asked(entry, key)
        there = session.scalars(cls.of([entry.id]).where(cls.key == key)).one_or_none()
        if there is not None and there.file and there.sha256 == sha256:
            FileToRemove.note(session, stored_names(cls.file, [file]))
            return there
        if there is not None and there.file:
            there.remove(session, now)
            there = None
        made = there or cls(entry_id=entry.id, key=key, by_id=by_id, at=now)
        made.by_id, made.at, made.file, made.sha256 = by_id, now, file, sha256
        session.add(made)
        made._count(session, entry)
        return made

    @classmethod
    def copy_to(cls, session: Session, before: Iterable["EntryPhoto"], entries: Iterable[ProgrammeEntry]) -> None:
        """Let photos and files of replaced entries answer those that replace them too, where these ask for them; each
        keeps who took it and when. The caller has locked the rows of the sites."""
        by_site = {each.site_id: each for each in entries}
        for each in before:
            with suppress(NotAsked):
                whose = by_site[each.entry.site_id]
                cls.put(session, whose, each.key, by_id=each.by_id, now=each.at, file=each.file, sha256=each.sha256)

    def remove(self, session: Session, now: datetime) -> None:
        """Take it away, and the same file as the same answer of other entries of its site: those that were corrected
        since. One that counts besides, as the confirmed one before what waits, keeps its own."""
        copies = self.there(self.entry.site_id, self.entry.programme_id).where(
            EntryPhoto.key == self.key, EntryPhoto.file == self.file, ~ProgrammeEntry.counts
        )
        for each in {self, *session.scalars(copies)}:
            each.take_away(session, now)

    def take_away(self, session: Session, now: datetime) -> None:
        """Take it away from this entry alone."""
        self.removed_at = now
        self._count(session, self.entry)
        FileToRemove.note(session, stored_names(EntryPhoto.file, [self.file]))

    def _count(self, session: Session, entry: ProgrammeEntry) -> None:
        """Write or delete the answer row of this photo, of copies of the entry too."""
        session.flush()
        session.refresh(entry, ["photos"])
        of = [entry, *(session.scalars(entry.copies) if entry.asked_by.declared.parts else ())]
        gone = Answer.entry_id.in_([each.id for each in of]), Answer.key == self.key
        session.execute(delete(Answer).where(*gone))
        photos = {each.key for each in entry.photos}
        rows = [row for each in of if each.has_answers for row in Answer.rows_of(each, entry.asked_by, photos=photos)]
        session.add_all(each for each in rows if each.key == self.key)
        session.flush()

    @classmethod
    def take_all_away(cls, session: Session, entry_ids: Collection[int], now: datetime) -> bool:
        """Remove the photos of some entries, of those too that they corrected; whether there were any."""
        gone = session.scalars(cls.of(entry_ids)).all()
        for each in gone:
            each.remove(session, now)
        return bool(gone)
