"""Trail events of helps, requests, ambassadors and mentorships."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.registers.trail_event import TrailEvent

HELPING: Mapping[str, TrailEvent] = {
    "ambassador.appointed": TrailEvent(_l("Ghi một Đại sứ số"), {"code": _l("mã"), "since": _l("từ ngày")}),
    "ambassador.changed": TrailEvent(
        _l("Sửa một Đại sứ số"),
        {"code": _l("mã"), "fields": _l("các dòng")},
        lines={
            "since": _l("ngày bắt đầu làm"),
            "residential_group_id": _l("nơi phụ trách"),
            "household_cluster": _l("nhóm liên gia"),
            "organisation": _l("đơn vị giới thiệu"),
            "decision_no": _l("số quyết định"),
            "decision_on": _l("ngày quyết định"),
            "training": _l("tập huấn"),
            "trained_on": _l("ngày tập huấn"),
            "ai_trained_on": _l("ngày tập huấn AI"),
        },
    ),
    "ambassador.ended": TrailEvent(
        _l("Ghi một Đại sứ số đã thôi"),
        {
            "code": _l("mã"),
            "given_back": _l("yêu cầu trả lại bảng"),
            "handed_over": _l("người giao cho người khác kèm"),
            "reason": _l("lý do"),
            "stopped": _l("người thôi kèm"),
            "until": _l("đến hết ngày"),
        },
    ),
    "ambassador.invited": TrailEvent(_l("Đưa mã mời cho Đại sứ số"), {"code": _l("mã")}),
    "ambassador.viewed": TrailEvent(_l("Xem một Đại sứ số"), {"code": _l("mã")}),
    "ambassador_offer.declined": TrailEvent(_l("Từ chối một đơn xin làm Đại sứ số"), {"reason": _l("lý do")}),
    "ambassadors.exported": TrailEvent(_l("Xuất danh sách Đại sứ số"), untold="ending"),
    "figures.viewed": TrailEvent(_l("Xem những người sau một con số"), {"people": _l("số người")}, untold="figure"),
    "help.corrected": TrailEvent(_l("Sửa một lượt giúp"), {"reason": _l("lý do")}, untold="fields"),
    "help.exported": TrailEvent(_l("Tải sổ hỗ trợ"), untold="desk table"),
    "help.named": TrailEvent(_l("Ghi tên người được giúp")),
    "help.restored": TrailEvent(_l("Trả lại một lượt giúp vào sổ"), {"reason": _l("lý do")}, untold="fields"),
    "help.viewed": TrailEvent(_l("Xem lượt giúp có tên người do người khác ghi"), untold="record"),
    "help.withdrawn": TrailEvent(_l("Bỏ một lượt giúp"), {"reason": _l("lý do")}, untold="fields"),
    "help.words_became_topic": TrailEvent(
        _l("Việc khác thành chủ đề"), {"records": _l("số lượt")}, untold="fresh topic"
    ),
    "help_request.accepted": TrailEvent(_l("Nhận một việc giúp tại nhà")),
    "help_request.assigned": TrailEvent(
        _l("Giao một việc giúp tại nhà"), {"ambassador": _l("Đại sứ số"), "team": _l("đội")}
    ),
    "help_request.declined": TrailEvent(_l("Ghi không cử người tới giúp")),
    "help_request.due_moved": TrailEvent(_l("Lùi hạn một việc giúp tại nhà"), {"until": _l("đến hết ngày")}),
    "help_request.handed_back": TrailEvent(_l("Trả lại một việc giúp tại nhà")),
    "help_request.noted": TrailEvent(_l("Ghi chú một việc giúp tại nhà")),
    "help_request.viewed": TrailEvent(_l("Xem một lời nhờ giúp tại nhà")),
    "help_request.visit_set": TrailEvent(_l("Hẹn giờ tới giúp")),
    "help_tally.keyed_in": TrailEvent(_l("Nhập bù từ phiếu gạch"), {"count": _l("số lượt")}, untold="day hour"),
    "kiosk.call_taken": TrailEvent(_l("Nhận lời gọi của bàn tự phục vụ"), {"name": _l("tên")}),
    "kiosk.paired": TrailEvent(_l("Ghép máy làm bàn tự phục vụ"), {"name": _l("tên")}),
    "kiosk.revoked": TrailEvent(_l("Thôi dùng máy làm bàn tự phục vụ"), {"name": _l("tên")}),
    "mentorship.begun": TrailEvent(_l("Nhận kèm một người"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.congratulated": TrailEvent(_l("Chúc mừng người được kèm đã đạt"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.ended": TrailEvent(_l("Kết thúc việc kèm một người"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.exported": TrailEvent(_l("Xuất danh sách kèm cặp"), untold="shelf"),
    "mentorship.goals_chosen": TrailEvent(
        _l("Chọn việc cần học của người được kèm"), {"ambassador": _l("Đại sứ số"), "goals": _l("số việc cần học")}
    ),
    "mentorship.handed_over": TrailEvent(
        _l("Chuyển người được kèm cho Đại sứ số khác"), {"ambassador": _l("Đại sứ số")}
    ),
    "mentorship.link_made": TrailEvent(_l("Tạo đường dẫn báo lần gặp"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.link_sent": TrailEvent(_l("Gửi đường dẫn báo lần gặp"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.viewed": TrailEvent(_l("Xem việc kèm một người"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.visit_told": TrailEvent(_l("Báo lần gặp bằng đường dẫn"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.visit_withdrawn": TrailEvent(_l("Bỏ một lần gặp ghi nhầm"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.visited": TrailEvent(_l("Ghi lần gặp người được kèm"), {"ambassador": _l("Đại sứ số")}),
    "shift_note.left": TrailEvent(_l("Để lại lời dặn bàn giao ca")),
    "shift_note.read": TrailEvent(_l("Đọc lời dặn bàn giao ca")),
    "thanks_letter.approved": TrailEvent(_l("Duyệt một thư cảm ơn"), {"letter": _l("thư số")}),
    "thanks_letter.declined": TrailEvent(_l("Không duyệt một thư cảm ơn"), {"reason": _l("lý do")}),
    "thanks_letter.file_altered": TrailEvent(_l("Thấy tệp thư cảm ơn bị đổi"), {"letter": _l("thư số")}),
    "thanks_letter.issued": TrailEvent(_l("Cấp một thư cảm ơn"), {"letter": _l("thư số")}),
    "thanks_letter.proposed": TrailEvent(_l("Đề nghị một thư cảm ơn")),
    "thanks_letter.revoked": TrailEvent(_l("Thu hồi một thư cảm ơn"), {"letter": _l("thư số"), "reason": _l("lý do")}),
    "thanks_letter.reworded": TrailEvent(_l("Sửa lời một thư cảm ơn")),
    "thanks_letter.viewed": TrailEvent(_l("Xem một thư cảm ơn"), {"letter": _l("thư số")}),
    "thanks_letter.withdrawn": TrailEvent(_l("Rút đề nghị một thư cảm ơn"), {"reason": _l("lý do")}),
}
# Of pages that went.
FORMER: Mapping[str, TrailEvent] = {
    "help.unmet_viewed": TrailEvent(_l("Xem những người được kèm lâu chưa gặp"), {"people": _l("số người")}),
}
