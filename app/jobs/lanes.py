"""Two lanes of background work, each with its own worker process and queue: a list never waits for a drawing.

A lane limits the time of one step: from the start or one `Work.progress` to the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Lane(StrEnum):
    """The worker that does the job."""

    DRAWINGS = "drawings"
    LISTS = "lists"


@dataclass(frozen=True)
class Limit:
    """The longest time of a step in seconds, and the message to the account when a step took longer."""

    seconds: float
    words: object


# All other kinds draw.
OF_LISTS = frozenset({"import_look", "import_take"})
LIMITS: Mapping[Lane, Limit] = {
    Lane.DRAWINGS: Limit(
        120.0, _l("Máy vẽ 120 giây chưa xong nên đã dừng. Anh chị chọn ít trang hơn, hoặc báo quản trị.")
    ),
    Lane.LISTS: Limit(
        30.0, _l("Máy đọc một đoạn của tệp 30 giây chưa xong nên đã dừng. Anh chị chia nhỏ tệp rồi nạp lại.")
    ),
}


def lane_of(kind: str | None) -> Lane:
    """The lane of a kind of work."""
    return Lane.LISTS if kind in OF_LISTS else Lane.DRAWINGS
