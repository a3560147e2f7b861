"""entry_photo {entry: <uuid of the entry's operation>, key}, with a picture beside it: a photo that a programme asks
for, at a house or of an event. It is sent after its entry (`after` on the phone), and accepted while that entry counts
or waits to be confirmed.
"""

from flask_babel import gettext as _

from app.models import EntryPhoto, ProgrammeEntry, Role, Site
from app.models.movement.entry_photo import NotAsked
from app.models.people.role import WARD_ROLES
from app.outbox import photos
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind
from app.outbox.operations import Operation, OperationRefused
from app.web.photos import ENTRIES


class EntryPhotoKind(OperationKind):
    """A photo of an entry; only the account that recorded the entry may send one."""

    name = "entry_photo"
    photo_folder = f"photos/{ENTRIES}"
    works = frozenset[Role](WARD_ROLES)

    def do(self, desk: Desk, operation: Operation) -> str:
        """Store the row of the picture."""
        photo, session, key = photos.photo_of(operation), desk.session, operation.text("key")
        entry = session.scalars(ProgrammeEntry.sent_as(operation.text("entry").lower())).one_or_none()
        if entry is None or desk.account_id is None or entry.by_id != desk.account_id:
            raise OperationRefused(
                _("Phường chưa nhận lần ghi của ảnh này nên ảnh chưa nhận. Anh chị ghi lại rồi gửi lại ảnh.")
            )
        session.scalars(Site.locked(entry.site_id)).one()
        session.refresh(entry)
        if not (entry.counts or entry.takes_files):
            raise OperationRefused(_("Ở đây đã có lần ghi sau, nên ảnh của lần trước không nhận nữa."))
        try:
            EntryPhoto.check_asked(entry, key)
        except NotAsked as no:
            raise OperationRefused(_("Phong trào này không hỏi ảnh đó.")) from no
        EntryPhoto.put(
            session, entry, key, by_id=desk.account_id, now=desk.now, file=operation.file, sha256=photo.sha256
        )  # fmt: skip
        desk.count_in(entry.unit_id, self.name)
        return ""
