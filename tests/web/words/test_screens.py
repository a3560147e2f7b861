"""What is drawn beside the steps of a guide follows from their words, whoever wrote them."""

import pytest

from app.web.words.screens import Screen, screens


@pytest.mark.parametrize(
    ("line", "kind", "labels"),
    [
        ("Mở VNeID, bấm Quên mật khẩu.", "press", ("Quên mật khẩu",)),
        ("Bấm Tích hợp thông tin, rồi Tạo mới yêu cầu.", "press", ("Tích hợp thông tin", "Tạo mới yêu cầu")),
        ("Bấm “Đồng ý, tiếp tục” rồi chờ.", "press", ("Đồng ý, tiếp tục",)),
        ("bấm đăng nhập bằng VNeID, bấm Xác nhận.", "press", ("Đăng nhập bằng VNeID", "Xác nhận")),
        ("Chọn lớp, trường, rồi gửi.", "", ()),
        ("Đăng nhập, tìm “đăng ký khai sinh”.", "search", ("đăng ký khai sinh",)),
        ("Gõ mã 6 số gửi đến tin nhắn.", "code", ()),
        ("Đưa mặt vào khung hình.", "face", ()),
        ("Quét mã QR của người nhận.", "scan", ()),
        ("Gõ mã khách hàng. Đọc tên hiện ra.", "type", ("Mã khách hàng",)),
        ("Không gõ mật khẩu vào đường dẫn lạ, không bấm vào.", "", ()),
        ("Mang căn cước đến Công an phường, xã.", "", ()),
    ],
)
def test_a_step_shows_what_it_has_pressed(line: str, kind: str, labels: tuple[str, ...]) -> None:
    ((told, drawn),) = screens([line])
    assert told == line
    assert (drawn.kind, drawn.labels) == (kind, labels) if drawn else not kind


def test_the_app_that_was_opened_stays_open() -> None:
    drawn = [each for _line, each in screens(["Mở VNeID, bấm A.", "Bấm B.", "Vào dichvucong.gov.vn.", "Bấm C."])]
    assert [each.app if each else None for each in drawn] == ["VNeID", "VNeID", None, "dichvucong.gov.vn"]
    assert drawn[1] == Screen("VNeID", "press", ("B",))
