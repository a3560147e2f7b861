"""What counts are called on official papers, where screens have a shorter or a plainer name."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

PAPER_NAMES: Mapping[str, object] = {
    "lop": _l("Lớp học đã tổ chức"),
    "buoi": _l("Buổi học đã tổ chức"),
    "nguoi-duoc-giup": _l("Người được hỗ trợ, có ghi tên"),
    "nhap-bu": _l("Lượt hỗ trợ ghi bổ sung từ phiếu giấy"),
    "dai-su": _l("Đại sứ số đang hoạt động"),
    "dai-su-hoat-dong": _l("Đại sứ số có việc được ghi trong 30 ngày"),
    "dai-su-du-nguoi-kem": _l("Đại sứ số nhận kèm đủ số người theo kế hoạch"),
    "dai-su-chua-du-nguoi-kem": _l("Đại sứ số chưa nhận kèm đủ số người theo kế hoạch"),
    "noi-chua-co-dai-su": _l("Địa bàn chưa có Đại sứ số"),
    "nguoi-lau-chua-gap": _l("Người được kèm cặp quá 30 ngày chưa được gặp lại"),
    "cap-lau-chua-gap": _l("Cặp kèm cặp quá 30 ngày chưa gặp lại"),
    "nguoi-tu-lam-duoc": _l("Người tự làm được nhờ được kèm cặp"),
    "noi-co-to": _l("Địa bàn có tổ công nghệ số cộng đồng"),
    "noi-chua-co-to": _l("Địa bàn chưa có tổ công nghệ số cộng đồng"),
    "thanh-vien-to": _l("Thành viên tổ, đội"),
    "to-hoat-dong": _l("Tổ, đội có hoạt động, theo báo cáo tháng"),
    "to-im-lang": _l("Tổ, đội chưa có hoạt động"),
    "to-da-du-lop": _l("Tổ, đội có thành viên dự lớp tập huấn"),
    "nha-to-da-toi": _l("Lượt nhà tổ, đội đã đến, theo báo cáo tháng"),
    "luot-to-da-giup": _l("Lượt người dân tổ, đội đã hướng dẫn, theo báo cáo tháng"),
}
