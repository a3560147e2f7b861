"""Why an entry is not recorded, as exceptions that carry the sentence for the person."""

from collections.abc import Sequence

from flask_babel import gettext as _

from app.entries.judging import Fault
from app.models import ProgrammeEntry


class NotRecorded(Exception):
    """An entry is not recorded; `message` is the reason, `faults` all that is wrong with its answers. Raised before
    anything was written."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.message, self.faults = message, faults


def check(faults: Sequence[Fault]) -> None:
    """Raises NotRecorded with the words of the first fault, if there is any."""
    if faults:
        raise NotRecorded(faults[0].words, faults)


class AlreadySent(NotRecorded):
    """The uuid is used by another entry, or by one that is no longer current. `entry_id` is the stored entry;
    `same_site`: the same person recorded it for the same site."""

    def __init__(self, entry: ProgrammeEntry, *, same_site: bool) -> None:
        super().__init__(
            _(
                "Điều này đã gửi trước đó và không còn là lần ghi mới nhất ở đây, nên máy chưa ghi lại. "
                "Anh chị xem rồi bấm lưu lần nữa."
            )
            if same_site
            else _(
                "Trang này đã gửi trước đó cho một nơi khác, nên điều vừa nhập chưa ghi. Đúng là một nơi nữa thì anh "
                "chị bấm lưu lần nữa; tên hay số nhà ghi nhầm thì anh chị báo phường sửa."
            )
        )
        self.entry_id, self.same_site = entry.id, same_site


class Overtaken(NotRecorded):
    """Somebody else changed the same answers, to questions of some labels, since the form was drawn; `entry_id`: the
    entry that has them now."""

    def __init__(self, entry: ProgrammeEntry, labels: list[str]) -> None:
        super().__init__(
            _("Trong lúc anh chị ghi, có người ghi khác ở: %(labels)s. Anh chị xem cả hai rồi bấm lưu lần nữa.",
              labels=", ".join(labels))
        )  # fmt: skip
        self.entry_id = entry.id
