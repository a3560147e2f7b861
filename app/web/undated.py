"""The response when today's date is uncertain, so that no number of a year can be given."""

from flask import Flask, Response, request
from flask_babel import gettext as _

from app.country import formats
from app.models.mixins.dated import DayInDoubt
from app.web.errors import page, typed


def init_undated(app: Flask) -> None:
    """Register the handler."""
    app.register_error_handler(DayInDoubt, undated)


def undated(error: DayInDoubt) -> Response:
    """409: the machine's date jumped, so no number of a year is given; the page sends the form again."""
    text = _(
        "Ngày của máy nhảy từ %(last)s sang %(today)s, nên chưa cấp số. Nhờ người quản trị mở trang Quản trị, Ngày của "
        "máy: ngày đúng thì xác nhận ở đó, sai thì báo người giữ máy. Những gì anh chị ghi vẫn còn đây; xong thì bấm "
        "Gửi lại.",
        last=formats.date(error.last), today=formats.date(error.today),
    )  # fmt: skip
    kept = {"resend": request.full_path.rstrip("?"), "hidden": typed()} if request.method == "POST" else {}
    return page(409, _("Chưa cấp số"), text, **kept)
