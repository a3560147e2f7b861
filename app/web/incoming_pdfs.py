"""Checks uploaded PDFs, which are never changed (docs/decisions/0065).

Such a file is stored byte for byte: it may have an electronic signature, which any change would invalidate. So files
that may run or fetch something, or embed another file, are refused.
"""

import subprocess
import sys
from pathlib import Path

from flask_babel import gettext as _

LOOKING = Path(__file__).with_name("pdf_looking.py")
MOST_SECONDS = 30  # wall time, on a busy machine


def unusable(content: bytes) -> str:
    """A sentence why a PDF cannot be stored; "" if it can."""
    try:
        looked = subprocess.run(
            [sys.executable, "-I", str(LOOKING)], input=content, capture_output=True, timeout=MOST_SECONDS, check=False
        )
        verdict = looked.stdout.decode() if looked.returncode == 0 else ""
    except subprocess.TimeoutExpired:
        verdict = ""
    why: dict[str, str] = {
        "fine": "",
        "locked": _("Tệp PDF này bị khóa bằng mật khẩu. Anh chị mở ra, in lại thành PDF không khóa rồi gửi."),
        "broken": _("Tệp PDF này bị hỏng hoặc chưa tải lên hết. Anh chị in lại thành PDF rồi gửi."),
        "long": _("Tệp PDF này không có trang nào hoặc dài quá 200 trang. Anh chị gửi những trang có số liệu."),
        "active": _(
            "Tệp PDF này có mã chạy, có tệp khác bên trong hoặc lấy nội dung từ tệp khác, không nhận. Anh chị in lại"
            " thành PDF rồi gửi."
        ),
    }
    return why[verdict] if verdict in why else str(_("Tệp này bung ra lớn quá, không nhận."))
