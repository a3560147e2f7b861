"""Shortcuts of the installed app's icon. Android shows three or four, so they depend on the role."""

from collections.abc import Collection
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from app.models import Role


class Shortcut(NamedTuple):
    """Role, address (never a redirect, which a phone cannot store), name, short name, and picture
    `shortcut-<icon>.png`."""

    roles: tuple[Role, ...]
    address: str
    words: object
    short: object
    icon: str


# In display order; heads of groups use phones most, so theirs come first.
SHORTCUTS = (
    Shortcut((Role.GROUP_HEAD,), "/quay/nha-tiep-theo", _l("Nhà tiếp theo"), _l("Nhà tiếp"), "house"),
    Shortcut((Role.GROUP_HEAD,), "/quay/dang-ky-ho", _l("Ghi tên bà con"), _l("Ghi tên"), "register"),
    Shortcut((Role.INSTRUCTOR, Role.OFFICER), "/giang-vien", _l("Buổi dạy của tôi"), _l("Buổi dạy"), "lessons"),
    Shortcut((Role.COUNTER, Role.AMBASSADOR, Role.OFFICER), "/quay", _l("Việc tại quầy"), _l("Tại quầy"), "counter"),
    Shortcut((Role.INSTRUCTOR, Role.OFFICER), "/giang-vien/quet", _l("Quét phiếu đi học"), _l("Quét phiếu"), "scan"),
)
# The roles of a manifest address without roles: for installing before signing in.
ANYBODY = (Role.INSTRUCTOR, Role.COUNTER)


def shortcuts_for(roles: Collection[str]) -> list[Shortcut]:
    """The shortcuts of some roles; unknown roles have none."""
    asked = {role for role in roles if role in set(Role)} or set(ANYBODY)
    return [each for each in SHORTCUTS if asked & set(each.roles)]


def manifest_address(roles: Collection[str]) -> str:
    """The manifest's address for some roles; all but heads of groups share one."""
    named = sorted({role for each in SHORTCUTS for role in each.roles} & set(roles))
    return "/manifest.webmanifest" + (f"?cho={'.'.join(named)}" if Role.GROUP_HEAD in named else "")
