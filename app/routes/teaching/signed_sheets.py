"""Sign-in sheets: ordered here, drawn by the worker; /b/<code>, the target of a sheet's QR code; …/phieu-ky: a signed
one is keyed in by its own numbers; the names are shown before anything is stored."""

from dataclasses import dataclass, field

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField

from app.country import clock, codes
from app.jobs import orders
from app.models import Lesson, PrintedSheet
from app.models.learning.lesson_photo import TooManyPhotos
from app.models.learning.lesson_terms import LessonClosed
from app.models.learning.printed_sheet import Backwards, BeyondSheet, NotNumbers, SheetLine, read_numbers
from app.routes.jobs import TEACHING, answer_with
from app.routes.teaching.lookups import KEEPERS, LESSON, form_device, lesson_here, lesson_locked, note, result_address
from app.routes.teaching.marks import too_late
from app.routes.teaching.photos import SHEET, folder, keep_room, read_chosen, store, take_files
from app.routes.teaching.results import is_over_now
from app.web import photos as pictures
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.photos import UnusablePhoto
from app.web.responses import Answer, personal, see_other
from app.web.words.errors import too_many_photos

signed_sheets = Blueprint("signed_sheets", __name__)
sheets = Blueprint("sheets", __name__)
signed_sheets.url_value_preprocessor(take_files)

LONGEST = 1000


@dataclass
class Entry:
    """The entry from a sheet: which print, what was typed, the numbers that were tapped, the error."""

    sheet: PrintedSheet
    typed: str = ""
    tapped: set[int] = field(default_factory=set)
    trouble: str = ""

    def numbers(self) -> set[int]:
        """Typed and tapped numbers together; wrong typed ones are named in `trouble` and left out."""
        most = len(self.sheet.registration_ids)
        try:
            return self.tapped | set(read_numbers(self.typed, most))
        except NotNumbers as wrong:
            pieces = ", ".join(f"“{piece[:20]}”" for piece in wrong.pieces[:5])
            self.trouble = _("Chưa hiểu %(pieces)s. Anh chị ghi số, ví dụ 1–7, 9, 12–30.", pieces=pieces)
        except Backwards as wrong:
            self.trouble = _("“%(piece)s” ngược. Anh chị ghi số nhỏ trước, ví dụ 12–30.", piece=wrong.piece)
        except BeyondSheet as wrong:
            beyond = ", ".join(wrong.numbers[:5])
            self.trouble = _("Bản in này có %(most)s người, không có số %(beyond)s.", most=wrong.most, beyond=beyond)
        return set(self.tapped)


@signed_sheets.get(f"{LESSON}/phieu-ky")
@requires(*KEEPERS)
def new(code: str, number: int) -> Answer:
    """The sheet of the last print, or `?ban=` of an earlier one."""
    lesson = lesson_here(code, number)
    if is_over_now(lesson):
        return too_late(code, number)
    sheets = printed(lesson)
    if not sheets:
        return _show("teaching/signed_sheets/none.html", lesson, [], None)
    return _show("teaching/signed_sheets/new.html", lesson, sheets, Entry(_asked(sheets, request.args.get("ban", ""))))


@signed_sheets.post(f"{LESSON}/phieu-ky")
@requires(*KEEPERS)
def create(code: str, number: int) -> Answer:
    """Show whose numbers these are; once the names were seen, mark them present and store the picture of the sheet."""
    lesson = lesson_here(code, number)
    sheets = printed(lesson)
    if is_over_now(lesson) or not sheets:
        return too_late(code, number)
    entry = Entry(_asked(sheets, request.form.get("ban", "")), request.form.get("numbers", "")[:LONGEST], _tapped())
    signed = entry.numbers()
    if not entry.trouble and not signed:
        entry.trouble = _("Anh chị ghi số thứ tự của những người đã ký, hoặc chạm vào tên ở dưới.")
    if entry.trouble:
        return _show("teaching/signed_sheets/new.html", lesson, sheets, entry, 422)
    if "again" in request.form:
        return _show("teaching/signed_sheets/new.html", lesson, sheets, Entry(entry.sheet, tapped=signed))
    if "save" not in request.form:
        return _show("teaching/signed_sheets/preview.html", lesson, sheets, Entry(entry.sheet, tapped=signed))
    return _save(lesson, sheets, Entry(entry.sheet, tapped=signed))


def printed(lesson: Lesson) -> list[PrintedSheet]:
    """The different prints of a lesson's sheet, the newest first."""
    return list(db.session.scalars(PrintedSheet.of(lesson.id)))


def _asked(sheets: list[PrintedSheet], asked: str) -> PrintedSheet:
    return next((sheet for sheet in sheets if str(sheet.number) == asked), sheets[0])


def _tapped() -> set[int]:
    """The numbers of `line`: one for each ticked box, or all of those seen, separated by spaces."""
    pieces = " ".join(request.form.getlist("line")).split()
    return {int(piece) for piece in pieces if piece.isascii() and piece.isdigit() and len(piece) < 6}


def _save(lesson: Lesson, sheets: list[PrintedSheet], entry: Entry) -> Answer:
    code, number = lesson.course.code, lesson.number
    try:
        chosen = read_chosen(request.files.getlist("photos"))
        keep_room(lesson, len(chosen))
    except UnusablePhoto as refused:
        entry.trouble = refused.message
        return _show("teaching/signed_sheets/preview.html", lesson, sheets, entry, 422)
    files = [pictures.keep(folder(), photo) for photo in chosen]
    by_id, now, sheet_id = current_visitor().account_id, clock.now(), entry.sheet.id
    try:
        with immediate() as session:
            lesson = lesson_locked(session, code, number)
            sheet = session.get_one(PrintedSheet, sheet_id)
            marked, overtaken = sheet.key_in(session, lesson, entry.tapped, by_id=by_id, device=form_device(), now=now)
            if marked or overtaken:
                note(session, "attendance.keyed_in", lesson, people=len(marked) + len(overtaken), print=sheet.number)
            store(session, lesson, SHEET, list(zip(chosen, files, strict=True)))
    except LessonClosed:
        return too_late(code, number)
    except TooManyPhotos:  # others came meanwhile
        entry.trouble = too_many_photos()
        return _show("teaching/signed_sheets/preview.html", lesson_here(code, number), sheets, entry, 422)
    message = _("Đã ghi có mặt %(count)s người theo danh sách ký.", count=len(marked))
    if overtaken:
        names = ", ".join(line.registration.person.full_name for line in overtaken)
        message += " " + _("Máy khác ghi lại sau đó, nên theo máy kia: %(names)s.", names=names)
    flash(message)
    return see_other(result_address(lesson_here(code, number)))


def _show(page: str, lesson: Lesson, sheets: list[PrintedSheet], entry: Entry | None, status: int = 200) -> Answer:
    lines: list[SheetLine] = entry.sheet.lines(db.session()) if entry else []
    drawn = render_template(
        page,
        lesson=lesson,
        sheets=sheets,
        entry=entry,
        sheet=entry.sheet if entry else None,
        lines=lines,
        signed=[line for line in lines if entry and line.number in entry.tapped],
        count=len(entry.sheet.registration_ids) if entry else 0,
    )
    return personal(make_response(drawn, status))


AFTER = "sau"


class SheetForm(FlaskForm):
    """Which sheet: to be signed ("truoc"), or with the marks ("sau")."""

    which = HiddenField()


@sheets.get("/b/<code>")
@requires(*KEEPERS)
def show(code: str) -> Answer:
    """Redirect a sheet's QR code to the lesson in the sheet's own order, to key in who signed; once it is closed, to
    its result."""
    mine = Lesson.teachable_by(current_visitor().account_id, clock.today())
    lesson = one_or_404(mine.where(Lesson.code == codes.read_code(code)))
    if is_over_now(lesson):
        return see_other(result_address(lesson))
    return see_other(url_for("teaching.signed_sheets.new", code=lesson.course.code, number=lesson.number))


@sheets.post(f"{LESSON}/phieu", endpoint="create")
@requires(*KEEPERS)
def order(code: str, number: int) -> Answer:
    """Order a sheet: 303 to the PDF when it is there within two seconds, else to its progress."""
    marked = SheetForm().which.data == AFTER
    lesson_here(code, number)
    with immediate() as session:
        job = orders.sign_in_sheet(
            session, lesson_locked(session, code, number), marked=marked, by=current_visitor().account_id
        )
    return answer_with(job, TEACHING)
