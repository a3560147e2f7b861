"""Themes of a report's third part: under which heading of a plan a sentence stands (docs/decisions/0110)."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

# A theme takes its sub-themes along ("quy-dinh" has "quy-dinh.co-che") unless another heading names them.
THEMES: Mapping[str, object] = {
    "chi-dao": _l("Chỉ đạo, điều hành, kiểm tra"),
    "truyen-thong": _l("Truyền thông và tuyên truyền"),
    "truyen-thong.ba-nha": _l("Mô hình “3 Nhà”"),
    "quy-dinh": _l("Quy định, hướng dẫn; đánh giá kỹ năng số"),
    "quy-dinh.co-che": _l("Cơ chế, chính sách; thu hút cộng đồng, doanh nghiệp"),
    "thi-dua": _l("Thi đua, khen thưởng, sáng kiến"),
    "chuong-trinh": _l("Chương trình, tài liệu; đào tạo nghề"),
    "nen-tang": _l("Các nền tảng số, dịch vụ số"),
    "phuc-vu": _l("Hỗ trợ tại nơi làm thủ tục và lưu động"),
    "can-bo": _l("Cán bộ, công chức, viên chức, người lao động trong cơ quan, đơn vị; đảng viên"),
    "hoc-sinh": _l("Học sinh, sinh viên, giáo viên"),
    "lao-dong": _l("Người lao động trong doanh nghiệp, hợp tác xã"),
    "nguoi-dan": _l("Người dân"),
    "nguoi-dan.y-te": _l("Y tế số"),
    "mo-hinh.ai": _l("Bình dân học AI"),
    "mo-hinh.dai-su": _l("Mạng lưới “Đại sứ số”"),
    "mo-hinh.gia-dinh": _l("Phong trào “Gia đình số”"),
    "mo-hinh.cho": _l("Mô hình “Chợ số - Nông thôn số”; sản phẩm trên mạng"),
    "mo-hinh.danh-tinh": _l("Mô hình “Mỗi công dân - Một danh tính số”"),
    "mo-hinh.to": _l("Tổ công nghệ số cộng đồng, Tổ Đề án 06, Tổ ứng cứu"),
    "mo-hinh.thanh-nien": _l("Thanh niên chung tay phổ cập kỹ năng số"),
    "mo-hinh.doan-the": _l("Mô hình của đoàn thể"),
    "mo-hinh.don-vi-so": _l("Đơn vị số, cộng đồng số"),
    "mo-hinh.nhan-rong": _l("Nhân rộng mô hình, điển hình"),
    "an-toan": _l("An toàn, an ninh mạng"),
    "giam-sat": _l("Giám sát, phản biện; nắm tình hình Nhân dân"),
    "nguon-luc": _l("Kinh phí, xã hội hóa"),
}
# Always of the first part.
DIRECTING = "chi-dao"


def theme_words(keys: str) -> str:
    """Themes in words; their keys have commas between."""
    return "; ".join(str(THEMES[each]) for each in keys.split(",") if each)
