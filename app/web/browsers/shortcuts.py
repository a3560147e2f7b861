"""What the icon of the installed app offers when it is held down. Android shows three or four, so they are by role."""

from collections.abc import Collection
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from app.models import Role


class Shortcut(NamedTuple):
    """Whose it is, where it leads (never a redirect, which a phone cannot keep), its words, the same short, its picture
    `shortcut-<icon>.png`."""

    roles: tuple[Role, ...]
    address: str
    words: object
    short: object
    icon: str


# In their order; a head of a group is on the phone most, so theirs stand first.
SHORTCUTS = (
    Shortcut((Role.GROUP_HEAD,), "/quay/nha-tiep-theo", _l("Nhà tiếp theo"), _l("Nhà tiếp"), "house"),
    Shortcut((Role.GROUP_HEAD,), "/quay/dang-ky-ho", _l("Ghi tên bà con"), _l("Ghi tên"), "register"),
    Shortcut((Role.INSTRUCTOR, Role.OFFICER), "/giang-vien", _l("Buổi dạy của tôi"), _l("Buổi dạy"), "lessons"),
    Shortcut((Role.COUNTER, Role.AMBASSADOR, Role.OFFICER), "/quay", _l("Việc tại quầy"), _l("Tại quầy"), "counter"),
    Shortcut((Role.INSTRUCTOR, Role.OFFICER), "/giang-vien/quet", _l("Quét phiếu đi học"), _l("Quét phiếu"), "scan"),
)
# Whom the address names where it says nobody: whoever installs before they sign in.
ANYBODY = (Role.INSTRUCTOR, Role.COUNTER)


def shortcuts_for(roles: Collection[str]) -> list[Shortcut]:
    """Those of some roles; unknown ones are nobody's."""
    asked = {role for role in roles if role in set(Role)} or set(ANYBODY)
    return [each for each in SHORTCUTS if asked & set(each.roles)]


def manifest_address(roles: Collection[str]) -> str:
    """Where a page of somebody with these roles finds the manifest; whoever heads no group has the common one."""
    named = sorted({role for each in SHORTCUTS for role in each.roles} & set(roles))
    return "/manifest.webmanifest" + (f"?cho={'.'.join(named)}" if Role.GROUP_HEAD in named else "")
