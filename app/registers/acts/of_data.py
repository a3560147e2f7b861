"""Acts on personal data: looks at somebody, exports, erasures; counted (app/indicators/trail.py) and printed for who
answers for the data (Luật Bảo vệ dữ liệu cá nhân 2025)."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from app.registers.acts import ACTS

# A paper of the office's book names nobody whom the ward keeps.
LOOKED = tuple(act for act in ACTS if act.endswith("viewed") and act != "document.viewed")
EXPORTED = tuple(act for act in ACTS if act.endswith("exported"))
ERASED = ("person.erased",)


class ActKind(NamedTuple):
    """A kind of act: its words, and what the actions of it begin with (or are, where there is a dot)."""

    words: object
    actions: tuple[str, ...]


OF_DATA: Mapping[str, ActKind] = {
    "xem": ActKind(_l("Xem thông tin một người"), LOOKED),
    "xuat": ActKind(_l("Xuất dữ liệu"), EXPORTED),
    "xoa": ActKind(_l("Xóa tên một người"), ERASED),
}
