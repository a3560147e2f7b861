"""What is done with rows of a programme: the lines of the trail, the archive, the actions for chosen rows."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l

from app.models.movement.declaration import Declaration, Subject
from app.registers.action import Action
from app.registers.parts import RowArchive
from app.registers.programmes.words import given_words
from app.registers.trail_event import TrailEvent

_LABELS = {"programme": _l("phong trào"), "what": _l("mục đã ghi")}
_JOINED = {**_LABELS, "what": _l("các dòng lấy từ bên kia")}
_BOTH = "gone kept merge"

ACTS = {
    "programme_site.added": TrailEvent(_l("Thêm vào sổ của phong trào"), _LABELS),
    "programme_site.changed": TrailEvent(_l("Ghi vào sổ của phong trào"), _LABELS),
    "programme_site.tabled": TrailEvent(_l("Ghi cả bảng vào sổ của phong trào"), {**_LABELS, "lines": _l("số dòng")}),
    "programme_site.retired": TrailEvent(_l("Bỏ khỏi sổ của phong trào"), _LABELS),
    "programme_site.merged": TrailEvent(_l("Gộp hai dòng trùng trong sổ của phong trào"), _JOINED, untold=_BOTH),
    "programme_site.unmerged": TrailEvent(_l("Gỡ lần gộp hai dòng trong sổ của phong trào"), _LABELS, untold=_BOTH),
    "programme_site.told_apart": TrailEvent(_l("Ghi hai dòng trong sổ của phong trào là hai nơi khác nhau"), _LABELS),
    "programme_site.photo_added": TrailEvent(_l("Thêm ảnh vào sổ của phong trào"), _LABELS),
    "programme_site.photo_removed": TrailEvent(_l("Bỏ ảnh khỏi sổ của phong trào"), _LABELS),
    "programme_site.photo_viewed": TrailEvent(_l("Xem ảnh, tệp của lần ghi để xác nhận"), _LABELS),
    "programme_site.confirmed": TrailEvent(_l("Xác nhận lần ghi trong sổ của phong trào"), _LABELS),
    "programme_site.returned": TrailEvent(_l("Trả lại lần ghi trong sổ của phong trào"), _LABELS),
    "programme_site.withdrawn": TrailEvent(_l("Rút lại lần ghi của mình trong sổ của phong trào"), _LABELS),
    "programme_site.asked_back": TrailEvent(_l("Xin sửa lần ghi đã xác nhận"), _LABELS),
    "programme_site.period_reopened": TrailEvent(
        _l("Mở lại một kỳ đã đóng cho nơi gửi"), {**_LABELS, "what": _l("kỳ"), "reason": _l("lý do")}
    ),
    "programme_site.period_closed": TrailEvent(_l("Đóng lại kỳ đã mở lại"), {**_LABELS, "what": _l("kỳ")}),
    "programme_site.brought_back": TrailEvent(_l("Đưa lại vào sổ của phong trào"), _LABELS),
}

_ARCHIVE: RowArchive[Any] = RowArchive(
    in_use=_l("Đang có"), retired=_l("Đã bỏ"), state=lambda row, day: str(_("Bỏ từ %(day)s", day=day)), path="bo",
    retire=Action("retired", _l("Bỏ khỏi sổ"), _l("Không tính vào số liệu nữa; những lần đã ghi vẫn giữ."),
        _l("Nhà đã dời đi, ghi nhầm, không còn"), _l("%(name)s không còn trong sổ."),
    ),
    restore=Action("brought_back", _l("Đưa lại vào sổ"), _l("Lại tính như trước."), _l("Đang để ngoài sổ"),
        _l("%(name)s đã trở lại trong sổ."), icon="check",
    ),
)  # fmt: skip

_MOVE = Action("group", _l("Chuyển tổ"), _l("Những lần đã ghi đi theo nhà."), icon="map", asks=("residential_group",))


def archive_of(declared: Declaration) -> RowArchive[Any]:
    retire, end = _ARCHIVE.retire, declared.words.get("end")
    if retire is None:
        return _ARCHIVE
    summary = retire.summary if declared.subject is Subject.HOUSEHOLD else _l("Ghi nhầm, không còn nữa")
    return replace(_ARCHIVE, retire=replace(retire, label=end or retire.label, summary=summary))


def actions_of(declared: Declaration) -> tuple[Action, ...]:
    """What is done with chosen rows."""
    return (*proposing(declared), *([_MOVE] if declared.asks_group else []))


def proposing(declared: Declaration) -> tuple[Action, ...]:
    """The action that proposes chosen rows; none where nothing is given."""
    if not declared.recognises:
        return ()
    return (Action("propose", given_words(declared).propose, icon="award", leads="office.recognitions.new"),)
