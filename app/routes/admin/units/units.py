"""/quan-tri/don-vi: the unit as pages and papers name it: issuer, place, who signs, telephone; the head of its papers
as a picture on the screen, as it is being written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField, StringField
from wtforms.form import BaseForm
from wtforms.validators import ValidationError

from app.country import clock, formats, sentences
from app.country.names import clean
from app.models import AdministrativeUnit, Role
from app.models.people.administrative_unit import WARD_KINDS
from app.models.people.residential_group import GROUP_WORDS
from app.routes.admin.lookups import administered_unit, administered_units
from app.routes.trail import note_act
from app.web.access import requires
from app.web.database import immediate
from app.web.forms.fields import PhoneField
from app.web.forms.staff_fields import one_of
from app.web.forms.versioned import VersionedForm, merges_again
from app.web.responses import Answer, form_page, see_other

units = Blueprint("units", __name__)

# The level above (Luật Tổ chức chính quyền địa phương 72/2025/QH15, Điều 1).
PROVINCE_KINDS = ("tỉnh", "thành phố")


class LineField(StringField):
    """One line of text, cleaned; in capitals where papers write it so."""

    def __init__(self, label: str, *, required: bool = False, capitals: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        if required:
            self.flags.required = True
        self.capitals = capitals

    def pre_validate(self, form: BaseForm) -> None:
        """Clean the line, or say what is wrong."""
        line = clean(self.data or "")
        self.data = line.upper() if self.capitals else line
        if self.flags.required and not line:
            raise ValidationError(_("Dòng này chưa ghi gì."))
        if len(line) > LONGEST:
            raise ValidationError(_("Dòng này dài quá %(most)s chữ. Anh chị ghi gọn lại.", most=LONGEST))


class UnitForm(VersionedForm):
    """What pages and papers say of the unit."""

    kind = RadioField(_l("Loại đơn vị"), choices=[], validate_choice=False, validators=[one_of])
    name = LineField(_l("Tên đơn vị"), required=True)
    phone = PhoneField(_l("Điện thoại cho bà con hỏi"), staff=True)
    group_word = RadioField(
        _l("Bà con gọi cấp dưới phường là gì?"), choices=[], validate_choice=False, validators=[one_of]
    )
    paper_style = RadioField(_l("Thể thức giấy"), choices=[], validate_choice=False, validators=[one_of])
    issuer_parent = LineField(_l("Cơ quan cấp trên, nếu giấy có ghi"), capitals=True)
    issuer_name = LineField(_l("Cơ quan cấp giấy"), required=True, capitals=True)
    place_line = LineField(_l("Địa danh trên giấy"), required=True)
    report_formula = LineField(_l("Dòng đầu chỗ ký của báo cáo"), capitals=True)
    signer_formula = LineField(_l("Dòng trên chức vụ"), capitals=True)
    signer_capacity = LineField(_l("Chức vụ người ký"), required=True, capitals=True)
    signer_name = LineField(_l("Họ tên người ký"))

    def offer(self, unit: AdministrativeUnit) -> None:
        """Offer the kinds of the unit's level, and the words for its groups."""
        kinds = WARD_KINDS if unit.is_ward else PROVINCE_KINDS
        self.kind.choices = [(kind, sentences.begun(kind)) for kind in kinds]
        self.paper_style.choices = paper_style_choices()
        words = dict.fromkeys((*GROUP_WORDS, unit.group_word))
        self.group_word.choices = [(word, sentences.begun(word)) for word in words]

    @property
    def values(self) -> dict[str, str | None]:
        """What is said of the unit; only after validation."""
        lines = ("kind", "name", "group_word", "paper_style", "issuer_parent", "issuer_name", "place_line", *SIGNER)
        return {name: self[name].data for name in lines} | {"phone": self.phone.value}


@units.get("/quan-tri/don-vi")
@requires(Role.ADMINISTRATOR)
def index() -> Answer:
    """How papers are headed and signed, for each unit that one administers."""
    return render_template("admin/units/index.html", units=administered_units())


@units.get("/quan-tri/don-vi/<code>/dau-giay")
@requires(Role.ADMINISTRATOR)
def show(code: str) -> Answer:
    """The picture of a paper's head, as the fields stand."""
    administered_unit(code)
    return render_template("admin/units/_paper_head.html", head=PaperHead.typed())


@units.route("/quan-tri/don-vi/<code>", methods=["GET", "POST"])
@requires(Role.ADMINISTRATOR)
@merges_again
def edit(code: str) -> Answer:
    """Store it; 409 when somebody else changed it meanwhile, with theirs beside what was typed."""
    unit, form = administered_unit(code), UnitForm()
    form.offer(unit)
    form = form.merge(unit.version, lambda: _form_of(unit))
    if not form.validate_on_submit():
        return form_page("admin/units/edit.html", form, unit=unit, head=PaperHead.of(form))
    with immediate() as session:
        unit = administered_unit(code, locked=True)
        changed = unit.change(form.values, form.version.data or "")
        if changed:
            _note(session, unit, changed)
    flash(_("Đã lưu. Giấy làm từ bây giờ ghi như thế này; giấy đã cấp không đổi."))
    return see_other(url_for("admin.units.index"))


def _note(session: Session, unit: AdministrativeUnit, changed: Mapping[str, object]) -> None:
    note_act(session, "unit.changed", unit.id, ("unit", unit.code), dict(changed))


def _form_of(unit: AdministrativeUnit) -> UnitForm:
    form = UnitForm(formdata=None, obj=unit)
    form.phone.data = formats.phone(unit.phone) if unit.phone else ""
    form.offer(unit)
    return form


LONGEST = 120
SIGNER = ("report_formula", "signer_formula", "signer_capacity", "signer_name")
# Whose papers: Nghị định 30/2020/NĐ-CP for the state, Hướng dẫn 36-HD/VPTW for the party, the front's own.
PAPER_STYLES = {"state": _l("Cơ quan nhà nước"), "party": _l("Cơ quan Đảng"), "front": _l("Mặt trận, đoàn thể")}
_CAPITALS = ("issuer_parent", "issuer_name", "report_formula", "signer_formula", "signer_capacity")
_AS_WRITTEN = ("place_line", "signer_name")


def paper_style_choices() -> list[tuple[str, str]]:
    """The styles as a field offers them."""
    return [(key, str(words)) for key, words in PAPER_STYLES.items()]


@dataclass(frozen=True)
class PaperHead:
    """What the picture shows: whose papers, who issues them under whom, where, who signs; `today` is the date."""

    paper_style: str
    issuer_parent: str
    issuer_name: str
    place_line: str
    report_formula: str
    signer_formula: str
    signer_capacity: str
    signer_name: str
    today: date

    @classmethod
    def typed(cls) -> "PaperHead":
        """From what stands in a form's fields at this moment, in the address."""
        texts = {name: clean(request.args.get(name, ""))[:LONGEST] for name in (*_CAPITALS, *_AS_WRITTEN)}
        texts |= {name: texts[name].upper() for name in _CAPITALS}
        style = request.args.get("paper_style", "")
        return cls(paper_style=style if style in PAPER_STYLES else "state", today=clock.today(), **texts)

    @classmethod
    def of(cls, form: FlaskForm) -> "PaperHead":
        """From a form that has these fields."""
        texts = {name: form[name].data or "" for name in ("paper_style", *_CAPITALS, *_AS_WRITTEN)}
        return cls(today=clock.today(), **texts)
