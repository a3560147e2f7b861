"""/van-phong/dia-diem: where lessons are held: added, corrected, closed, opened again."""

from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import ValidationError

from app import clock
from app.access import requires
from app.database import db, immediate
from app.models import Place, Role
from app.models.people.changing import Overtaken
from app.models.people.place import NoMapLink, read_map_link
from app.responses import Answer, refuse, see_other
from app.routes.office.fields import LineField, NumberField
from app.routes.office.lookups import STAFF, unit_called, units
from app.routes.office.people_here import is_officer_of, note_about, place_here

places = Blueprint("places", __name__)

MOST_SEATS = 5_000
PLACE = "/dia-diem/<int:place>"


class PlaceForm(FlaskForm):
    """What is known of a place. `version` is that of the row that the form was filled from."""

    version = HiddenField()
    name = LineField(_l("Tên"), longest=120, required=True)
    quarter = LineField(_l("Khu"), longest=80)
    address = LineField(_l("Địa chỉ"), longest=200)
    map_url = LineField(_l("Đường dẫn bản đồ"), longest=500)
    seats = NumberField(_l("Số chỗ ngồi"), least=1, most=MOST_SEATS)
    wheelchair = BooleanField(_l("Xe lăn vào được"))

    def show(self, place: Place) -> None:
        """Fill the form from a place."""
        self.version.data = str(place.version)
        for name in ("name", "quarter", "address", "map_url", "wheelchair"):
            self[name].data = getattr(place, name)
        self.seats.show(place.seats)

    @property
    def said(self) -> dict[str, Any]:
        """What is said of the place; only after validation."""
        lines = {name: self[name].data for name in ("name", "quarter", "address", "map_url")}
        return lines | {"seats": self.seats.value, "wheelchair": bool(self.wheelchair.data)}

    def validate_map_url(self, field: LineField) -> None:
        """A link that a phone may follow, or a point."""
        try:
            field.data = read_map_link(field.data or "")
        except NoMapLink as refused:
            text = _("Anh chị dán đường dẫn bắt đầu bằng https://, hoặc ghi tọa độ như 21.594, 105.848.")
            raise ValidationError(text) from refused


@places.get("/dia-diem")
@requires(*STAFF)
def index() -> Answer:
    """The places of a unit, the closed ones last."""
    unit = unit_called(request.args.get("phuong"))
    there = db.session.scalars(Place.all_of(unit.id)).all()
    return render_template(
        "office/places/index.html",
        unit=unit,
        units=units(),
        places=[place for place in there if place.closed_on is None],
        closed=[place for place in there if place.closed_on is not None],
        officer=is_officer_of(unit.id),
    )


@places.get("/dia-diem/moi")
@requires(Role.OFFICER)
def new() -> Answer:
    """The form."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    return render_template("office/places/edit.html", form=PlaceForm(formdata=None), unit=unit, place=None)


@places.post("/dia-diem/moi")
@requires(Role.OFFICER)
def create() -> Answer:
    """Add a place."""
    unit, form = unit_called(request.args.get("phuong"), Role.OFFICER), PlaceForm()
    if not form.validate():
        return refuse("office/places/edit.html", form=form, unit=unit, place=None)
    with immediate() as session:
        unit = unit_called(unit.code, Role.OFFICER)
        made = Place(unit=unit, code=Place.fresh_code(session, unit.id), **form.said)
        session.add(made)
        session.flush()
        note_about(session, "place.added", made, {"name": made.name, "seats": made.seats})
    flash(_("Đã thêm %(name)s.", name=form.name.value))
    return see_other(url_for("office.places.index", phuong=unit.code))


@places.get(f"{PLACE}/sua")
@requires(Role.OFFICER)
def edit(place: int) -> Answer:
    """The form."""
    row, form = place_here(place, Role.OFFICER), PlaceForm(formdata=None)
    form.show(row)
    return render_template("office/places/edit.html", form=form, unit=row.unit, place=row)


@places.post(f"{PLACE}/sua")
@requires(Role.OFFICER)
def update(place: int) -> Answer:
    """Store it; 409 when somebody else changed it meanwhile, with theirs beside what was typed."""
    row, form = place_here(place, Role.OFFICER), PlaceForm()
    if not form.validate():
        return refuse("office/places/edit.html", form=form, unit=row.unit, place=row)
    try:
        with immediate() as session:
            row = place_here(place, Role.OFFICER)
            session.scalars(Place.locked(row.id)).one()
            if changed := row.change(form.said, form.version.data or ""):
                note_about(session, "place.changed", row, {name: str(value) for name, value in changed.items()})
    except Overtaken as overtaken:
        return _overtaken(place_here(place, Role.OFFICER), form, overtaken)
    flash(_("Đã lưu %(name)s.", name=form.name.value))
    return see_other(url_for("office.places.index", phuong=row.unit.code))


@places.post(f"{PLACE}/dong")
@requires(Role.OFFICER)
def destroy(place: int) -> Answer:
    """Take no new lessons there; those planned stay. With `mo-lai` it takes them again. Twice changes nothing."""
    with immediate() as session:
        row = place_here(place, Role.OFFICER)
        session.scalars(Place.locked(row.id)).one()
        if "mo-lai" in request.form:
            changed, action = row.reopen(), "place.reopened"
        else:
            changed, action = row.close(clock.today()), "place.closed"
        if changed:
            note_about(session, action, row, {"name": row.name})
        closed = row.closed_on is not None
    flash(
        _("%(name)s không nhận buổi học mới nữa.", name=row.name)
        if closed
        else _("%(name)s nhận buổi học trở lại.", name=row.name)
    )
    return see_other(url_for("office.places.index", phuong=row.unit.code))


def _overtaken(place: Place, form: PlaceForm, overtaken: Overtaken) -> Response:
    """Both versions; sent once more, what was typed replaces theirs."""
    stands = PlaceForm(formdata=None)
    stands.show(place)
    theirs = [(form[name].label.text, _in_words(stands[name].data)) for name in overtaken.wanted]
    form.version.data = str(place.version)
    return refuse("office/places/edit.html", status=409, form=form, unit=place.unit, place=place, theirs=theirs)


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return str(_("có") if value else _("không"))
    return str(value or _("chưa ghi"))
