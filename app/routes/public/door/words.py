"""The texts of the scanner's scripts on a helper's page: the instructor's, except for what a helper cannot do."""

import json
from collections.abc import Mapping

from flask_babel import gettext as _

from app.outbox.scanning.scanned import WORDS
from app.routes.teaching.scan.words import words_for_script


def words_for_helper() -> str:
    """All texts by name, as JSON."""
    texts = json.loads(words_for_script())
    texts["not_listed"] = _("Căn cước thì mời gặp giảng viên")
    texts["refused_more"] = _("Máy chủ chưa ghi. Anh chị đưa người này gặp giảng viên.")
    texts["kinds"] = {kind: str(label) for kind, label in kinds().items()}
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def kinds() -> Mapping[str, object]:
    """The text for each kind of code that is no ticket: a helper has no list to look into."""
    return {
        **WORDS,
        "course": _("Đây là mã trên áp phích, để đăng ký học. Ai chưa có phiếu, anh chị mời gặp giảng viên."),
        "number": _("Đây là số định danh. Ai chỉ có căn cước, anh chị mời gặp giảng viên."),
        "card": _("Ai chỉ có căn cước, anh chị mời gặp giảng viên."),
    }
