"""/dai-su: what a Đại sứ số does, and the form to volunteer; no account, no script. /dai-su/<token>, /t/<token> of a
team member: whether the card that somebody shows at the door is valid; what the card says, no more."""

import uuid
from datetime import date

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import HiddenField
from wtforms.validators import ValidationError

from app.country import clock, names
from app.models import AdministrativeUnit, Ambassador, AmbassadorOffer, Membership, ResidentialGroup
from app.registers.personal_data.emptying import NAMELESS
from app.routes.public.help.help_request_form import LineField, WordsField
from app.routes.public.homes import of_ward, ward_called, without_ward
from app.routes.public.lookups import keep_out_of_search
from app.web.access import public
from app.web.database import db, immediate
from app.web.errors import page
from app.web.forms import form_redisplay
from app.web.forms.fields import BirthYearField, FullNameField, GroupField, PhoneField
from app.web.heard import see_outcome
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer, personal
from app.web.sign_in.limits import OFFERS, TooMany, found_by_code
from app.web.words.ambassadors import ORGANISATIONS

ambassador_offers = Blueprint("ambassador_offers", __name__)
ambassador_cards = Blueprint("ambassador_cards", __name__)

PAGE = "public/ambassador_offers/new.html"
# Younger children help with their school; the ward does not send them to homes.
YOUNGEST = 16
_SUBMISSIONS = uuid.UUID("b0c5a4a3-1d7c-4a8a-8f6e-6a6f0a05d551")


class OfferForm(FlaskForm):
    """Somebody who volunteers; four fields are enough."""

    full_name = FullNameField()
    birth_year = BirthYearField()
    residential_group = GroupField()
    phone = PhoneField(required=True)
    organisation = LineField(_l("Bác sinh hoạt ở hội, đoàn nào?"), longest=120)
    words = WordsField(_l("Bác muốn nói thêm gì?"), longest=500)
    submission = HiddenField()

    def lay_out(self, ward: AdministrativeUnit) -> None:
        """Fill in the ward's groups, the organisations and the form's submission number."""
        groups = db.session.scalars(ResidentialGroup.of(ward.id)).all()
        self.residential_group.offer(groups, ward.group_word)
        self.submission.data = self.submission.data or str(uuid.uuid4())

    def validate_birth_year(self, field: BirthYearField) -> None:
        """Refuse whoever is too young to be sent to other people's homes."""
        today = clock.today()
        born = field.value.date or date(field.value.year, 1, 1)
        if today.year - born.year < YOUNGEST:
            message = _(
                "Đại sứ số từ %(age)s tuổi trở lên. Cháu tham gia cùng trường hoặc Đoàn Thanh niên nhé.", age=YOUNGEST
            )
            raise ValidationError(message)

    def offer(self, session: Session, ward_id: int) -> AmbassadorOffer:
        """The offer, not stored yet; only after validation."""
        group_id = self.residential_group.value
        key_parts = (str(ward_id), self.submission.data or "", names.identity_key(self.full_name.value))
        return AmbassadorOffer(
            submission=str(uuid.uuid5(_SUBMISSIONS, "\n".join(key_parts))),
            unit=session.get_one(AdministrativeUnit, ward_id),
            full_name=self.full_name.value,
            birth_year=self.birth_year.value.year,
            residential_group=session.get(ResidentialGroup, group_id) if group_id is not None else None,
            phone=self.phone.value or "",
            organisation=self.organisation.value,
            words=self.words.value,
            made_at=clock.now(),
        )


@ambassador_offers.get("/dai-su")
@public
def index() -> Answer:
    """The only ward's page; with several wards, the choice of the ward."""
    here = {"index": "public.ambassador_offers.index", "show": "public.ambassador_offers.new"}
    return without_ward(_new, page="public/ambassador_offers/index.html", **here)


@ambassador_offers.route("/dai-su/phuong/<unit_code>", methods=["GET", "POST"])
@dedupes_itself
@public
def new(unit_code: str) -> Answer:
    """Store an offer. 303 to the same page whether the offer is new or known; back to the form with what was typed
    after an error, and with 429 after too many offers from one network address."""
    if request.method != "POST":
        return of_ward(unit_code, "public.ambassador_offers.new", _new)
    ward, form = ward_called(unit_code), OfferForm()
    form.lay_out(ward)
    if not form.validate():
        return _again(form, ward)
    ward_id, code = ward.id, ward.code
    try:
        OFFERS.check()
    except TooMany as refused:
        return _too_often(form, ward, refused)
    with immediate() as session:
        if AmbassadorOffer.make(session, form.offer(session, ward_id)):
            OFFERS.note_wrong(session)
    return see_outcome(url_for("public.ambassador_offers.show", unit_code=code))


@ambassador_offers.get("/dai-su/phuong/<unit_code>/da-nhan")
@public
def show(unit_code: str) -> Answer:
    """What happens next; shows nothing of who offered, nor of who is on file."""
    return render_template("public/ambassador_offers/show.html", ward=ward_called(unit_code))


def _new(ward: AdministrativeUnit) -> Answer:
    form = OfferForm(form_redisplay.typed_before())
    form.lay_out(ward)
    return _page(form, ward)


def _page(form: OfferForm, ward: AdministrativeUnit) -> Response:
    return form_redisplay.page(PAGE, form, ward=ward, bodies=ORGANISATIONS)


def _too_often(form: OfferForm, ward: AdministrativeUnit, refused: TooMany) -> Response:
    """Refuse with what was typed kept, and with the telephone as the alternative."""
    message = _("Từ mạng này vừa có rất nhiều người đăng ký. Bác chờ vài phút rồi gửi lại, hoặc gọi phường.")
    form.form_errors.append(message)
    return _again(form, ward, 429, refused.seconds)


def _again(
    form: OfferForm, ward: AdministrativeUnit, status: int | None = None, retry_after: int | None = None
) -> Response:
    page = url_for("public.ambassador_offers.new", unit_code=ward.code, sua=1)
    errors = form.form_errors
    return form_redisplay.answer(page, lambda: _page(form, ward), errors=errors, status=status, retry_after=retry_after)


ambassador_cards.after_request(keep_out_of_search)


@ambassador_cards.get("/dai-su/<token>", endpoint="show")
@public
def card(token: str) -> Response:
    """Name, code, ward, group, organisation, and whether they are ambassador today; a 404 page for any other code."""
    return _card_page(found_by_code(Ambassador.holding(token).options(*Ambassador.loader_options())))


@ambassador_cards.get("/t/<token>")
@public
def member(token: str) -> Response:
    """Name, number, ward, team, groups, and whether they are a member today; no name of somebody who was erased."""
    return _card_page(found_by_code(Membership.holding(token)))


def _card_page(holder: Ambassador | Membership | None) -> Response:
    if holder is None:
        text = _("Thẻ thật luôn mở được trang này. Bác đừng đưa giấy tờ, điện thoại cho người cầm thẻ, và gọi phường.")
        return personal(page(404, _("Không có thẻ nào mang mã này"), text))
    today = clock.today()
    words, rows = _of_team(holder) if isinstance(holder, Membership) else _of_ambassador(holder)
    context = {
        "holder": holder, "words": words, "rows": rows, "serves": holder.serves(today),
        "ward": holder.team.unit if isinstance(holder, Membership) else holder.unit,
        "to_come": holder.since > today and holder.until is None,
    }  # fmt: skip
    return personal(make_response(render_template("public/ambassador_cards/show.html", **context)))


def _of_ambassador(ambassador: Ambassador) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """Whether they serve, will serve or served, in words; and the rows of the card."""
    group = ambassador.residential_group
    words = _("Đang làm Đại sứ số"), _("Chưa bắt đầu làm Đại sứ số"), _("Không còn là Đại sứ số")
    return words, [
        (_("Họ và tên"), ambassador.person.full_name),
        (_("Số thẻ"), ambassador.code),
        (_("Phường, xã"), ambassador.unit.title),
        (_("Nơi giúp"), group.name if group else ""),
        (_("Đơn vị"), ambassador.organisation),
    ]


def _of_team(member: Membership) -> tuple[tuple[str, ...], list[tuple[str, str]]]:
    """The same for a team member."""
    team, named = member.team, member.full_name != NAMELESS
    words = _("Đang là thành viên của tổ"), _("Chưa vào tổ"), _("Không còn là thành viên của tổ")
    return words, [
        (_("Họ và tên"), member.full_name if named else ""),
        (_("Số thẻ"), member.card_number),
        (_("Tổ, đội"), team.name),
        (_("Phường, xã"), team.unit.title),
        (_("Nơi giúp"), team.helps_in),
    ]
