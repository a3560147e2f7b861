"""Acts of the trail: helps, requests, ambassadors and whom they mentor."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.registers.act import Act

HELPING: Mapping[str, Act] = {
    "ambassador.appointed": Act(_l("Ghi một Đại sứ số"), {"code": _l("mã"), "since": _l("từ ngày")}),
    "ambassador.changed": Act(
        _l("Sửa một Đại sứ số"),
        {"code": _l("mã"), "fields": _l("các dòng")},
        lines={
            "since": _l("ngày bắt đầu làm"),
            "residential_group_id": _l("nơi phụ trách"),
            "organisation": _l("đơn vị giới thiệu"),
            "decision_no": _l("số quyết định"),
            "decision_on": _l("ngày quyết định"),
            "training": _l("tập huấn"),
            "trained_on": _l("ngày tập huấn"),
            "ai_trained_on": _l("ngày tập huấn AI"),
        },
    ),
    "ambassador.ended": Act(
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
    "ambassador.invited": Act(_l("Đưa mã mời cho Đại sứ số"), {"code": _l("mã")}),
    "ambassador.viewed": Act(_l("Xem một Đại sứ số"), {"code": _l("mã")}),
    "ambassador_offer.declined": Act(_l("Từ chối một đơn xin làm Đại sứ số"), {"reason": _l("lý do")}),
    "ambassadors.exported": Act(_l("Xuất danh sách Đại sứ số"), kept="ending"),
    "help.corrected": Act(_l("Sửa một lượt giúp"), {"reason": _l("lý do")}, kept="fields"),
    "help.exported": Act(_l("Tải sổ hỗ trợ"), kept="desk table"),
    "help.named": Act(_l("Ghi tên người được giúp")),
    "help.restored": Act(_l("Trả lại một lượt giúp vào sổ"), {"reason": _l("lý do")}, kept="fields"),
    "help.unmet_viewed": Act(_l("Xem những người được kèm lâu chưa gặp"), {"people": _l("số người")}),
    "help.viewed": Act(_l("Xem lượt giúp có tên người do người khác ghi"), kept="record"),
    "help.withdrawn": Act(_l("Bỏ một lượt giúp"), {"reason": _l("lý do")}, kept="fields"),
    "help.words_became_topic": Act(_l("Việc khác thành chủ đề"), {"records": _l("số lượt")}, kept="fresh topic"),
    "help_request.accepted": Act(_l("Nhận một việc giúp tại nhà")),
    "help_request.assigned": Act(_l("Giao một việc giúp tại nhà"), {"ambassador": _l("Đại sứ số"), "team": _l("đội")}),
    "help_request.declined": Act(_l("Ghi không cử người tới giúp")),
    "help_request.due_moved": Act(_l("Lùi hạn một việc giúp tại nhà"), {"until": _l("đến hết ngày")}),
    "help_request.handed_back": Act(_l("Trả lại một việc giúp tại nhà")),
    "help_request.noted": Act(_l("Ghi chú một việc giúp tại nhà")),
    "help_request.viewed": Act(_l("Xem một lời nhờ giúp tại nhà")),
    "help_request.visit_set": Act(_l("Hẹn giờ tới giúp")),
    "help_tally.keyed_in": Act(_l("Nhập bù từ phiếu gạch"), {"count": _l("số lượt")}, kept="day hour"),
    "kiosk.call_taken": Act(_l("Nhận lời gọi của bàn tự phục vụ"), {"name": _l("tên")}),
    "kiosk.paired": Act(_l("Ghép máy làm bàn tự phục vụ"), {"name": _l("tên")}),
    "kiosk.revoked": Act(_l("Thôi dùng máy làm bàn tự phục vụ"), {"name": _l("tên")}),
    "mentorship.begun": Act(_l("Nhận kèm một người"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.congratulated": Act(_l("Chúc mừng người được kèm đã đạt"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.ended": Act(_l("Kết thúc việc kèm một người"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.exported": Act(_l("Xuất danh sách kèm cặp"), kept="shelf"),
    "mentorship.goals_chosen": Act(
        _l("Chọn việc cần học của người được kèm"), {"ambassador": _l("Đại sứ số"), "goals": _l("số việc cần học")}
    ),
    "mentorship.handed_over": Act(_l("Chuyển người được kèm cho Đại sứ số khác"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.link_made": Act(_l("Tạo đường dẫn báo lần gặp"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.link_sent": Act(_l("Gửi đường dẫn báo lần gặp"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.viewed": Act(_l("Xem việc kèm một người"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.visit_told": Act(_l("Báo lần gặp bằng đường dẫn"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.visit_withdrawn": Act(_l("Bỏ một lần gặp ghi nhầm"), {"ambassador": _l("Đại sứ số")}),
    "mentorship.visited": Act(_l("Ghi lần gặp người được kèm"), {"ambassador": _l("Đại sứ số")}),
    "shift_note.left": Act(_l("Để lại lời dặn bàn giao ca")),
    "shift_note.read": Act(_l("Đọc lời dặn bàn giao ca")),
    "team.changed": Act(_l("Sửa đội"), {"name": _l("tên")}),
    "team.dissolved": Act(
        _l("Giải thể đội"), {"name": _l("tên"), "requests": _l("số việc giúp tại nhà về lại văn phòng")}
    ),
    "team.made": Act(_l("Lập đội"), {"name": _l("tên")}),
    "team.member_left": Act(_l("Cho một người rời đội"), {"account": _l("người"), "name": _l("tên")}),
    "team.member_taken_in": Act(
        _l("Thêm người vào đội, hoặc đổi người đứng đầu"), {"account": _l("người"), "name": _l("tên")}
    ),
    "thanks_letter.approved": Act(_l("Duyệt một thư cảm ơn"), {"letter": _l("thư số")}),
    "thanks_letter.declined": Act(_l("Không duyệt một thư cảm ơn"), {"reason": _l("lý do")}),
    "thanks_letter.file_altered": Act(_l("Thấy tệp thư cảm ơn bị đổi"), {"letter": _l("thư số")}),
    "thanks_letter.issued": Act(_l("Cấp một thư cảm ơn"), {"letter": _l("thư số")}),
    "thanks_letter.proposed": Act(_l("Đề nghị một thư cảm ơn")),
    "thanks_letter.revoked": Act(_l("Thu hồi một thư cảm ơn"), {"letter": _l("thư số"), "reason": _l("lý do")}),
    "thanks_letter.reworded": Act(_l("Sửa lời một thư cảm ơn")),
    "thanks_letter.viewed": Act(_l("Xem một thư cảm ơn"), {"letter": _l("thư số")}),
    "thanks_letter.withdrawn": Act(_l("Rút đề nghị một thư cảm ơn"), {"reason": _l("lý do")}),
    "ward_list.added": Act(_l("Thêm mục vào danh mục của nhật ký hỗ trợ"), {"name": _l("tên")}),
    "ward_list.age_bands_changed": Act(_l("Sửa các nhóm tuổi"), {"name": _l("tên")}),
    "ward_list.brought_back": Act(_l("Dùng lại một mục của danh mục"), {"name": _l("tên")}),
    "ward_list.changed": Act(_l("Sửa một mục của danh mục"), {"name": _l("tên")}, kept="changed"),
    "ward_list.deleted": Act(_l("Xóa một mục chưa dùng của danh mục"), {"name": _l("tên")}),
    "ward_list.moved": Act(_l("Đổi thứ tự trong danh mục"), {"name": _l("tên")}),
    "ward_list.restocked": Act(_l("Nạp thêm mục mẫu vào danh mục"), {"new": _l("ghi mới")}),
    "ward_list.retired": Act(_l("Ngừng dùng một mục của danh mục"), {"name": _l("tên")}),
}
