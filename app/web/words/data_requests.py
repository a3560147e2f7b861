"""Wording for requests about one's own data: rights, states and steps, for the requester and for the office."""

from collections.abc import Mapping

from flask_babel import gettext as _, lazy_gettext as _l

from app.models.trust.data_request import DataRequest
from app.models.trust.data_rights import Behalf, Right, RightState, Seen

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
