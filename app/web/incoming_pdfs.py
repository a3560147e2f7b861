"""PDFs that somebody sends: opened before they are kept, and never changed (docs/decisions/0065).

Such a file is kept byte for byte: it may bear an electronic signature, which any change would end. So what may run,
fetch or hide another file is refused.
"""

import subprocess
import sys
from pathlib import Path

from flask_babel import gettext as _

LOOKING = Path(__file__).with_name("pdf_looking.py")
MOST_SECONDS = 30  # on the clock, with many others beside it


def unusable(content: bytes) -> str:
    """Why a PDF cannot be kept, in a sentence for whoever sent it; "" for one that can."""
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
        "active": _("Tệp PDF này có mã chạy hoặc tệp khác bên trong, không nhận. Anh chị in lại thành PDF rồi gửi."),
    }
    return why[verdict] if verdict in why else str(_("Tệp này bung ra lớn quá, không nhận."))
