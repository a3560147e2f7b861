"""/van-phong/phong-trao/<id>/bien: the plates that a programme gave, those to be renewed first; /bien/<id>: one."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.widgets import TextArea

from app.country import clock, names
from app.country.periods import name_of
from app.jobs import recognition_orders
from app.models import Plate, PlateState, Programme, Recognition, Role
from app.models.mixins.issued import NotStanding
from app.models.movement.giving import PaperKind
from app.models.movement.plate_book import plates_in_book
from app.registers.programmes.words import GIVEN, GivenWords, given_words
from app.routes.issued_files import as_issued
from app.routes.office.approvals.deciding import ReasonField
from app.routes.office.lookups import STAFF, unit_ids
from app.routes.office.movement.programmes import entries_here
from app.routes.trail import note_act
from app.web.access import current_visitor, one_or_404, requires
from app.web.database import db, immediate
from app.web.responses import Answer, page_or_fragment, see_other
from app.web.sign_in.proof import fresh_proof

plates = Blueprint("plates", __name__)

PLATE = "/bien/<uuid:plate>"
SHOWN = 100


class RevokeForm(FlaskForm):
    """Why a plate stands no more."""

    why = ReasonField(_l("Vì sao thu hồi"), widget=TextArea())


@plates.get("/phong-trao/<int:programme>/bien")
@requires(*STAFF)
def index(programme: int) -> Answer:
    """What falls due within sixty days or ran out; then all, the newest first, found by name or number (`?tim=`)."""
    kept, query, day = entries_here(programme), request.args.get("tim", "").strip()[:200], clock.today()
    return render_template(
        "office/plates/index.html",
        programme=kept,
        words=_words(kept),
        unit=kept.unit,
        due=db.session.scalars(Plate.due_of(kept.id, day).limit(SHOWN)).all(),
        rows=db.session.scalars(plates_in_book(kept.id, query).limit(SHOWN)).all(),
        lists=db.session.scalars(Recognition.of(kept.id).limit(SHOWN)).all(),
        query=query,
        shown=SHOWN,
        today=day,
    )


@plates.get(PLATE)
@requires(*STAFF)
def show(plate: UUID) -> Answer:
    """One plate: what it says, until when, what became of it. htmx asks whether it is drawn while it is not."""
    return _page(plate_here(plate), RevokeForm(formdata=None))


@plates.get(f"{PLATE}/bien.pdf")
@requires(*STAFF)
def file(plate: UUID) -> Answer:
    """The plate as it was issued; that it was read is noted. A file whose bytes are others is never shown."""
    row = plate_here(plate)

    def note(act: str) -> None:
        with immediate():
            note_plate(row, act)

    text = _("Tệp của số %(number)s không còn nguyên như lúc cấp. Báo quản trị ngay.", number=row.register_number)
    called = str(GIVEN[PaperKind(row.kind)].name)
    name = f"{names.search_key(called).replace(' ', '-')}-{row.number or 0:03d}-{row.year}"
    return as_issued(row, name, (_("Không mở được %(paper)s này", paper=called), text), note)


@plates.post(f"{PLATE}/thu-hoi")
@requires(Role.LEADER)
@fresh_proof
def revoke(plate: UUID) -> Answer:
    """It stands no more; its number stays in the book."""
    row, form = plate_here(plate, Role.LEADER), RevokeForm()
    if not form.validate():
        return make_response(_page(row, form), 422)
    try:
        with immediate() as session:
            row = plate_here(plate, Role.LEADER)
            session.scalars(Plate.locked(row.id)).one()
            row.end_as(PlateState.REVOKED, form.why.value, now=clock.now())
            note_plate(row, "plate.revoked", reason=form.why.value)
    except NotStanding:
        flash(_("Số này đã thôi giá trị từ trước."), "warn")
        return see_other(url_for("office.plates.show", plate=plate))
    flash(_("Đã thu hồi. Số vẫn giữ trong sổ."), "good")
    return see_other(url_for("office.plates.show", plate=plate))


def plate_here(public_id: UUID, *roles: Role) -> Plate:
    """The plate of an address, for the ward that gave it and the one in which the house is; a 404 where one may not see
    it, or before it has a number."""
    wanted = Plate.numbered_in(unit_ids(*roles)).where(Plate.public_id == str(public_id))
    row: Plate = one_or_404(wanted)
    may = current_visitor().roles_in(row.unit_id) | current_visitor().roles_in(row.programme.unit_id)
    return row if row.programme.is_seen_by(may) else abort(404)


def note_plate(row: Plate, act: str, **detail: object) -> None:
    """Note what the visitor does to a plate, in the write transaction under way."""
    facts: dict[str, object] = {"programme": row.paper["programme"], "plate": row.register_number, **detail}
    theirs = row.unit_id if row.unit_id in unit_ids() else row.programme.unit_id
    note_act(db.session(), act, theirs, ("plate", row.public_id), facts)


def _words(programme: Programme) -> GivenWords:
    return given_words(programme.current.declared) if programme.current else GIVEN[PaperKind.PLATE]


def _page(row: Plate, form: RevokeForm) -> Response:
    leads = {row.unit_id, row.programme.unit_id} & set(unit_ids(Role.LEADER)) and row.is_valid
    job = None if row.file else recognition_orders.asked(db.session(), row.recognition, "plates")
    return page_or_fragment(
        "office/plates/show.html",
        "office/plates/_file.html",
        row=row,
        words=GIVEN[PaperKind(row.kind)],
        period=name_of(every, row.period) if (every := row.recognition.asked_by.declared.every) else "",
        paper=row.paper,
        form=form,
        revokes=leads,
        today=clock.today(),
        # Done without a file: it ended between the two looks, the next one finds the file.
        drawing=job is not None and not job.has_failed,
    )
