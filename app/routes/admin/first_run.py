"""/quan-tri/bat-dau: an empty database gets its ward and its first administrator; afterwards there is no such page."""

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.exc import IntegrityError
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from app.country import clock, sentences
from app.country.names import sort_key
from app.data import first_run as beginning
from app.models import Account
from app.models.people.account import USERNAME, fold_username, hash_password
from app.models.people.administrative_unit import IN_THE_NAME_OF, WARD_KINDS
from app.models.people.communes import PROVINCES, Commune, communes, look_up
from app.routes.admin.units.units import PAPER_STYLES, SIGNER, LineField, PaperHead, paper_style_choices
from app.web.access import public
from app.web.database import db, immediate
from app.web.forms.fields import FullNameField, PhoneField
from app.web.kept_forms import SECRET, not_kept
from app.web.responses import Answer, page_or_fragment, refuse, settings
from app.web.sign_in import entry, welcome
from app.web.sign_in.limits import SETUP, TooMany
from app.web.sign_in.passwords import NewPasswordField, RepeatedPasswordField

first_run = Blueprint("first_run", __name__)

# The address of a unit that is not in the list.
ELSE = "khac"


class FirstRunForm(FlaskForm):
    """The ward, and who manages it first."""

    setup_code = StringField(_l("Mã cài đặt"))
    kind = RadioField(_l("Loại đơn vị"), choices=[], default=WARD_KINDS[0], validate_choice=False)
    name = LineField(_l("Tên phường, xã"), required=True)
    code = StringField(_l("Mã đơn vị"))
    province = SelectField(_l("Tỉnh, thành phố"), choices=[], validate_choice=False)
    phone = PhoneField(_l("Điện thoại cho bà con hỏi"), staff=True)
    paper_style = RadioField(_l("Thể thức giấy"), choices=[], default="state", validate_choice=False)
    issuer_parent = LineField(_l("Cơ quan cấp trên, nếu giấy có ghi"), capitals=True)
    issuer_name = LineField(_l("Cơ quan cấp giấy"), capitals=True)
    place_line = LineField(_l("Địa danh trên giấy"))
    report_formula = LineField(_l("Dòng đầu chỗ ký của báo cáo"), capitals=True, default=IN_THE_NAME_OF["state"][0])
    signer_formula = LineField(_l("Dòng trên chức vụ"), capitals=True)
    signer_capacity = LineField(_l("Chức vụ người ký"), capitals=True)
    signer_name = LineField(_l("Họ tên người ký"))
    full_name = FullNameField(_l("Họ và tên người quản trị"), staff=True)
    username = StringField(_l("Tên đăng nhập"))
    new_password = NewPasswordField(_l("Mật khẩu"))
    new_password_again = RepeatedPasswordField(_l("Gõ lại mật khẩu"))

    def begin(self, commune: Commune | None) -> None:
        """Fill in what is known of a unit that was found in the list."""
        if commune is None:
            return
        self.kind.data, self.name.data, self.code.data = commune.kind, commune.name, commune.code
        self.province.data = commune.province.code
        ward = beginning.new_ward(commune.code, commune.kind, commune.name, commune.province)
        self.issuer_name.data, self.place_line.data = ward.issuer_name, ward.place_line
        self.signer_capacity.data = "CHỦ TỊCH"

    @property
    def paper(self) -> dict[str, str]:
        """The head of papers, as far as it was filled in; only after validation."""
        lines = ("issuer_parent", "issuer_name", "place_line", *SIGNER)
        written = {name: str(self[name].data) for name in lines if self[name].data}
        style, formula = self.paper_style.data, self.report_formula.data or ""
        if formula in IN_THE_NAME_OF["state"]:  # what was offered before the style was chosen
            formula = IN_THE_NAME_OF[style][0]
        return written | {"paper_style": style, "report_formula": formula}

    def offer(self) -> None:
        """Offer the kinds, and the provinces by name; say whose the password is."""
        self.kind.choices = [(kind, sentences.begun(kind)) for kind in WARD_KINDS]
        self.paper_style.choices = paper_style_choices()
        by_name = sorted(PROVINCES.values(), key=lambda province: sort_key(province.name))
        self.province.choices = [("", str(_("Chọn tỉnh, thành phố")))] + [(p.code, p.name) for p in by_name]
        self.new_password.belongs_to(fold_username(self.username.data or ""), self.full_name.data or "")
        for field in (self.setup_code, self.code, self.province, self.username):
            field.flags.required = True

    def validate_kind(self, field: RadioField) -> None:
        """One of three."""
        if field.data not in WARD_KINDS:
            raise ValidationError(_("Anh chị chọn phường, xã hoặc đặc khu."))

    def validate_paper_style(self, field: RadioField) -> None:
        """One of three; none said is the state's."""
        field.data = field.data or "state"
        if field.data not in PAPER_STYLES:
            raise ValidationError(_("Anh chị chọn một thể thức giấy."))

    def validate_code(self, field: StringField) -> None:
        """Five digits."""
        field.data = (field.data or "").strip()
        if not (len(field.data) == 5 and field.data.isascii() and field.data.isdecimal()):
            raise ValidationError(_("Mã đơn vị gồm 5 chữ số, ví dụ 05443."))

    def validate_province(self, field: SelectField) -> None:
        """One of the list."""
        if field.data not in PROVINCES:
            raise ValidationError(_("Anh chị chọn tỉnh hoặc thành phố."))

    def validate_username(self, field: StringField) -> None:
        """Letters and digits."""
        field.data = fold_username(field.data or "")
        if not USERNAME.fullmatch(field.data):
            raise ValidationError(_("Tên đăng nhập gồm 3 đến 32 chữ không dấu và số, viết liền, ví dụ quantri."))


@first_run.get("/quan-tri/bat-dau")
@public
def new() -> Answer:
    """First the list in which one's unit is found (`?tim=`), then the form for it (`?don-vi=`, "khac" for a unit that
    came after our list); with FILES_URL the command that does it; a 404 once there is one.
    """
    _only_when_empty()
    if settings().files.url:  # a setup code is of one machine
        return render_template("admin/first_run/by_command.html")
    beginning.setup_code(settings())
    chosen = request.args.get("don-vi", "")
    if chosen not in communes() and chosen != ELSE:
        query = request.args.get("tim", "")
        return page_or_fragment(
            "admin/first_run/index.html", "admin/first_run/_found.html", query=query, found=look_up(query)
        )
    form = FirstRunForm(formdata=None)
    form.offer()
    form.begin(communes().get(chosen))
    return render_template("admin/first_run/new.html", **_shown(form))


@first_run.get("/quan-tri/bat-dau/dau-giay")
@public
def show() -> Answer:
    """The picture of a paper's head, as the fields stand."""
    _only_when_empty()
    return render_template("admin/units/_paper_head.html", head=PaperHead.typed())


@first_run.post("/quan-tri/bat-dau")
@not_kept(SECRET)
@public
def create() -> Answer:
    """Make the ward and its administrator, and let them in."""
    _only_when_empty()
    if settings().files.url:
        abort(404)
    form = FirstRunForm()
    form.offer()
    wrong_code = _wrong_code(form)
    if not form.validate() or wrong_code:
        form.setup_code.errors = [wrong_code] if wrong_code else []
        return refuse("admin/first_run/new.html", **_shown(form))
    administrator = _administrator(form, clock.now())
    ward = beginning.new_ward(form.code.data or "", form.kind.data, form.name.data or "", PROVINCES[form.province.data])
    ward.phone = form.phone.value
    for name, value in form.paper.items():
        setattr(ward, name, value)
    try:
        with immediate() as session:
            beginning.set_up(session, ward, administrator)
            entrance = entry.begin(session, administrator, administrator.created_at)
    except (beginning.AlreadySetUp, IntegrityError):  # another one was first, at this moment
        abort(404)
    beginning.forget_setup_code(settings())
    assert not isinstance(entrance, entry.Wrong)
    return welcome.go_on(entrance, "/quan-tri")


def _shown(form: FirstRunForm) -> dict[str, Any]:
    """What the form's page needs: the unit in words where it is one of the list, and the picture of a paper's head."""
    commune = communes().get(form.code.data or "")
    known = commune is not None and (form.kind.data, form.name.data) == (commune.kind, commune.name)
    return {"form": form, "commune": commune if known else None, "head": PaperHead.of(form)}


def _only_when_empty() -> None:
    if beginning.is_over(db.session()):
        abort(404)


def _wrong_code(form: FirstRunForm) -> str:
    """What is wrong with the setup code, "" for nothing; guesses are counted."""
    if not (form.setup_code.data or "").strip():
        return str(_("Anh chị chưa gõ mã cài đặt."))
    try:
        SETUP.check()
    except TooMany as refused:
        return str(_("Có nhiều lần gõ sai mã. Anh chị chờ %(seconds)s giây rồi thử lại.", seconds=refused.seconds))
    if beginning.is_setup_code(settings(), form.setup_code.data or ""):
        return ""
    with immediate() as session:
        SETUP.note_wrong(session)
    return str(_("Mã cài đặt chưa đúng. Anh chị xem lại ở cửa sổ đang chạy máy chủ."))


def _administrator(form: FirstRunForm, now: datetime) -> Account:
    return Account(
        username=form.username.data or "",
        full_name=form.full_name.value,
        password_hash=hash_password(form.new_password.value),
        created_at=now,
    )
