"""The component page: every piece of the look on one page, shown in debug only."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from app.web.access import public
from app.web.responses import Answer, refuse, see_other

room = Blueprint("debug", __name__)

# Everybody on this page is made up.
ROLL = (
    ("r1", "Lưu Thị Lan Anh", 1988, "present", "", "tự quét 10 giờ 31"),
    ("r2", "Phạm Ngọc Ánh", 1991, "late", "", ""),
    ("r3", "Dương Gia Bảo", 1953, "unmarked", "ngồi hàng đầu", ""),
    ("r4", "Nguyễn Văn Hùng", 1970, "excused", "", ""),
    ("r5", "Công Tằng Tôn Nữ Thị Huyền Trang Nguyễn Phúc", 1940, "absent", "", ""),
    ("r6", "H'Hen Niê", 1992, "unmarked", "", ""),
)
SATURDAY = date(2026, 11, 21)


class Specimen(FlaskForm):
    """One field of each kind."""

    full_name = StringField(_l("Họ và tên"), [InputRequired(_l("Bác chưa ghi họ và tên."))])
    birth_year = StringField(_l("Năm sinh"), [InputRequired(_l("Bác chưa ghi năm sinh."))])
    residential_group = SelectField(
        _l("Tổ dân phố"),
        [InputRequired(_l("Bác chọn tổ dân phố. Ở nơi khác, bác chọn “Nơi khác”."))],
        choices=lambda: [("", _l("Chọn tổ dân phố")), ("1", "Tổ dân phố Túc Duyên 1"), ("other", _l("Nơi khác"))],
    )
    phone = StringField(_l("Số điện thoại"))
    words = TextAreaField(_l("Ghi chú"))
    needs = SelectMultipleField(
        _l("Bác cần giúp gì thêm?"),
        choices=lambda: [
            ("front", _l("Ngồi hàng đầu cho dễ nhìn")),
            ("wheel", _l("Đi xe lăn")),
            ("hear", _l("Nghe kém, cần nói to")),
        ],
    )
    topic = RadioField(
        _l("Việc gì?"),
        choices=lambda: [
            ("vneid", "VNeID"),
            ("health", _l("Bảo hiểm y tế")),
            ("birth", _l("Khai sinh")),
            ("pay", _l("Trả tiền")),
        ],
        default="vneid",
    )
    level = RadioField(
        _l("Trong nhà có ai biết dùng dịch vụ số?"),
        choices=lambda: [("none", _l("Chưa ai biết")), ("some", _l("Có người biết"))],
        default="some",
    )
    age = RadioField(
        _l("Người được giúp"),
        choices=lambda: [("young", _l("Dưới 36")), ("middle", _l("36 đến 59")), ("old", _l("Từ 60"))],
        default="old",
    )
    consent_messages = BooleanField(_l("Nhắn cho tôi trước buổi học một ngày"))

    def validate_birth_year(self, field: StringField) -> None:
        """Four digits."""
        if len(field.data or "") in (1, 2, 3):
            raise ValidationError(_l("Năm sinh “54” thiếu hai số. Bác ghi đủ bốn số, ví dụ 1954."))


@room.get("/linh-kien")
@public
def index() -> Answer:
    """All components, the fields once as they are and once in error."""
    return render_template("debug/components.html", **_shown(Specimen(formdata=None)))


@room.post("/linh-kien")
@public
def create() -> Answer:
    """The form, sent: it comes back with what was typed and what is wrong, or thanks."""
    form = Specimen()
    if not form.validate():
        return refuse("debug/components.html", **_shown(form))
    return see_other(url_for("debug.index"))


@room.get("/linh-kien/mot-viec")
@public
def task() -> Answer:
    """A staff task: search on top, a roll, the one action under the thumb."""
    return render_template("debug/task.html", people=ROLL)


def _shown(form: Specimen) -> dict[str, Any]:
    wrong = Specimen(MultiDict({"sai-birth_year": "54", "sai-topic": "vneid"}), prefix="sai-", meta={"csrf": False})
    wrong.validate()
    return {"form": form, "sample": wrong, "saturday": SATURDAY}
