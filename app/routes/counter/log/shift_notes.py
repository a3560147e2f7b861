"""/quay/ban-giao: what one shift leaves for the next at a desk, until somebody has read it."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.country import clock
from app.country.names import clean
from app.models import HelpDesk, ShiftNote
from app.models.helping.log.shift_note import LENGTH
from app.routes.counter.log.help_lookups import this_desk, unit_here
from app.routes.counter.lookups import HELPERS
from app.routes.trail import note_act
from app.web.access import current_account, current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, form_page, see_other

shift_notes = Blueprint("shift_notes", __name__)

# Where a note is read, and where its reader goes on.
BACK = ("/quay", "/quay/ban-giao")
# Of those that were read, the newest.
SHOWN = 10


def _lines(typed: str | None) -> str:
    """What was typed, each line clean, empty ones left out."""
    return "\n".join(filter(None, (clean(line) for line in (typed or "").splitlines())))


class NoteForm(FlaskForm):
    """The note; `key` makes a double tap one note."""

    text = TextAreaField(
        _l("Lời dặn người ngồi sau"),
        [
            DataRequired(_l("Anh chị ghi lời dặn trước khi để lại.")),
            Length(max=LENGTH, message=_l("Lời dặn dài quá 500 chữ. Anh chị ghi gọn lại.")),
        ],
        filters=[_lines],
    )
    key = HiddenField()


@shift_notes.route("/ban-giao", methods=["GET", "POST"])
@requires(*HELPERS)
def index() -> Answer:
    """What waits to be read at the desk, what was said before, and room for the next note. Sent twice, it is one."""
    form, desk = NoteForm(), this_desk()
    if desk is None:
        return form_page("counter/shift_notes/no_desk.html", form, tab="more")
    if not form.validate_on_submit():
        return form_page("counter/shift_notes/index.html", form, **_page(desk, form))
    with immediate() as session:
        desk = session.scalars(HelpDesk.locked(desk.id)).one()
        key = str(_key_of(form))
        note = ShiftNote.leave(session, desk, form.text.data or "", by=current_account(), uuid=key, now=clock.now())
        if note is not None:
            _note(session, "shift_note.left", desk)
    flash(_("Đã để lại lời dặn tại %(desk)s. Người ngồi sau thấy ngay khi mở trang ghi lượt.", desk=desk.name))
    return see_other(url_for("counter.shift_notes.index", quay=desk.key))


@shift_notes.post("/ban-giao/<uuid:uuid>/da-doc")
@requires(*HELPERS)
def update(uuid: UUID) -> Answer:
    """Somebody has read it: it goes from the pages of the desk and stays among those said before."""
    with immediate() as session:
        note = one_or_404(ShiftNote.called(str(uuid), {unit_here().id}))
        desk = session.scalars(HelpDesk.locked(note.desk_id)).one()
        session.refresh(note)
        if note.read(by=current_account(), now=clock.now()):
            _note(session, "shift_note.read", desk)
    flash(_("Đã ghi: anh chị đã đọc lời dặn."))
    back = request.form.get("ve", "")
    return see_other(back if back in BACK else url_for("counter.days.show"))


def _page(desk: HelpDesk, form: NoteForm) -> dict[str, object]:
    form.key.data = form.key.data or str(uuid4())
    me = current_visitor().account_id
    notes = list(db.session.scalars(ShiftNote.left_at(desk.id).limit(SHOWN)))
    return {
        "desk": desk,
        "desks": list(db.session.scalars(HelpDesk.open_in([desk.unit_id]))),
        "unread": list(db.session.scalars(ShiftNote.unread_at(desk.id, me))),
        "earlier": [note for note in notes if note.read_at is not None or note.by_id == me],
        "tab": "more",
    }


def _key_of(form: NoteForm) -> UUID:
    """The form's own key; a made-up one where somebody changed it to what is none."""
    try:
        return UUID(form.key.data or "")
    except ValueError:
        return uuid4()


def _note(session: Session, action: str, desk: HelpDesk) -> None:
    note_act(session, action, desk.unit_id, ("help_desk", desk.key))
