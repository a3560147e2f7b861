"""How long things are kept. `app.jobs.forgetting` has a sweep for each that ends (a test sees to it)."""

from flask_babel import lazy_gettext as _l

from app.registers.personal_data.personal import Time

# Counted from the last lesson, help or visit of somebody, or from the day they were put on file.
LAST_SEEN = Time("last_seen", _l("24 tháng sau buổi học hoặc lần giúp cuối"), months=24)
CLOSED = Time("closed", _l("Đến khi lớp đóng, chậm nhất 30 ngày sau buổi học cuối"), days=30)
HALL = Time("hall", _l("Đến khi giảng viên trả lời, chậm nhất 12 giờ sau buổi học"))
REQUEST = Time("request", _l("6 tháng sau khi xong việc, hủy, hoặc phường từ chối"), months=6)
OFFER = Time("offer", _l("6 tháng sau khi phường trả lời"), months=6)
LEFT = Time("left", _l("24 tháng sau khi rời tổ, đội"), months=24)
RIGHT = Time("right", _l("12 tháng sau khi phường trả lời"), months=12)
PHOTO = Time("photo", _l("24 tháng sau buổi học"), months=24)
HOUSE_PHOTO = Time("house_photo", _l("12 tháng sau khi chụp"), months=12)
MERGED_HOUSE = Time("merged_house", _l("90 ngày sau khi gộp hai nhà trùng"), days=90)
LIST = Time("list", _l("7 ngày sau khi nạp"))
GUESS = Time("guess", _l("Vài giờ, đến khi không còn phải đếm"))
LOG = Time("log", _l("12 tháng"), months=12)
WORKING = Time("working", _l("Khi còn làm việc; sau đó để biết ai đã làm việc gì"))
CONTACT = Time("contact", _l("Đến khi người ấy thôi làm đầu mối, hoặc phường thôi dùng cơ quan ấy"))
FOREVER = Time("forever", _l("Giữ lâu dài, như sổ gốc của mọi loại giấy"))
CASE = Time("case", _l("Đến ngày đã ghi, nhiều nhất 6 tháng; lý do xóa cùng lúc với người"))
TRAIL = Time("trail", _l("Giữ lâu dài, không ghi tên người dân"))
HOUSE = Time("house", _l("Khi nhà còn trong danh sách; ai xin thì phường bỏ tên ngay"))
