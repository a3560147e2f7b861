"""What one thing is that is kept of people: what, why, on what ground, how long, and what becomes of it then."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import gettext as _, lazy_gettext as _l


class Ground(StrEnum):
    """Why the ward may keep it (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15)."""

    ASKED = "asked"  # the person asked for what needs it
    CONSENT = "consent"  # the person agreed to it, and may take that back
    DUTY = "duty"  # a duty of the office


class Then(StrEnum):
    """What becomes of it when its time is over, or when a person is erased."""

    EMPTY = "empty"  # nothing stands there any more
    DECADE = "decade"  # of a year only the decade
    RENEW = "renew"  # another random word: what anybody holds opens nothing any more
    SCRUB = "scrub"  # what names somebody is taken out of the JSON, the rest stays
    GO = "go"  # the row, or the file, goes
    STAY = "stay"  # it stays, as `stays` says: without a name it tells of nobody


@dataclass(frozen=True)
class Time:
    """How long something is kept; `months` or `days` where it is counted in those from a day that `words` name."""

    key: str
    words: object
    months: int = 0
    days: int = 0


@dataclass(frozen=True)
class Personal:
    """One thing that is kept of people, in one or more columns ("person.phone").

    `notice` puts it on the public notice; the data map of the office shows all. `stays` says why, where it does.
    """

    key: str
    label: object
    columns: str
    why: object
    ground: Ground
    time: Time
    then: Then
    stays: object = ""
    notice: bool = True

    @property
    def places(self) -> list[tuple[str, str]]:
        """Its tables and columns."""
        return [(table, column) for table, _dot, column in (place.partition(".") for place in self.columns.split())]


# A declaration as it is read: on the public notice and on the office's data map.
GROUNDS: Mapping[Ground, object] = {
    Ground.ASKED: _l("người ấy tự ghi, để được việc mình cần"),
    Ground.CONSENT: _l("người ấy đồng ý, rút lại được"),
    Ground.DUTY: _l("nhiệm vụ của cơ quan"),
}
# Of these something is there afterwards, and whoever asked for erasure is told what.
REMAINING = (Then.STAY, Then.DECADE)
BECOMES: Mapping[Then, object] = {
    Then.EMPTY: _l("xóa trắng"),
    Then.DECADE: _l("chỉ còn khoảng mười năm"),
    Then.RENEW: _l("đổi mã khác, mã cũ không mở được nữa"),
    Then.SCRUB: _l("xóa những gì có tên"),
    Then.GO: _l("xóa cả dòng, cả tệp"),
}


def by_time(fields: Iterable[Personal]) -> list[tuple[object, list[list[object]]]]:
    """What is kept for how long: the words of each time with what is kept, what for, and what of it stays longer."""
    rows: dict[Time, list[list[object]]] = {}
    for field in fields:
        rows.setdefault(field.time, []).append([field.label, field.why, _stays(field)])
    return [(time.words, kept) for time, kept in rows.items()]


def _stays(field: Personal) -> object:
    if field.then is Then.DECADE:
        return _("chỉ còn khoảng mười năm")
    return field.stays if field.then is Then.STAY and field.time.months else ""


def becomes(field: Personal) -> str:
    """What becomes of it then, for the office."""
    return str(field.stays) if field.then is Then.STAY else str(BECOMES[field.then])


# How long things are kept. `app.jobs.forgetting` has a sweep for each that ends (a test sees to it).
# Counted from the last lesson, help or visit of somebody, or from the day they were put on file.
LAST_SEEN = Time("last_seen", _l("24 tháng sau buổi học hoặc lần giúp cuối"), months=24)
CLOSED = Time("closed", _l("Đến khi lớp đóng, chậm nhất 30 ngày sau buổi học cuối"), days=30)
HALL = Time("hall", _l("Đến khi giảng viên trả lời, chậm nhất 12 giờ sau buổi học"))
REQUEST = Time("request", _l("6 tháng sau khi xong việc, hủy, hoặc phường từ chối"), months=6)
OFFER = Time("offer", _l("6 tháng sau khi phường trả lời"), months=6)
LEFT = Time("left", _l("24 tháng sau khi rời tổ, đội"), months=24)
RIGHT = Time("right", _l("12 tháng sau khi phường trả lời"), months=12)
PHOTO = Time("photo", _l("24 tháng sau buổi học"), months=24)
HOUSE_PHOTO = Time("house_photo", _l("12 tháng sau khi chụp"), months=12)
MERGED_HOUSE = Time("merged_house", _l("90 ngày sau khi gộp hai nhà trùng"), days=90)
LIST = Time("list", _l("7 ngày sau khi nạp"))
GUESS = Time("guess", _l("Vài giờ, đến khi không còn phải đếm"))
LOG = Time("log", _l("12 tháng"), months=12)
WORKING = Time("working", _l("Khi còn làm việc; sau đó để biết ai đã làm việc gì"))
CONTACT = Time("contact", _l("Đến khi người ấy thôi làm đầu mối, hoặc phường thôi dùng cơ quan ấy"))
FOREVER = Time("forever", _l("Giữ lâu dài, như sổ gốc của mọi loại giấy"))
CASE = Time("case", _l("Đến ngày đã ghi, nhiều nhất 6 tháng; lý do xóa cùng lúc với người"))
TRAIL = Time("trail", _l("Giữ lâu dài, không ghi tên người dân"))
HOUSE = Time("house", _l("Khi nhà còn trong danh sách; ai xin thì phường bỏ tên ngay"))
