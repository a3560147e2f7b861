"""Messages for certificates whose paper size is too small for their content."""

from collections.abc import Mapping

from flask_babel import gettext as _

from app.web.responses import public_address

# Longest host (and path) that fits on a certificate with any letters (tests/documents); longer ones may still fit,
# which the preview shows.
LONGEST_ADDRESS: Mapping[str, int] = {"A4": 100, "A5": 60}


def way_out(size: str) -> str:
    """What to do for papers of a size, in one sentence."""
    if size == "A5":
        return str(_("Cán bộ sửa lớp sang khổ A4, rút gọn tên lớp, hoặc sửa tên in trên giấy rồi vẽ thử lại."))
    return str(_("Cán bộ rút gọn tên lớp, hoặc sửa tên in trên giấy rồi vẽ thử lại."))


def too_long_for() -> list[str]:
    """The certificate sizes that this server's address may not fit on."""
    place = public_address("").partition("://")[2]
    return [size for size, most in LONGEST_ADDRESS.items() if len(place) > most]


def size_hint() -> str:
    """A warning beside the choice of a size if this server's address is long, else ""."""
    sizes = too_long_for()
    if not sizes:
        return ""
    return str(
        _(
            "Địa chỉ của trang này dài, khổ %(sizes)s có thể không đủ chỗ in. Máy vẽ thử khi anh chị trình danh sách.",
            sizes=", ".join(sizes),
        )
    )
