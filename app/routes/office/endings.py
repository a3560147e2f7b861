"""/van-phong/co-quan-don-vi/…/nhap and /to-dan-pho/…/ket-thuc: an organisation or a residential group ends, or goes
into another with all that is theirs."""

from datetime import date
from typing import Any

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import SelectField
from wtforms.validators import ValidationError

from app.country import clock
from app.models import Organisation, Person, ResidentialGroup, Role
from app.models.movement.merging import NoPlaceOfWork, merge
from app.models.people import group_history
from app.models.people.residential_group import AlreadyEnded
from app.registers.definitions.organisations import ORGANISATIONS
from app.routes.office.people.people_here import group_here, note_about
from app.routes.registers.rows import note, row_here
from app.web.access import requires
from app.web.database import db, immediate
from app.web.forms.days import DayField
from app.web.forms.staff_fields import one_of
from app.web.responses import Answer, form_page, see_other

organisation_merges = Blueprint("organisation_merges", __name__)
residential_group_endings = Blueprint("residential_group_endings", __name__)

ADDRESS = "/co-quan-don-vi/<int:organisation>/nhap"


class MergeForm(FlaskForm):
    """Into which one it goes."""

    into = SelectField(_l("Nhập vào"), choices=[], validate_choice=False)

    def validate_into(self, field: SelectField) -> None:
        """One of those offered."""
        if not field.data or field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(_("Anh chị chọn cơ quan nhận về."))


@organisation_merges.route(ADDRESS, methods=["GET", "POST"])
@requires(Role.OFFICER)
def create(organisation: int) -> Answer:
    """Let it go into the other."""
    form = MergeForm()
    context = _context(organisation, form)
    if not form.validate_on_submit():
        return form_page("office/organisations/merge.html", **context)
    row, into = context["row"], int(form.into.data)
    try:
        with immediate() as session:
            kept = {each.id: each for each in session.scalars(Organisation.locked(row.id, into))}
            detail = merge(session, kept[row.id], kept[into], clock.today())
            note(ORGANISATIONS, session, "merged", kept[row.id], detail)
    except NoPlaceOfWork:
        form.into.errors = [_("Nơi này không có người làm việc, học tập. Anh chị chọn cơ quan, trường, doanh nghiệp.")]
        return form_page("office/organisations/merge.html", **_context(organisation, form))
    except AlreadyEnded:
        flash(_("Một trong hai cơ quan vừa có người ghi là thôi dùng."), "warn")
        return see_other(url_for("office.organisations.index", phuong=row.unit.code))
    flash(_("%(name)s đã nhập vào %(into)s.", name=detail["name"], into=detail["into"]))
    return see_other(url_for("office.organisations.show", row=into))


def _context(organisation: int, form: MergeForm) -> dict[str, Any]:
    row: Any = row_here(ORGANISATIONS, organisation, ORGANISATIONS.may_edit)
    others = [each for each in db.session.scalars(Organisation.of(row.unit_id)) if each.id != row.id]
    form.into.choices = [("", _("Chọn cơ quan, đơn vị")), *((str(each.id), each.name) for each in others)]
    counts = ORGANISATIONS.listing.counts(db.session(), row.unit_id, [row])[row.id]
    return {"form": form, "row": row, "counts": counts}


GROUP = "/to-dan-pho/<int:group>"


class EndForm(FlaskForm):
    """From when a group is no more, and into which one its people go."""

    on = DayField(_l("Ngày cuối cùng"), come=True, required=True)
    into = SelectField(_l("Nhập vào"), choices=[], validate_choice=False, default="", validators=[one_of])


@residential_group_endings.route(f"{GROUP}/ket-thuc", methods=["GET", "POST"])
@requires(Role.OFFICER)
def destroy(group: int) -> Answer:
    """End a group, or let it go into another: its people, the classes meant for it and who helps there go along."""
    row, form = group_here(group, Role.OFFICER), EndForm()
    shown = _ending(form, row)
    if not form.is_submitted():
        form.on.show(clock.today())
    if not form.validate_on_submit():
        return form_page("office/residential_groups/end.html", **shown)
    try:
        with immediate() as session:
            row = group_here(group, Role.OFFICER)
            into = next((one for one in _others(session, row) if one.code == form.into.data), None)
            session.scalars(ResidentialGroup.locked(row.id, *([into.id] if into else []))).all()
            _end(session, row, into, form.on.value or clock.today())
    except AlreadyEnded:
        flash(_("Tổ này, hoặc tổ nhận về, vừa có người ghi là đã thôi."), "warn")
        return see_other(url_for("office.residential_groups.index", phuong=row.unit.code))
    flash(
        _("%(group)s đã nhập vào %(into)s.", group=row.name, into=into.name)
        if into
        else _("Đã ghi %(group)s thôi.", group=row.name)
    )
    return see_other(url_for("office.residential_groups.index", phuong=row.unit.code))


def _end(session: Session, group: ResidentialGroup, into: ResidentialGroup | None, on: date) -> None:
    if into is not None:
        return note_about(session, "residential_group.merged", group, group_history.merge(session, group, into, on))
    group.end(on)
    return note_about(session, "residential_group.ended", group, {"name": group.name, "until": on.isoformat()})


def _others(session: Session, group: ResidentialGroup) -> list[ResidentialGroup]:
    return [one for one in session.scalars(ResidentialGroup.of(group.unit_id)) if one.id != group.id]


def _ending(form: EndForm, group: ResidentialGroup) -> dict[str, Any]:
    others = ((each.code, each.name) for each in _others(db.session(), group))
    form.into.choices = [("", _("Không nhập vào đâu")), *others]
    people = dict(db.session.execute(Person.counted_by_group(group.unit_id)).all())
    return {"form": form, "group": group, "people": people.get(group.id, 0)}
