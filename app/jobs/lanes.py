"""Two lanes of background work, each with a worker process and a queue of its own: a list never waits for a drawing.

A lane says how long one step of its work may take: from the beginning or one `Work.progress` to the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Lane(StrEnum):
    """Which worker does it."""

    DRAWINGS = "drawings"
    LISTS = "lists"


@dataclass(frozen=True)
class Limit:
    """Seconds that a step may take, and what whoever asked is told of one that took longer."""

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
