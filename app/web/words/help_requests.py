"""Wording for requests for help at home: state and history, for the office and for the requester."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _, lazy_gettext as _l

from app.country import formats
from app.models import HelpRequest, HelpRequestStep, RequestStage, RequestStep

# States of a request, for staff.
STAGES: Mapping[str, object] = {
    RequestStage.NEW: _l("Chưa giao"),
    RequestStage.ASSIGNED: _l("Đã giao, chờ nhận"),
    RequestStage.ACCEPTED: _l("Đã nhận, sẽ tới"),
    RequestStage.DONE: _l("Xong"),
    RequestStage.CANCELLED: _l("Người nhờ đã hủy"),
    RequestStage.DECLINED: _l("Phường không cử người"),
}
# The times that the form offers; stored before the requester's own words.
TIMES: Mapping[str, object] = {
    "sang": _l("buổi sáng"),
    "chieu": _l("buổi chiều"),
    "toi": _l("buổi tối"),
    "cuoi-tuan": _l("cuối tuần"),
}
# Steps hidden from the requester: the office's notes, and acts that somebody else who knows the number may have done.
INSIDE = (RequestStep.NOTED, RequestStep.ASKED_AGAIN, RequestStep.REPEAT_CANCELLED)


@dataclass(frozen=True)
class HistoryLine:
    """One step: when, what, the words of whoever did it, and by whom ("" for the requester)."""

    at: datetime
    what: str
    words: str
    by: str


def history(steps: Iterable[HelpRequestStep], *, for_asker: bool = False) -> list[HistoryLine]:
    """The history in order; for the requester without the office's notes and without names of staff."""
    shown = [step for step in steps if not (for_asker and step.step in INSIDE)]
    return [_history_line(step, for_asker) for step in shown]


def _history_line(step: HelpRequestStep, for_asker: bool) -> HistoryLine:
    what = (ASKER if for_asker else OFFICE).get(step.step, step.step)
    words = step.words
    if step.step == RequestStep.VISIT_SET:
        words = formats.together(formats.moment(datetime.fromisoformat(step.words)))
    elif step.step == RequestStep.ASKED_AGAIN and words:
        words = _("ghi một tên khác")
    by = "" if for_asker or step.by is None else step.by.full_name
    return HistoryLine(step.at, str(what), words, by)


OFFICE: Mapping[str, object] = {
    RequestStep.ASKED: _l("Có lời nhờ"),
    RequestStep.ASKED_AGAIN: _l("Số điện thoại này nhờ lại việc này"),
    RequestStep.REPEAT_CANCELLED: _l("Người nhờ lại báo không cần nữa: phường gọi hỏi"),
    RequestStep.SUITS_CHANGED: _l("Người nhờ đổi giờ tiện"),
    RequestStep.ASSIGNED: _l("Giao cho"),
    RequestStep.ACCEPTED: _l("Nhận đi"),
    RequestStep.VISIT_SET: _l("Hẹn tới"),
    RequestStep.HANDED_BACK: _l("Trả lại văn phòng"),
    RequestStep.TAKEN_BACK: _l("Về văn phòng, chờ giao lại"),
    RequestStep.NOTED: _l("Ghi chú"),
    RequestStep.DUE_MOVED: _l("Lùi hạn"),
    RequestStep.TRIED: _l("Đã tới, chưa xong, hẹn lại"),
    RequestStep.DONE: _l("Giúp xong"),
    RequestStep.REOPENED: _l("Mở lại, lượt giúp đã được bỏ"),
    RequestStep.CANCELLED: _l("Người nhờ hủy"),
    RequestStep.DECLINED: _l("Không cử người"),
}
ASKER: Mapping[str, object] = {
    **OFFICE,
    RequestStep.ASKED: _l("Phường nhận lời nhờ"),
    RequestStep.SUITS_CHANGED: _l("Bác đổi giờ tiện"),
    RequestStep.ASSIGNED: _l("Phường giao cho"),
    RequestStep.ACCEPTED: _l("Người giúp đã nhận"),
    RequestStep.HANDED_BACK: _l("Phường đang tìm người khác"),
    RequestStep.TAKEN_BACK: _l("Phường đang tìm người khác"),
    RequestStep.DUE_MOVED: _l("Phường xin thêm ngày"),
    RequestStep.REOPENED: _l("Phường xem lại, chưa xong"),
    RequestStep.CANCELLED: _l("Bác đã hủy"),
    RequestStep.DECLINED: _l("Phường không cử người được"),
}


def suits_words(times: Sequence[str], words: str) -> str:
    """Suitable times, as stored: "buổi sáng, cuối tuần; sau 17 giờ"."""
    chosen = ", ".join(str(TIMES[key]) for key in TIMES if key in times)
    return "; ".join(filter(None, (chosen, words)))


def read_suits(suits: str) -> tuple[list[str], str]:
    """Split the text of `suits_words` into the choices and the own words."""
    chosen, _sign, words = suits.partition("; ")
    keys = [key for key in TIMES if str(TIMES[key]) in chosen.split(", ")]
    return (keys, words) if keys else ([], suits)


def who_goes(request: HelpRequest) -> str:
    """Who goes: the ambassador, the team, or the member who accepted; "" for nobody yet."""
    if request.ambassador is not None:
        return request.ambassador.person.full_name
    if request.team is None:
        return ""
    if request.accepted_by is not None:
        return str(_("%(name)s, %(team)s", name=request.accepted_by.full_name, team=request.team.name))
    return request.team.name


def late_words(request: HelpRequest, today: date) -> str:
    """How long it has been overdue; "" if it is not."""
    if not request.is_overdue(today):
        return ""
    return str(_("Quá hạn %(days)s ngày", days=(today - request.due_on).days))
