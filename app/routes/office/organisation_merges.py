"""/van-phong/co-quan-don-vi/…/nhap: an organisation goes into another, with its people and ambassadors."""

from typing import Any

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import ValidationError

from app.country import clock
from app.models import Organisation, Role
from app.models.movement.merging import NoPlaceOfWork, merge
from app.models.people.residential_group import AlreadyEnded
from app.registers.definitions.organisations import ORGANISATIONS
from app.routes.registers.rows import note, row_here
from app.web.access import requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

organisation_merges = Blueprint("organisation_merges", __name__)

ADDRESS = "/co-quan-don-vi/<int:organisation>/nhap"


class MergeForm(FlaskForm):
    """Into which one it goes."""

    into = SelectField(_l("Nhập vào"), choices=[], validate_choice=False)

    def validate_into(self, field: SelectField) -> None:
        """One of those offered."""
        if not field.data or field.data not in {choice[0] for choice in field.iter_choices()}:
            raise ValidationError(_("Anh chị chọn cơ quan nhận về."))


@organisation_merges.get(ADDRESS)
@requires(Role.OFFICER)
def new(organisation: int) -> Answer:
    """The form."""
    return render_template("office/organisations/merge.html", **_context(organisation, MergeForm(formdata=None)))


@organisation_merges.post(ADDRESS)
@requires(Role.OFFICER)
def create(organisation: int) -> Answer:
    """Let it go into the other."""
    form = MergeForm()
    context = _context(organisation, form)
    if not form.validate():
        return refuse("office/organisations/merge.html", **context)
    row, into = context["row"], int(form.into.data)
    try:
        with immediate() as session:
            kept = {each.id: each for each in session.scalars(Organisation.locked(row.id, into))}
            detail = merge(session, kept[row.id], kept[into], clock.today())
            note(ORGANISATIONS, session, "merged", kept[row.id], detail)
    except NoPlaceOfWork:
        form.into.errors = [_("Nơi này không có người làm việc, học tập. Anh chị chọn cơ quan, trường, doanh nghiệp.")]
        return refuse("office/organisations/merge.html", **_context(organisation, form))
    except AlreadyEnded:
        flash(_("Một trong hai cơ quan vừa có người ghi là thôi dùng."), "warn")
        return see_other(url_for("office.organisations.index", phuong=row.unit.code))
    flash(_("%(name)s đã nhập vào %(into)s.", name=detail["name"], into=detail["into"]))
    return see_other(url_for("office.organisations.show", row=into))


def _context(organisation: int, form: MergeForm) -> dict[str, Any]:
    row: Any = row_here(ORGANISATIONS, organisation, ORGANISATIONS.may_edit)
    others = [each for each in db.session.scalars(Organisation.of(row.unit_id)) if each.id != row.id]
    form.into.choices = [("", _("Chọn cơ quan, đơn vị")), *((str(each.id), each.name) for each in others)]
    counts = ORGANISATIONS.counts(db.session(), row.unit_id, [row])[row.id]
    return {"form": form, "row": row, "counts": counts}
