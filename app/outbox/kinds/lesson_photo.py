"""lesson_photo {lesson, of: "board" | "sheet"}, with a picture beside it: one of the lesson's photos.

The rules are those of the form on …/anh. Its public id is the operation's uuid, so a repeated call stores it once.
"""

from flask_babel import gettext as _

from app.models import LessonPhoto
from app.models.learning.lesson_photo import TooManyPhotos
from app.outbox import photos
from app.outbox.desk import Desk
from app.outbox.kind import OperationKind
from app.outbox.operations import Operation, OperationRefused
from app.web.words.errors import too_many_photos


class LessonPhotoKind(OperationKind):
    """A picture of the board or the hall, or of the signed sheet."""

    name = "lesson_photo"
    photo_folder = "photos"

    def do(self, desk: Desk, operation: Operation) -> str:
        """Store the row of the picture."""
        lesson, photo, kind = desk.lesson(operation), photos.photo_of(operation), operation.text("of")
        if kind not in LessonPhoto.KINDS:
            raise OperationRefused(_("Việc này không đủ nội dung."))
        try:
            LessonPhoto.check_room(desk.session, lesson.id)
            LessonPhoto(
                public_id=operation.uuid,
                lesson_id=lesson.id,
                kind=kind,
                file=operation.file,
                sha256=photo.sha256,
                width=photo.width,
                height=photo.height,
                by_id=desk.account_id,
                at=operation.judged_at(desk.now),
            ).add_to(desk.session)
        except TooManyPhotos as full:
            raise OperationRefused(too_many_photos()) from full
        desk.count(self.name, lesson)
        return ""
