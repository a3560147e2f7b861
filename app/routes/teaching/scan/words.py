"""The texts of the scanner's scripts (app/static/js/scan/scan.js and those beside it), as the page hands them over. The
photo of a code in a request: a script gets its texts, a form the result of scanning them."""

import json
from collections.abc import Callable

from flask import make_response, request
from flask_babel import gettext as _

from app.country import formats
from app.models.learning.joining import NEEDS
from app.outbox.scanning import WORDS, read_codes
from app.web.photos import UnusablePhoto
from app.web.responses import Answer, personal

# The scripts that read codes, last on each page that scans, and the program that they load.
READER, PROGRAM = ("awake.js", "scan_camera.js", "scan.js", "detector.js"), "detector.wasm"


def words_for_script() -> str:
    """All texts by name, as JSON."""
    texts: dict[str, object] = {
        **_verdicts(),
        **_buttons(),
        "kinds": {kind: str(label) for kind, label in WORDS.items()},
        "trouble": _trouble(),
    }
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def needs_for_script() -> str:
    """The words of each need, by its name, as JSON."""
    return json.dumps({key: str(need.short) for key, need in NEEDS.items()}, ensure_ascii=False)


def no_code_words() -> str:
    """The text for a photo without a code."""
    return str(_("Không thấy mã nào trong ảnh. Anh chị chụp gần hơn, đủ sáng, cả mã nằm trong ảnh."))


def _verdicts() -> dict[str, str]:
    return {
        "present": _("Có mặt"),
        "already": _("Đã có mặt rồi"),
        "review": _("Cho vào, phường xem lại"),
        "unknown": _("Phiếu chưa có trong máy này"),
        "unknown_more": _("Cho vào, máy đã ghi lại mã. Có mạng, máy chủ cho biết là phiếu của ai."),
        "gone_seat": _("đã trả chỗ"),
        "no_seat": _("đang chờ chỗ"),
        "again": _("Mã này vừa quét rồi."),
        "which": _("Chọn đúng người ở dưới"),
        "not_listed": _("Chưa có tên trong lớp"),
        "added": _("Đã thêm, có mặt"),
        "not_kept": _("Chưa ghi được"),
        "full": _("Máy hết chỗ chứa nên chưa giữ được. Anh chị xóa bớt ảnh, phim trong máy rồi quét lại."),
        "broken": _("Trình duyệt này không giữ được việc chưa gửi. Anh chị gõ mã rồi bấm Ghi, cần có mạng."),
        "no_code": no_code_words(),
        "no_photo": _("Máy không đọc được ảnh này. Anh chị gõ mã in trên phiếu."),
        "refused_more": _("Máy chủ chưa ghi. Anh chị hỏi lại người này rồi tìm tên trong danh sách."),
        "telex": _("Bộ gõ tiếng Việt có thể làm sai mã, anh chị chuyển sang tiếng Anh rồi gõ lại."),
    }


def _buttons() -> dict[str, str]:
    return {
        "came": _("Có mặt {came}/{total}"),
        "at": formats.together(_("{hour} giờ {minute}")),
        "take_back": _("Bỏ"),
        "taken_back": _("Đã bỏ"),
        "start": _("Bật máy quét"),
        "stop": _("Tắt máy quét"),
        "camera": _("Máy ảnh"),
    }


def _trouble() -> dict[str, str]:
    """Why there is no picture, and what to do, by the phone's system where that differs."""
    meanwhile = _("Trong lúc đó, anh chị chụp ảnh mã hoặc gõ mã ở dưới.")
    return {
        "refused": _("Trình duyệt chưa cho dùng máy ảnh. Anh chị bấm biểu tượng cạnh địa chỉ trang, cho phép Máy ảnh.")
        + f" {meanwhile}",
        "refused_ios": _("iPhone chưa cho dùng máy ảnh. Vào Cài đặt, Safari (hoặc Lớp Số), Máy ảnh, chọn Cho phép.")
        + f" {meanwhile}",
        "refused_android": _(
            "Điện thoại chưa cho dùng máy ảnh. Bấm biểu tượng cạnh địa chỉ trang, chọn Quyền, bật Máy ảnh, rồi bật lại."
        )
        + f" {meanwhile}",
        "none": _("Máy này không có máy ảnh mà trang dùng được. Anh chị chụp ảnh mã hoặc gõ mã ở dưới."),
        "busy": _("Máy ảnh đang bận ở ứng dụng khác. Đóng ứng dụng đó rồi bấm Bật máy quét.") + f" {meanwhile}",
        "unknown": _("Máy ảnh không bật được. Anh chị chụp ảnh mã hoặc gõ mã ở dưới."),
        "still": _("Máy ảnh chưa lên hình. Anh chị chụp ảnh mã hoặc gõ mã ở dưới, hoặc tắt rồi bật lại máy quét."),
        "reader": _("Phần đọc mã chưa tải được, cần có mạng một lần. Anh chị gõ mã ở dưới."),
    }


def answer_photo(carry_out: Callable[[list[str]], Answer], refuse: Callable[[str], Answer]) -> Answer:
    """The texts on the photo of this request for a script that asks (Accept: application/json; 422 where it cannot be
    read); else the result of `carry_out` with the texts, or of `refuse` with the reason."""
    by_script = request.accept_mimetypes.best == "application/json"
    file = request.files.get("photo")
    try:
        if file is None or not file.filename:
            raise UnusablePhoto(_("Anh chị chưa chọn ảnh nào."))
        texts = read_codes(file.stream)
    except UnusablePhoto as refused:
        if by_script:
            return personal(make_response({"codes": [], "message": refused.message}, 422))
        return refuse(refused.message)
    return personal(make_response({"codes": texts})) if by_script else carry_out(texts)
