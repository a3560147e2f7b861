"""What the scanner's scripts say on a helper's page: as on the instructor's, but for what a helper cannot do."""

import json
from collections.abc import Mapping

from flask_babel import gettext as _

from app.outbox.scanning.scanned import WORDS
from app.routes.teaching.scan.words import words_for_script


def words_for_helper() -> str:
    """All of them by name, as JSON."""
    told = json.loads(words_for_script())
    told["not_listed"] = _("Căn cước thì mời gặp giảng viên")
    told["refused_more"] = _("Máy chủ chưa ghi. Anh chị đưa người này gặp giảng viên.")
    told["kinds"] = {kind: str(said) for kind, said in kinds().items()}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def kinds() -> Mapping[str, object]:
    """What is said of a code that is no ticket: a helper has no list to look into."""
    return {
        **WORDS,
        "course": _("Đây là mã trên áp phích, để đăng ký học. Ai chưa có phiếu, anh chị mời gặp giảng viên."),
        "number": _("Đây là số định danh. Ai chỉ có căn cước, anh chị mời gặp giảng viên."),
        "card": _("Ai chỉ có căn cước, anh chị mời gặp giảng viên."),
    }
