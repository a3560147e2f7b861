"""The photo of a code in a request: a script gets its texts, a form the result of scanning them."""

from collections.abc import Callable

from flask import make_response, request
from flask_babel import gettext as _

from app.outbox.scanning.code_photos import read_codes
from app.web.photos import UnusablePhoto
from app.web.responses import Answer, personal


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
