"""Wording about personal data: the exact texts of consents, by version (a consent stores its version, so that the
text can be shown years later); rights, states and steps of requests, for the requester and for the office.

Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15: consent by purpose, separate, unticked, provable, withdrawable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _, lazy_gettext as _l

from app.models.learning.course import Course
from app.models.learning.course_terms import Ground
from app.models.trust.data_request import DataRequest
from app.models.trust.data_rights import Behalf, Right, RightState, Seen


@dataclass(frozen=True)
class ConsentTexts:
    """The sentence of each checkbox."""

    photos: str
    messages: str


VERSIONS: Mapping[str, ConsentTexts] = {
    "2026-11": ConsentTexts(
        photos=_l("Tôi đồng ý để phường chụp ảnh lớp có tôi và đăng trên trang của phường"),
        messages=_l("Tôi đồng ý để phường nhắn tin cho tôi trước buổi học một ngày"),
    )
}
CURRENT = max(VERSIONS)


def shown_version(claimed: str | None) -> str:
    """The version that a form claims to have shown; the current one if it does not exist."""
    return claimed if claimed and claimed in VERSIONS else CURRENT


# Consent to be contacted again: one sentence with one checkbox, asked by whoever helps, at the counter or at home.
FOLLOW_UP: Mapping[str, object] = {"2026-11": _l("Tôi đồng ý để phường ghi tên tôi và liên hệ lại để giúp tiếp")}


def follow_up_version(claimed: str | None) -> str:
    """The version of the sentence that a page claims to have shown; the current one if it does not exist."""
    return claimed if claimed and claimed in FOLLOW_UP else max(FOLLOW_UP)


def every_text() -> dict[str, dict[str, object]]:
    """Each version's sentences by purpose, for pages that show consents."""
    texts: dict[str, dict[str, object]] = {version: dict(vars(worded)) for version, worded in VERSIONS.items()}
    for version, worded in FOLLOW_UP.items():
        texts.setdefault(version, {})["follow_up"] = worded
    return texts


# Wording of the legal grounds for storing who attends a class (Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15).
# The choices of an officer.
GROUNDS: Mapping[Ground, object] = {
    Ground.BY_AUDIENCE: _l("Theo người học: cán bộ, công chức, viên chức là nhiệm vụ, bà con là tự đăng ký"),
    Ground.DUTY: _l("Nhiệm vụ được cơ quan giao"),
    Ground.ASKED: _l("Người học tự đăng ký"),
}


def ground(course: Course) -> str:
    """The ground in one sentence, for the registration page and the copy of one's data."""
    if course.on_duty:
        return str(_("Học là nhiệm vụ được cơ quan giao, nên phường ghi tên và kết quả học theo nhiệm vụ đó."))
    return str(_("Phường ghi tên vì bác đã đăng ký, hoặc nhờ người đăng ký giúp."))


def ground_short(course: Course) -> str:
    """The ground in a few words, for staff."""
    return str(GROUNDS[Ground.DUTY if course.on_duty else Ground.ASKED])


# The choices of the form, with their explanation.
RIGHTS: Mapping[str, object] = {
    Right.COPY: _l("Xin bản sao mọi điều phường giữ về tôi"),
    Right.ERASURE: _l("Xin xóa những gì phường giữ về tôi"),
    Right.CORRECTION: _l("Nhờ sửa cho đúng"),
    Right.WITHDRAWAL: _l("Rút lại điều đã đồng ý"),
    Right.OBJECTION: _l("Không muốn phường dùng vào việc gì đó"),
}
HINTS: Mapping[str, object] = {
    Right.COPY: _l("Một tờ chữ to và một tệp để mang đi"),
    Right.ERASURE: _l("Sổ cấp giấy chứng nhận phải giữ đủ số và tên đã cấp; còn lại phường xóa"),
    Right.CORRECTION: _l("Bác ghi ở dưới: sai chỗ nào, đúng là gì"),
    Right.WITHDRAWAL: _l("Bác ghi ở dưới: rút điều gì"),
    Right.OBJECTION: _l("Bác ghi ở dưới: việc gì, vì sao"),
}
# Short labels for the office's lists.
SHORT: Mapping[str, object] = {
    Right.COPY: _l("Xin bản sao"),
    Right.ERASURE: _l("Xin xóa"),
    Right.CORRECTION: _l("Xin sửa"),
    Right.WITHDRAWAL: _l("Rút đồng ý"),
    Right.OBJECTION: _l("Phản đối cách dùng"),
}
STATES: Mapping[str, object] = {
    RightState.ASKED: _l("Chờ xem ai hỏi"),
    RightState.SEEN: _l("Đã gặp, chờ trả lời"),
    RightState.GRANTED: _l("Đã đồng ý, đang làm"),
    RightState.DONE: _l("Đã xong"),
    RightState.REFUSED: _l("Đã từ chối"),
    RightState.WITHDRAWN: _l("Người hỏi đã rút"),
}
SEEN: Mapping[str, object] = {
    Seen.PAPER: _l("Đến tận nơi, đã xem giấy tờ (không chụp, không ghi số)"),
    Seen.CALL: _l("Gọi lại số đang lưu, người nghe đọc đúng mã yêu cầu"),
    Seen.KNOWN: _l("Đến tận nơi, cán bộ biết mặt"),
}
BEHALF: Mapping[str, object] = {
    Behalf.SELF: _l("Chính người này hỏi"),
    Behalf.GUARDIAN: _l("Hỏi thay: cha, mẹ hoặc người giám hộ, đã xem giấy tờ"),
    Behalf.MANDATE: _l("Hỏi thay: đã xem giấy ủy quyền"),
    Behalf.CONSENT: _l("Hỏi thay: chính người này đồng ý, khi gặp hoặc khi gọi số đang lưu"),
}
WAYS: Mapping[str, object] = {
    "page": _l("gửi trên trang"),
    "ticket": _l("gửi từ phiếu đi học"),
    "desk": _l("đến tận nơi"),
    "phone": _l("gọi điện"),
    "letter": _l("gửi giấy"),
}
STEPS: Mapping[str, object] = {
    "asked": _l("Phường nhận yêu cầu"),
    "seen": _l("Phường đã xem ai hỏi"),
    "for_another": _l("Người hỏi hỏi thay người khác"),
    "granted": _l("Phường đồng ý"),
    "refused": _l("Phường không đồng ý"),
    "done": _l("Đã làm xong"),
    "withdrawn": _l("Người hỏi rút yêu cầu"),
    "asked_again": _l("Có người gửi lại yêu cầu giống hệt"),
    "repeat_withdrawn": _l("Người gửi lại báo không cần nữa: phường gọi hỏi"),
    "settled": _l("Phường đã xóa người hỏi theo một yêu cầu khác"),
    "fetched": _l("Bản sao được tải về từ trang này"),
    "handed": _l("Phường trao bản sao"),
}


def heading(request: DataRequest) -> str:
    """The state of a request in a few words for the requester; of a repeated request, only that it arrived."""
    if request.is_repeat_over:
        return str(_("Yêu cầu này đã khép lại"))
    if request.state == RightState.DONE:
        done = {Right.COPY: _("Bản sao đã sẵn sàng"), Right.ERASURE: _("Phường đã xóa")}
        return str(done.get(Right(request.kind), _("Phường đã làm xong")))
    words = {
        RightState.ASKED: _("Phường đã nhận yêu cầu của bác"),
        RightState.SEEN: _("Phường đang xem yêu cầu của bác"),
        RightState.GRANTED: _("Phường đồng ý, đang làm"),
        RightState.REFUSED: _("Phường chưa làm theo được"),
        RightState.WITHDRAWN: _("Bác đã rút yêu cầu này"),
    }
    return str(words[RightState(request.state)])


# Steps shown to the office only: the holder of the first ticket learns nothing of repeated requests.
INSIDE = ("asked_again", "repeat_withdrawn", "for_another")
