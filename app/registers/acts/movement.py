"""Trail events of programmes."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.registers.trail_event import TrailEvent

_PROGRAMME = {"programme": _l("phong trào")}
_LIST = {**_PROGRAMME, "count": _l("số nhà, số nơi")}
_ENDED = {**_PROGRAMME, "reason": _l("lý do")}
_PLATE = {**_PROGRAMME, "plate": _l("số")}
_REPORT = {"name": _l("kỳ")}
_PASSAGE = {**_REPORT, "part": _l("phần"), "lead": _l("đoạn")}
_SENDERS = {**_REPORT, "senders": _l("nơi gửi"), "count": _l("số nơi")}
_REMINDED = {"about": _l("việc chậm"), "how": _l("cách nhắc"), "names": _l("nơi được nhắc"), "count": _l("số nơi")}
_ARRIVAL = {**_REPORT, "ward": _l("phường, xã")}
_DOCUMENT = {"number": _l("số")}
_FILE = {"name": _l("tệp")}
_VERSION = {
    "name": _l("tên"),
    "number": _l("bản"),
    "records": _l("thêm người ghi"),
    "sees": _l("thêm người xem"),
    "confirmed_by": _l("thôi xác nhận"),
}
MOVEMENT: Mapping[str, TrailEvent] = {
    "recognition.submitted": TrailEvent(_l("Trình danh sách công nhận"), _LIST),
    "recognition.row_declined": TrailEvent(_l("Bỏ một dòng khỏi danh sách công nhận"), _ENDED),
    "recognition.row_taken_back": TrailEvent(_l("Đưa một dòng lại vào danh sách công nhận"), _ENDED),
    "recognition.approved": TrailEvent(_l("Duyệt danh sách công nhận, cấp số biển"), _LIST, untold="numbers"),
    "recognition.sent_back": TrailEvent(_l("Trả lại danh sách công nhận"), _ENDED),
    "recognition.withdrawn": TrailEvent(_l("Rút danh sách công nhận"), _ENDED),
    "plates.issued": TrailEvent(_l("Vẽ xong biển, giấy của phong trào"), untold="numbers"),
    "plate.viewed": TrailEvent(_l("Mở biển, giấy của phong trào"), _PLATE),
    "plate.file_altered": TrailEvent(_l("Thấy tệp của biển, giấy của phong trào bị đổi"), _PLATE),
    "plate.revoked": TrailEvent(_l("Thu hồi biển, giấy của phong trào"), {**_PLATE, "reason": _l("lý do")}),
    "report.begun": TrailEvent(_l("Lập báo cáo"), _REPORT),
    "report.written": TrailEvent(_l("Sửa một đoạn báo cáo"), _PASSAGE),
    "report.submitted": TrailEvent(_l("Gửi báo cáo cho lãnh đạo"), _REPORT),
    "report.sent_to_sign": TrailEvent(_l("Đưa báo cáo đi ký"), _REPORT),
    "report.issued": TrailEvent(_l("Ghi báo cáo đã ban hành"), {**_REPORT, **_DOCUMENT}),
    "report.remarked": TrailEvent(_l("Nhận xét báo cáo"), _PASSAGE),
    "report.returned": TrailEvent(_l("Trả lại báo cáo để sửa"), {**_REPORT, "reason": _l("cần sửa")}),
    "report.withdrawn": TrailEvent(_l("Rút báo cáo về để sửa"), _REPORT),
    "report.approved": TrailEvent(_l("Duyệt báo cáo"), _REPORT),
    "report.filed": TrailEvent(_l("Cho số báo cáo"), {**_REPORT, **_DOCUMENT}),
    "report.locked": TrailEvent(_l("Khóa báo cáo"), {**_REPORT, **_DOCUMENT}),
    "report.tables_taken": TrailEvent(_l("Tải bảng số liệu báo cáo"), _REPORT),
    "report.sent_up": TrailEvent(_l("Gửi báo cáo lên tỉnh"), {**_REPORT, **_DOCUMENT}),
    "report.answered": TrailEvent(_l("Trả lời ý kiến của tỉnh"), {**_REPORT, "part": _l("phần")}),
    "report_arrival.remarked": TrailEvent(_l("Có ý kiến về báo cáo của phường, xã"), {**_ARRIVAL, "part": _l("phần")}),
    "report_arrival.accepted": TrailEvent(_l("Tiếp nhận báo cáo của phường, xã"), _ARRIVAL),
    "report.file_taken": TrailEvent(_l("Tải tệp báo cáo gửi tỉnh"), _REPORT),
    "report_file.taken": TrailEvent(_l("Nhận tệp báo cáo của máy khác"), _ARRIVAL),
    "report_file.key_trusted": TrailEvent(
        _l("Ghi khóa ký của phường, xã"), {"ward": _l("phường, xã"), "key": _l("dấu khóa")}
    ),
    "report_receipt.written": TrailEvent(_l("Ghi nơi đã gửi báo cáo"), _SENDERS),
    "report_receipt.excused": TrailEvent(_l("Miễn gửi báo cáo"), {**_SENDERS, "reason": _l("lý do")}),
    "report_receipt.undone": TrailEvent(_l("Bỏ ghi nơi đã gửi báo cáo"), _SENDERS),
    "reminder.recorded": TrailEvent(_l("Ghi đã nhắc nơi chậm"), {**_REMINDED, **_DOCUMENT}),
    "reminder.undone": TrailEvent(_l("Bỏ ghi đã nhắc"), _REMINDED),
    "word_template.sent": TrailEvent(_l("Gửi lên mẫu Word của báo cáo"), _FILE),
    "word_template.used": TrailEvent(_l("Dùng mẫu Word của phường"), _FILE),
    "word_template.ended": TrailEvent(_l("Dùng lại mẫu Word có sẵn"), _FILE),
    "document.viewed": TrailEvent(_l("Mở văn bản đã vào sổ"), _DOCUMENT),
    "document.file_altered": TrailEvent(_l("Thấy tệp của văn bản bị đổi"), _DOCUMENT),
    "movement_programme.begun": TrailEvent(_l("Lập phong trào"), {"name": _l("tên"), "from": _l("lấy từ mẫu có sẵn")}),
    "movement_programme.drafted": TrailEvent(
        _l("Soạn bản mới của phong trào"), {"name": _l("tên"), "number": _l("bản")}
    ),
    "movement_programme.draft_dropped": TrailEvent(
        _l("Bỏ bản đang soạn của phong trào"), {"name": _l("tên"), "number": _l("bản")}
    ),
    "movement_programme.put_to_use": TrailEvent(_l("Dùng bản mới của phong trào"), _VERSION),
    "movement_programme.edition_taken": TrailEvent(_l("Lấy bản phát hành của phong trào"), _VERSION),
    "movement_programme.edition_skipped": TrailEvent(_l("Thôi nhắc bản phát hành của phong trào"), {"name": _l("tên")}),
    "movement_programme.rule_chosen": TrailEvent(
        _l("Chọn chế độ báo cáo của phong trào"), {"name": _l("tên"), "rule": _l("chế độ")}
    ),
    "movement_programme.period_opened": TrailEvent(
        _l("Mở một kỳ của phong trào"), {"name": _l("tên"), "rule": _l("chế độ"), "due": _l("hạn")}
    ),
    "movement_programme.retired": TrailEvent(_l("Dừng phong trào"), {"name": _l("tên")}),
    "movement_programme.brought_back": TrailEvent(_l("Chạy lại phong trào"), {"name": _l("tên")}),
}
