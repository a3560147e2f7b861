"""…/anh: pictures of the board, the hall or the signed sheet, shown to the staff of the lesson only."""

from uuid import UUID

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from app.country import clock
from app.models import Lesson, LessonPhoto
from app.models.learning.lesson_photo import TooManyPhotos
from app.models.mixins.named_file import small_name
from app.routes.teaching.lookups import KEEPERS, LESSON, lesson_here, lesson_locked, note, result_address, saved_of
from app.web import photos as pictures
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.kept_forms import Mechanism, kept_by
from app.web.photos import Photo, UnusablePhoto
from app.web.responses import Answer, see_other, send_kept, settings
from app.web.storage import StoreFolder
from app.web.words.errors import too_many_photos

photos = Blueprint("photos", __name__)

PHOTO = f"{LESSON}/anh/<uuid:photo>"
BOARD, SHEET = LessonPhoto.KINDS
MOST_AT_ONCE = 6
MOST_BYTES = MOST_AT_ONCE * 12 * 1024 * 1024


@photos.url_value_preprocessor
def take_files(endpoint: str | None, values: dict[str, object] | None) -> None:
    """Allow these addresses more bytes than a form."""
    request.max_content_length = MOST_BYTES


@photos.route(f"{LESSON}/anh", methods=["GET", "POST"])
@kept_by(Mechanism.OUTBOX)
@requires(*KEEPERS)
def new(code: str, number: int) -> Answer:
    """The form, with the people who did not agree to be in pictures, and the pictures there are. All the chosen
    pictures are stored, or none with the reason."""
    lesson = lesson_here(code, number)
    if request.method != "POST":
        return _page(lesson)
    kind = SHEET if request.form.get("kind") == SHEET else BOARD
    try:
        chosen = read_chosen(request.files.getlist("photos"))
        if not chosen:
            raise UnusablePhoto(_("Anh chị chưa chọn ảnh nào."))
        keep_room(lesson, len(chosen))
    except UnusablePhoto as refused:
        return _page(lesson, refused.message, kind, 422)
    files = [pictures.keep(folder(), photo) for photo in chosen]
    try:
        with immediate() as session:
            store(session, lesson_locked(session, code, number), kind, list(zip(chosen, files, strict=True)))
    except TooManyPhotos:  # others came meanwhile
        return _page(lesson_here(code, number), too_many_photos(), kind, 422)
    flash(_("Đã lưu %(count)s ảnh.", count=len(chosen)))
    return see_other(result_address(lesson_here(code, number)) + "#anh")


@photos.get(f"{PHOTO}.jpg")
@requires(*KEEPERS)
def show(code: str, number: int, photo: UUID) -> Answer:
    """A picture, for whoever may open its lesson; `?nho` the small one for lists. A 404 once it was deleted."""
    row = one_or_404(LessonPhoto.named(lesson_here(code, number).id, str(photo)))
    name = small_name(row.file) if "nho" in request.args else row.file
    return send_kept(folder(), name, mimetype="image/jpeg")


@photos.post(f"{PHOTO}/bo")
@requires(*KEEPERS)
def destroy(code: str, number: int, photo: UUID) -> Answer:
    """Delete a picture, also from the disk; the trail keeps that it was there."""
    with immediate() as session:
        lesson = lesson_locked(session, code, number)
        row = one_or_404(LessonPhoto.named(lesson.id, str(photo)).with_for_update())
        row = session.merge(row, load=True)
        row.take_away(session, clock.now())
        note(session, "photo.removed", lesson, photo=row.public_id)
    flash(_("Đã bỏ ảnh."))
    return see_other(result_address(lesson_here(code, number)) + "#anh")


def folder() -> StoreFolder:
    return settings().photos


def read_chosen(files: list[FileStorage]) -> list[Photo]:
    """The pictures of a form, made ready to keep; an empty field is none.

    Raises:
        UnusablePhoto: one of them cannot be kept, named where there are several; or they are too many.
    """
    chosen = [file for file in files if file.filename]
    if len(chosen) > MOST_AT_ONCE:
        raise UnusablePhoto(_("Mỗi lần gửi nhiều nhất %(most)s ảnh. Anh chị gửi thành nhiều lần.", most=MOST_AT_ONCE))
    made = []
    for place, file in enumerate(chosen, 1):
        try:
            made.append(pictures.read(file.stream))
        except UnusablePhoto as refused:
            if len(chosen) == 1:
                raise
            raise UnusablePhoto(_("Ảnh thứ %(place)s: %(why)s", place=place, why=refused.message)) from refused
    return made


def keep_room(lesson: Lesson, more: int) -> None:
    """See that a lesson does not gather pictures without end.

    Raises:
        UnusablePhoto: it would hold too many.
    """
    try:
        LessonPhoto.check_room(db.session(), lesson.id, more)
    except TooManyPhotos as full:
        raise UnusablePhoto(too_many_photos()) from full


def store(session: Session, lesson: Lesson, kind: str, kept: list[tuple[Photo, str]]) -> None:
    """Write the rows of pictures whose files stand on the disk.

    Raises:
        TooManyPhotos: the lesson would hold too many.
    """
    now, by_id = clock.now(), current_visitor().account_id
    for photo, file in kept:
        LessonPhoto(
            lesson_id=lesson.id,
            kind=kind,
            file=file,
            sha256=photo.sha256,
            width=photo.width,
            height=photo.height,
            by_id=by_id,
            at=now,
        ).add_to(session)
    if kept:
        note(session, "photo.added", lesson, count=len(kept))


def _page(lesson: Lesson, trouble: str = "", kind: str = BOARD, status: int = 200) -> Answer:
    page = render_template(
        "teaching/photos/new.html",
        lesson=lesson,
        photos=db.session.scalars(LessonPhoto.of(lesson.id)).all(),
        not_agreed=db.session.scalars(LessonPhoto.not_agreed(lesson.course_id)).all(),
        trouble=trouble,
        kind=kind,
        back=result_address(lesson),
    )
    return saved_of(lesson, page, status)
