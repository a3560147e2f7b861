"""/van-phong/loi-nhan: a ward's wording for each moment, edited with a preview, put back to what stood at first."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from werkzeug.exceptions import NotFound
from wtforms import StringField, TextAreaField
from wtforms.validators import StopValidation

from app.country import clock, formats
from app.country.names import clean
from app.models import AdministrativeUnit, MessageText, Role
from app.routes.office.lookups import unit_called
from app.routes.trail import note_unit
from app.web.access import requires
from app.web.database import db, immediate
from app.web.forms.versioned import VersionedForm, merges_again
from app.web.responses import Answer, form_page, public_address, see_other
from app.web.words import messages
from app.web.words.messages import WORDINGS, Occasion

message_texts = Blueprint("message_texts", __name__)

# What the preview is filled in with.
SAMPLE = {
    "bac": "Bác Nguyễn Thị Hoa",
    "lop": "Dùng điện thoại thông minh",
    "buoi": "2",
    "lich": "19 giờ 30 đến 21 giờ, thứ Ba 24/11, 01/12 và 08/12/2026",
    "cho": "40",
    "thoi_gian": "19 giờ 30 thứ Năm 26/11/2026",
    "noi": "Nhà văn hóa Túc Duyên",
    "mang_theo": "điện thoại, kính lão",
    "ly_do": "hội trường mất điện",
    "han": "17 giờ 00 thứ Sáu 27/11/2026",
    "dai_su": "Ma Văn Quý",
}
ASKED = ("N. T. Hoa", "L. Đ. Thiệu")


class MessageTextForm(VersionedForm):
    """A wording. `occasion` says what it may and has to hold."""

    body = TextAreaField(_l("Lời nhắn"))

    def __init__(self, occasion: Occasion, **kwargs: Any) -> None:
        self.occasion = occasion
        super().__init__(**kwargs)

    def validate_body(self, field: StringField) -> None:
        """Refuse what is empty, too long, or names in braces what we do not know."""
        lines = [clean(line) for line in (field.data or "").splitlines()]
        field.data = "\n".join(lines).strip()
        if not field.data:
            raise StopValidation(_("Anh chị chưa ghi lời nhắn."))
        if len(field.data) > messages.LONGEST:
            raise StopValidation(
                _("Lời nhắn dài quá. Anh chị ghi gọn trong %(longest)s chữ.", longest=messages.LONGEST)
            )
        if unknown := messages.unknown_fields(field.data, self.occasion.fields):
            named = _in_braces(unknown)
            raise StopValidation(_("Máy không hiểu %(fields)s. Anh chị dùng những chữ trong danh sách.", fields=named))
        if lacking := messages.lacking_fields(field.data, self.occasion.needed):
            named = _in_braces(lacking)
            raise StopValidation(_("Lời nhắn phải có %(fields)s, không thì người nhận không bấm được.", fields=named))


def _in_braces(fields: Sequence[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in fields)


@message_texts.get("/loi-nhan")
@requires(Role.OFFICER)
def index() -> Answer:
    """All moments with the wording that stands."""
    unit = unit_called(request.args.get("don-vi"), Role.OFFICER)
    own = {text.moment: text for text in db.session.scalars(MessageText.of(unit.id))}
    return render_template("office/message_texts/index.html", unit=unit, own=own, occasions=WORDINGS)


@message_texts.route("/loi-nhan/<unit>/<moment>", methods=["GET", "POST"])
@requires(Role.OFFICER)
@merges_again
def edit(unit: str, moment: str) -> Answer:
    """The wording of a moment; kept, it is the ward's own. Texts on their way stay as they were."""
    here, key = unit_called(unit, Role.OFFICER), _moment(moment)
    stands = _form_of(here, key)
    form = MessageTextForm(WORDINGS[key]).merge(stands.version.data, lambda: stands)
    if not form.validate_on_submit():
        return form_page("office/message_texts/edit.html", form, **_shown(here, key, form))
    with immediate() as session:
        here = unit_called(unit, Role.OFFICER)
        MessageText.write(session, here.id, key, form.body.data or "", seen=form.version.data or "", now=clock.now())
        note_unit(session, "message_text.changed", here, {"kind": key})
    flash(_("Đã lưu lời nhắn."), "good")
    return see_other(_list_of(unit))


@message_texts.post("/loi-nhan/<unit>/<moment>/bo")
@requires(Role.OFFICER)
def destroy(unit: str, moment: str) -> Answer:
    """Go back to the wording that stood at first."""
    key = _moment(moment)
    with immediate() as session:
        here = unit_called(unit, Role.OFFICER)
        if text := session.scalars(MessageText.called(here.id, key).with_for_update()).first():
            session.delete(text)
            note_unit(session, "message_text.reset", here, {"kind": key})
    flash(_("Đã trở về lời nhắn có sẵn."), "good")
    return see_other(_list_of(unit))


def _list_of(unit: str) -> str:
    query: dict[str, Any] = {"don-vi": unit}
    return url_for("office.message_texts.index", **query)


def _moment(key: str) -> str:
    if key not in WORDINGS:
        raise NotFound
    return key


def _own(unit: AdministrativeUnit, key: str) -> MessageText | None:
    """The ward's own wording."""
    return db.session.scalars(MessageText.called(unit.id, key)).first()


def _form_of(unit: AdministrativeUnit, key: str) -> MessageTextForm:
    form, text = MessageTextForm(WORDINGS[key], formdata=None), _own(unit, key)
    form.body.data, form.version.data = text.body if text else str(WORDINGS[key].body), str(text.version if text else 0)
    return form


def _shown(unit: AdministrativeUnit, key: str, form: MessageTextForm) -> dict[str, Any]:
    """What the page needs: the preview is filled in with a sample and the ward's own telephone."""
    values = {
        **SAMPLE,
        "lien_ket": public_address("/v/7K3MQ9X27K3MQ9X2"),
        "danh_sach": "\n".join(messages.asked_line(name, "7K3MQ9X27K3MQ9X2") for name in ASKED),
        "dien_thoai": formats.phone(unit.phone) if unit.phone else "",
        "phuong": unit.title,
    }
    preview = messages.compose(form.body.data or "", values)
    return {
        "unit": unit,
        "text": _own(unit, key),
        "moment": key,
        "occasion": WORDINGS[key],
        "fields": WORDINGS[key].fields,
        "preview": preview,
    }
