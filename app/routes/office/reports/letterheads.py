"""/van-phong/bao-cao/dau-giay/<style>: under whose name the reports of a plan of another style go out, and who signs
them; asked for once, before the first of them is sent."""

from typing import Any

from flask import Blueprint, abort, flash, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from wtforms import RadioField

from app.models import AdministrativeUnit, Letterhead, Report, Role
from app.models.people.administrative_unit import IN_THE_NAME_OF
from app.models.people.letterhead import letterhead_of
from app.routes.office.lookups import unit_called
from app.routes.office.reports.pages import BODIES
from app.routes.trail import note_act
from app.web.access import requires
from app.web.database import db, immediate
from app.web.forms.staff_fields import LineField, one_of
from app.web.forms.versioned import VersionedForm, merges_again
from app.web.responses import Answer, form_page, see_other

letterheads = Blueprint("letterheads", __name__)

HERE, PAGE = "/bao-cao/dau-giay/<style>", "office/reports/letterhead.html"
LONGEST = 120


class LetterheadForm(VersionedForm):
    """The lines of the head and of the signature, in their order."""

    parent = LineField(_l("Cơ quan cấp trên, nếu giấy có ghi"), longest=LONGEST)
    name = LineField(_l("Cơ quan ban hành"), longest=LONGEST, required=True)
    in_the_name_of = RadioField(_l("Ký thay mặt"), choices=[], validate_choice=False, validators=[one_of])
    formula = LineField(_l("Dòng trên chức vụ"), longest=LONGEST)
    capacity = LineField(_l("Chức vụ người ký"), longest=LONGEST, required=True)
    signer_name = LineField(_l("Họ tên người ký"), longest=LONGEST, required=True)

    def offer(self, head: Letterhead) -> None:
        """In whose name papers of the style are signed; where there is one, it is not asked."""
        choices = IN_THE_NAME_OF[head.style]
        self.in_the_name_of.choices = [(each, each) for each in choices]
        if len(choices) == 1:
            self.in_the_name_of.data = choices[0]

    @property
    def values(self) -> dict[str, str]:
        """What is said, as papers write it; only after validation."""
        capitals = {name: str(self[name].data).upper() for name in ("parent", "name", "formula", "capacity")}
        return {**capitals, "in_the_name_of": self.in_the_name_of.data, "signer_name": self.signer_name.value}


@letterheads.route(HERE, methods=["GET", "POST"])
@requires(Role.OFFICER)
@merges_again
def edit(style: str) -> Answer:
    """What stands, or what the ward's name makes likely; 409 where somebody else stored another meanwhile, with theirs
    beside what was typed."""
    unit, form = unit_called(request.args.get("phuong"), Role.OFFICER), LetterheadForm()
    head = _head(unit, style)
    form.offer(head)
    form = form.merge(_version(head), lambda: _form_of(head))
    if not form.validate_on_submit():
        return form_page(PAGE, form, **_page(head))
    code, body = unit.code, str(BODIES[style])
    with immediate() as session:
        unit = session.scalars(AdministrativeUnit.locked(unit.id)).one()
        if changed := Letterhead.write(session, unit, style, form.values, form.version.data or ""):
            note_act(session, "unit.letterhead_written", unit.id, ("unit", unit.code), {"whose": body, **changed})
    flash(_("Đã lưu. Báo cáo làm từ bây giờ ghi như thế này; báo cáo đã ban hành không đổi."), "good")
    report = _asked_for(unit_called(code, Role.OFFICER))
    if report is None:
        return see_other(url_for("office.reports.index", phuong=code))
    return see_other(url_for("office.reports.show", report=report.public_id, _anchor="gui"))


def _head(unit: AdministrativeUnit, style: str) -> Letterhead:
    """Of a style that is not the ward's own, which its administrator writes; else a 404."""
    if style not in IN_THE_NAME_OF or style == unit.paper_style or not unit.is_ward:
        abort(404)
    return letterhead_of(unit, style)


def _version(head: Letterhead) -> str:
    return str(head.version) if head.is_stored else ""


def _form_of(head: Letterhead) -> LetterheadForm:
    form = LetterheadForm(formdata=None, obj=head)
    form.offer(head)
    form.version.data = _version(head)
    return form


def _page(head: Letterhead) -> dict[str, Any]:
    report = _asked_for(head.unit)
    asked: dict[str, Any] = {"phuong": head.unit.code, **({"bao-cao": report.public_id} if report else {})}
    there = url_for("office.letterheads.edit", style=head.style, **asked)
    return {"unit": head.unit, "head": head, "body": BODIES[head.style], "report": report, "there": there}


def _asked_for(unit: AdministrativeUnit) -> Report | None:
    """The report that waits for it (`?bao-cao=`)."""
    return db.session.scalars(Report.called(request.args.get("bao-cao", ""), [unit.id])).one_or_none()
