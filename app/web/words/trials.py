"""What to do where certificates cannot be drawn."""

from collections.abc import Mapping

from flask_babel import gettext as _

from app.web.responses import public_address

# Letters of a host (and path) that certificates take with any letters a host is made of (tests/documents); longer ones
# may still fit, which the trial drawing tells.
LONGEST_ADDRESS: Mapping[str, int] = {"A4": 100, "A5": 60}


def way_out(size: str) -> str:
    """The ways out for papers of a size, in one sentence."""
    if size == "A5":
        return str(_("Cán bộ sửa lớp sang khổ A4, rút gọn tên lớp, hoặc sửa tên in trên giấy rồi vẽ thử lại."))
    return str(_("Cán bộ rút gọn tên lớp, hoặc sửa tên in trên giấy rồi vẽ thử lại."))


def too_long_for() -> list[str]:
    """The sizes of certificate that may not hold the address of this place."""
    place = public_address("").partition("://")[2]
    return [size for size, most in LONGEST_ADDRESS.items() if len(place) > most]


def size_hint() -> str:
    """A word of warning beside the choice of a size, where the address of this place is long; "" elsewhere."""
    sizes = too_long_for()
    if not sizes:
        return ""
    return str(
        _(
            "Địa chỉ của trang này dài, khổ %(sizes)s có thể không đủ chỗ in. Máy vẽ thử khi anh chị trình danh sách.",
            sizes=", ".join(sizes),
        )
    )
