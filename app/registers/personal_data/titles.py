"""What rows are called that say something of somebody, for the office and on a copy."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

# What leads to somebody by a key, in the order of a copy.
TITLES: Mapping[str, object] = {
    "person": _l("Hồ sơ"),
    "registration": _l("Đăng ký học"),
    "ticket": _l("Phiếu đi học"),
    "attendance": _l("Buổi học"),
    "attendance_mark": _l("Lần điểm danh"),
    "certificate": _l("Giấy chứng nhận"),
    "certificate_request": _l("Đề nghị cấp lại, thu hồi giấy"),
    "approval_entry": _l("Xét cấp giấy"),
    "consent": _l("Điều đã đồng ý"),
    "help_record": _l("Lượt giúp"),
    "help_correction": _l("Sửa lượt giúp"),
    "help_request": _l("Nhờ giúp tại nhà"),
    "help_request_step": _l("Việc đã làm với lời nhờ"),
    "mentorship": _l("Được kèm"),
    "mentor_visit": _l("Lần gặp"),
    "mentorship_skill": _l("Việc cần học"),
    "skill_step": _l("Việc đã làm được"),
    "ambassador": _l("Làm Đại sứ số"),
    "ambassador_offer": _l("Xin làm Đại sứ số"),
    "thanks_letter": _l("Thư cảm ơn"),
    "membership": _l("Ở tổ, đội"),
    "erasing_hold": _l("Chưa xóa tên"),
    "data_request": _l("Yêu cầu xem, sửa, xóa"),
}
# What else somebody may stand in by name alone.
OTHERS: Mapping[str, object] = {
    "site": _l("Sổ nhà"),
    "programme_entry": _l("Sổ phong trào"),
    "answer": _l("Sổ phong trào"),
    "programme_subject": _l("Sổ phong trào"),
    "reopened_period": _l("Sổ phong trào"),
    "event": _l("Sổ phong trào"),
    "shift_note": _l("Bàn giao ca"),
    "door_helper": _l("Người đón ở cửa"),
    "door_phone": _l("Người đón ở cửa"),
    "organisation": _l("Cơ quan, đơn vị"),
    "registration_step": _l("Đăng ký học"),
    "data_request_step": _l("Yêu cầu xem, sửa, xóa"),
    "person_merge": _l("Hồ sơ đã gộp"),
    "place": _l("Địa điểm"),
    "course_template": _l("Mẫu lớp"),
    "team": _l("Tổ, đội"),
    "team_month": _l("Báo cáo tháng của tổ, đội"),
    "matter": _l("Nhiệm vụ của kế hoạch"),
    "named_body": _l("Nơi làm trong kế hoạch"),
    "target": _l("Chỉ tiêu"),
    "reporting_rule": _l("Chế độ báo cáo"),
    "report": _l("Báo cáo"),
    "report_passage": _l("Báo cáo"),
    "report_edit": _l("Báo cáo, bản trước"),
    "report_remark": _l("Góp ý báo cáo"),
    "report_arrival": _l("Báo cáo đã gửi tỉnh"),
    "arrival_remark": _l("Hỏi đáp về báo cáo"),
    "report_receipt": _l("Báo cáo nhận được"),
    "reminder": _l("Lời nhắc nơi chậm"),
    "document": _l("Sổ văn bản"),
    "help_desk": _l("Quầy"),
    "kiosk": _l("Máy ở quầy"),
    "course": _l("Lớp học"),
    "lesson": _l("Buổi học"),
    "recognition": _l("Danh sách công nhận"),
    "approval": _l("Danh sách cấp giấy"),
    "sending": _l("Tin nhắn"),
    "measurement": _l("Số liệu chỉ tiêu"),
    "denominator": _l("Số liệu chung"),
}


def title_of(table: str) -> str:
    """What a row of a table is called."""
    return str(TITLES.get(table) or OTHERS[table])
