"""What error pages say, to residents and to staff."""

HTTP_PAGES = {
    400: ("Yêu cầu này chưa rõ", "Địa chỉ hoặc nội dung gửi đi bị sai. Bác quay lại trang trước và thử lần nữa."),
    403: ("Trang này dành cho người khác", "Tài khoản của anh chị không mở được trang này. Cần dùng thì hỏi quản trị."),
    404: ("Không có trang này", "Địa chỉ có thể bị gõ thiếu. Bác xem các lớp đang mở ở trang đầu."),
    405: ("Trang này không nhận cách gửi đó", "Bác quay lại trang trước và bấm lại nút."),
    410: ("Trang này không còn nữa", "Bác xem các lớp đang mở ở trang đầu."),
    413: ("Nội dung gửi quá lớn", "Bác chọn tệp nhỏ hơn rồi gửi lại."),
    429: ("Bác bấm hơi nhanh", "Máy đang nghỉ một chút. Bác chờ vài phút rồi thử lại."),
}


# The same where staff meet them: they are not the ward's guests, and their way leads to their own room.
STAFF_PAGES = {
    400: "Địa chỉ hoặc nội dung gửi đi bị sai. Anh chị quay lại trang trước và thử lần nữa.",
    404: "Địa chỉ có thể bị gõ thiếu, hoặc trang này không thuộc nơi anh chị phụ trách.",
    405: "Anh chị quay lại trang trước và bấm lại nút.",
    410: "Anh chị về chỗ làm việc của mình rồi mở lại.",
    413: "Anh chị chọn tệp nhỏ hơn rồi gửi lại.",
    429: "Máy đang nghỉ một chút. Anh chị chờ vài phút rồi thử lại.",
}
