"""Labels of places and outcomes of help, common to all wards."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.models import Meaning, PlaceKind

PLACES: Mapping[str, object] = {
    PlaceKind.COUNTER: _l("Tại quầy"),
    PlaceKind.KIOSK: _l("Tại bàn tự phục vụ"),
    PlaceKind.HOME: _l("Tại nhà"),
    PlaceKind.MARKET: _l("Ngoài chợ, lưu động"),
    PlaceKind.HALL: _l("Nhà văn hóa"),
    PlaceKind.PHONE: _l("Qua điện thoại"),
}
# How help beside a tablet or an AI Kiosk is counted; shown with either count.
KIOSK_COUNTED = _l(
    "Bà con tự dùng bàn tự phục vụ thì đếm riêng, không cộng vào lượt hỗ trợ. Có người đứng bên giúp và ghi sổ thì là "
    "một lượt hỗ trợ, nơi giúp là “Tại bàn tự phục vụ”."
)
MEANINGS: Mapping[str, object] = {
    Meaning.ALONE: _l("Tự làm được"),
    Meaning.TOGETHER: _l("Làm cùng"),
    Meaning.DONE_FOR: _l("Làm hộ"),
    Meaning.UNFINISHED: _l("Chưa xong"),
    Meaning.REFERRED: _l("Chuyển nơi khác"),
}


def place_words(kind: str) -> str:
    """Label of a place: "Tại quầy"."""
    return str(PLACES[PlaceKind(kind)])
