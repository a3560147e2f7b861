"""How to install Lớp Số, by browser: the steps, and what a drawing of the browser shows."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from app.models import Role


@dataclass(frozen=True)
class InstallWay:
    """How one browser installs the app.

    key    the name in app/web/browsers/devices.py, and the anchor on the page.
    name   browser and device.
    steps  in order, short.
    sign   the symbol to press: dots, ellipsis, lines, share, install; "" draws nothing.
    item   the menu item to press then.
    foot   whether the symbol is at the bottom of the screen.
    desk   whether it is a computer.
    chrome whether a link can open Chrome there.
    """

    key: str
    name: LazyString
    steps: tuple[LazyString, ...]
    sign: str = ""
    item: LazyString | str = ""
    foot: bool = False
    desk: bool = False
    chrome: bool = False


_ON_SCREEN = _l("Hình mặt trời trên quyển sách hiện ra cạnh các ứng dụng khác. Lần sau mở ở đó.")
_TO_HOME = _l("Thêm vào MH chính")
_CONFIRM = _l("Bấm “Thêm” ở góc trên. Hình mặt trời trên quyển sách hiện ra cạnh các ứng dụng khác.")

WAYS = (
    InstallWay(
        "chrome",
        _l("Chrome trên Android"),
        (
            _l("Bấm ba chấm dọc ở góc trên bên phải."),
            _l("Bấm “Thêm vào màn hình chính”. Máy đời cũ ghi “Cài đặt ứng dụng”."),
            _l("Bấm “Cài đặt”, rồi bấm “Cài đặt” lần nữa."),
            _ON_SCREEN,
        ),
        "dots",
        _l("Thêm vào màn hình chính"),
    ),
    InstallWay(
        "safari",
        _l("Safari trên iPhone, iPad"),
        (
            _l("Bấm nút chia sẻ, hình vuông có mũi tên đi lên. Không thấy thì bấm ba chấm ở góc dưới trước."),
            _l("Kéo danh sách xuống, bấm “Thêm vào MH chính”."),
            _CONFIRM,
        ),
        "share",
        _TO_HOME,
        foot=True,
    ),
    InstallWay(
        "samsung",
        _l("Samsung Internet"),
        (
            _l("Bấm ba gạch ngang ở góc dưới bên phải."),
            _l("Bấm “Thêm trang vào”, rồi bấm “Màn hình chính”."),
            _l("Bấm “Thêm”. Hình mặt trời trên quyển sách hiện ra cạnh các ứng dụng khác."),
        ),
        "lines",
        _l("Thêm trang vào"),
        foot=True,
    ),
    InstallWay(
        "coc_coc",
        _l("Cốc Cốc trên Android"),
        (_l("Bấm ba chấm ở thanh dưới cùng."), _l("Bấm “Thêm vào màn hình chính”, rồi bấm “Thêm”."), _ON_SCREEN),
        "dots",
        _l("Thêm vào màn hình chính"),
        foot=True,
    ),
    InstallWay(
        "edge",
        _l("Edge trên Android"),
        (_l("Bấm ba gạch ngang ở góc dưới bên phải."), _l("Bấm “Thêm vào điện thoại”, rồi bấm “Cài đặt”."), _ON_SCREEN),
        "lines",
        _l("Thêm vào điện thoại"),
        foot=True,
    ),
    InstallWay(
        "firefox",
        _l("Firefox trên Android"),
        (
            _l("Bấm ba chấm dọc cạnh ô địa chỉ."),
            _l("Bấm “Thêm vào màn hình chính”. Máy đời cũ ghi “Cài đặt”."),
            _ON_SCREEN,
        ),
        "dots",
        _l("Thêm vào màn hình chính"),
    ),
    InstallWay(
        "apple_share",
        _l("Chrome, Cốc Cốc trên iPhone, iPad"),
        (
            _l("Bấm nút chia sẻ ở cuối ô địa chỉ, hình vuông có mũi tên đi lên."),
            _l("Kéo danh sách xuống, bấm “Thêm vào MH chính”."),
            _CONFIRM,
            _l("Không thấy dòng đó thì mở trang này bằng Safari."),
        ),
        "share",
        _TO_HOME,
    ),
    InstallWay(
        "apple_menu",
        _l("Firefox, Edge trên iPhone, iPad"),
        (
            _l("Bấm ba gạch ngang ở thanh dưới cùng, rồi bấm “Chia sẻ”."),
            _l("Kéo danh sách xuống, bấm “Thêm vào MH chính”."),
            _CONFIRM,
            _l("Không thấy dòng đó thì mở trang này bằng Safari."),
        ),
        "lines",
        _l("Chia sẻ"),
        foot=True,
    ),
    InstallWay(
        "another",
        _l("Trình duyệt có sẵn của máy Xiaomi, OPPO, vivo, Huawei; Opera, UC"),
        (
            _l("Những trình duyệt này không cài được, và hay tự xóa những gì trang đã giữ."),
            _l("Mở trang này bằng Chrome, rồi làm như dòng “Chrome trên Android”. Chrome có trong CH Play."),
        ),
        chrome=True,
    ),
    InstallWay(
        "inside_android",
        _l("Zalo, Facebook, Messenger, TikTok trên Android"),
        (
            _l("Trang mở bên trong ứng dụng khác thì không cài được."),
            _l("Bấm ba chấm ở góc trên bên phải."),
            _l("Bấm “Mở bằng trình duyệt”, rồi làm như dòng “Chrome trên Android”."),
        ),
        "dots",
        _l("Mở bằng trình duyệt"),
        chrome=True,
    ),
    InstallWay(
        "inside_apple",
        _l("Zalo, Facebook, Messenger, TikTok trên iPhone, iPad"),
        (
            _l("Trang mở bên trong ứng dụng khác thì không cài được."),
            _l("Bấm ba chấm ở góc trên hoặc góc dưới bên phải."),
            _l("Bấm “Mở bằng trình duyệt”, rồi làm như dòng “Safari trên iPhone, iPad”."),
        ),
        "ellipsis",
        _l("Mở bằng trình duyệt"),
    ),
    InstallWay(
        "desk",
        _l("Máy tính: Chrome, Edge, Cốc Cốc"),
        (
            _l("Ở cuối ô địa chỉ có hình màn hình với mũi tên đi xuống. Bấm vào đó."),
            _l("Bấm “Cài đặt”. Lớp Số có cửa sổ riêng, và đứng trong danh sách ứng dụng."),
            _l("Không thấy hình đó thì bấm ba chấm ở góc trên, tìm dòng “Cài đặt trang này dưới dạng ứng dụng”."),
        ),
        "install",
        _l("Cài đặt"),
        desk=True,
    ),
    InstallWay(
        "mac",
        _l("Máy Mac: Safari"),
        (
            _l("Bấm nút chia sẻ ở góc trên bên phải."),
            _l("Bấm “Thêm vào Dock”, rồi bấm “Thêm”."),
            _l("Máy đang dùng là iPad thì xem dòng “Safari trên iPhone, iPad”."),
        ),
        "share",
        _l("Thêm vào Dock"),
        desk=True,
    ),
    InstallWay(
        "desk_firefox",
        _l("Máy tính: Firefox"),
        (
            _l("Firefox trên máy tính không cài được trang nào."),
            _l("Mở trang này bằng Edge, Chrome hoặc Cốc Cốc. Hoặc bấm hình ngôi sao để lưu vào dấu trang."),
        ),
    ),
)


def ways_from(key: str) -> list[InstallWay]:
    """All ways, the one of `key` first."""
    return sorted(WAYS, key=lambda way: way.key != key)


# Shortcuts of the installed app's icon. Android shows three or four, so they depend on the role.
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
