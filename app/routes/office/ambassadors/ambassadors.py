"""/van-phong/dai-su: the ward's Đại sứ số: found, read (which is noted), corrected;
how many each takes by the hand at least."""

from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import StopValidation

from app.country import clock
from app.country.names import clean
from app.models import AdministrativeUnit, Ambassador, AmbassadorOffer, ResidentialGroup, Role, Training
from app.models.helping.ambassadors.ambassador_results import results_of
from app.models.helping.ambassadors.thanks_letter import ThanksLetter
from app.models.people.sign_in import Invitation
from app.routes.office.ambassadors.ambassador_forms import TermsForm
from app.routes.office.ambassadors.ambassadors_here import ambassador_here, note_ambassador
from app.routes.office.ambassadors.ambassadors_list import ENDED, ambassadors_list
from app.routes.office.lookups import STAFF, unit_called, unit_list
from app.routes.office.people.people_here import is_officer_of
from app.routes.trail import note_unit
from app.web.access import requires
from app.web.database import db, immediate
from app.web.forms.staff_fields import LineField
from app.web.forms.versioned import VersionedForm, merges_again
from app.web.responses import Answer, form_page, see_other
from app.web.words.ambassadors import ORGANISATIONS, training_words

ambassadors = Blueprint("ambassadors", __name__)

ONE = "/dai-su/<uuid:ambassador>"


@ambassadors.get("/dai-su")
@requires(*STAFF)
def index() -> Answer:
    """Those of a unit who have what was typed (`?tim=`) and fit `?loc=`, `?to=`, `?don-vi=`, `?tap-huan=`, by `?sap=`,
    twenty-five a page. The same number of statements however many they are."""
    unit, session = unit_called(request.args.get("phuong")), db.session()
    rows = ambassadors_list(session, unit, ended=request.args.get("loc") == ENDED)
    offers, everybody = session.scalar(AmbassadorOffer.count_waiting([unit.id])), Ambassador.named([unit.id])
    return unit_list("office/ambassadors/index.html", "office.ambassadors.index", unit, rows, everybody, offers=offers)


@ambassadors.get(ONE)
@requires(*STAFF)
def show(ambassador: UUID) -> Answer:
    """All that is on file of one; that it was looked at is noted, each time."""
    with immediate() as session:
        note_ambassador(session, "ambassador.viewed", ambassador_here(ambassador))
    one, session = ambassador_here(ambassador), db.session()
    account = one.account
    return render_template(
        "office/ambassadors/show.html",
        one=one,
        person=one.person.standing,
        officer=is_officer_of(one.unit_id),
        results=results_of(session, [one])[one.id],
        target=one.unit.least_mentees,
        training_words=training_words,
        trained=one.training != Training.NONE,
        invitation=session.scalars(Invitation.open_of(account.id, clock.now()).limit(1)).first() if account else None,
        letters=session.scalars(ThanksLetter.of_ambassador(one.id)).all(),
        others=session.scalars(Ambassador.of_person(one.person_id).where(Ambassador.id != one.id)).all(),
    )


@ambassadors.route(f"{ONE}/sua", methods=["GET", "POST"])
@requires(Role.OFFICER)
@merges_again
def edit(ambassador: UUID) -> Answer:
    """Store it; 409 when somebody else changed the row meanwhile, with theirs beside what was typed."""
    one, form = ambassador_here(ambassador, Role.OFFICER), TermsForm()
    _offer(form, one)
    form = form.merge(one.version, lambda: _form_of(one))
    if not form.validate_on_submit():
        return form_page("office/ambassadors/edit.html", form, one=one, bodies=ORGANISATIONS)
    values = form.terms.columns
    with immediate() as session:
        row = session.scalars(Ambassador.locked(ambassador_here(ambassador, Role.OFFICER).id)).one()
        if changed := row.change(values, form.version.data or ""):
            note_ambassador(session, "ambassador.changed", row, {"fields": ",".join(sorted(changed))})
    flash(_("Đã lưu. Thẻ đã in vẫn ghi như lúc in; anh chị in lại nếu cần."))
    return see_other(url_for("office.ambassadors.show", ambassador=ambassador))


def _offer(form: TermsForm, one: Ambassador) -> None:
    """Offer the groups of today, and the one that they help in, be it ended."""
    groups = list(db.session.scalars(ResidentialGroup.of(one.unit_id)))
    if one.residential_group_id and one.residential_group_id not in {group.id for group in groups}:
        groups.extend(db.session.scalars(ResidentialGroup.with_unit(one.residential_group_id)))
    form.offer(groups, one.unit.kind)


def _form_of(one: Ambassador) -> TermsForm:
    form = TermsForm(formdata=None)
    _offer(form, one)
    form.show(one)
    return form


MOST = 50


class LeastForm(VersionedForm):
    """The number, empty where the plan names none, and which plan says so."""

    number = StringField(_l("Mỗi Đại sứ số kèm ít nhất mấy người"))
    source = LineField(_l("Kế hoạch nào nêu mức này"), longest=200)

    least: int | None = None

    def show(self, unit: AdministrativeUnit) -> "LeastForm":
        """Fill in what stands."""
        self.number.data = "" if unit.least_mentees is None else str(unit.least_mentees)
        self.source.data, self.version.data = unit.least_mentees_source, str(unit.version)
        return self

    def validate_number(self, field: StringField) -> None:
        """A number, or nothing."""
        field.data = clean(field.data or "")
        if field.data and not (field.data.isdecimal() and len(field.data) <= 3 and 1 <= int(field.data) <= MOST):
            raise StopValidation(_("Anh chị ghi một số từ %(least)s đến %(most)s, hoặc để trống.", least=1, most=MOST))
        self.least = int(field.data) if field.data else None

    def validate_source(self, field: LineField) -> None:
        """Whoever reads the number sees where it comes from."""
        if self.least is not None and not field.value:
            raise StopValidation(_("Anh chị ghi số kế hoạch và mục nêu mức này."))

    @property
    def values(self) -> dict[str, object]:
        """What was written, after validation."""
        source = self.source.value or str(_("Kế hoạch không nêu mức này"))
        return {"least_mentees": self.least, "least_mentees_source": source}


@ambassadors.route("/dai-su/it-nhat", methods=["GET", "POST"])
@requires(Role.OFFICER)
@merges_again
def edit_least() -> Answer:
    """The two lines; 409 when somebody else changed the unit meanwhile."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    form = LeastForm().merge(unit.version, lambda: LeastForm(formdata=None).show(unit))
    if not form.validate_on_submit():
        return form_page("office/ambassadors/least.html", form, unit=unit)
    with immediate() as session:
        here = session.scalars(AdministrativeUnit.locked(unit.id)).one()
        if changed := here.change(form.values, form.version.data or ""):
            note_unit(session, "unit.least_mentees_set", here, changed)
    flash(_("Đã lưu."), "good")
    return see_other(url_for("office.ambassadors.index", phuong=unit.code))
