"""/h/<token>/anh: the photo of a ticket's code, for a phone that cannot read codes: read on the server and not
stored."""

from flask import Blueprint, request

from app.routes.public.door.door_outboxes import answered, carry_out
from app.routes.public.door.doors import show as link_page
from app.routes.public.door.lookups import helper_by_token, keep_pace, may_scan, phone_here
from app.routes.public.lookups import keep_out_of_search
from app.routes.teaching.scan.code_photos import answer_photo
from app.routes.teaching.scan.words import no_code_words
from app.web.access import public
from app.web.photos import MOST_BYTES
from app.web.responses import Answer

door_photos = Blueprint("door_photos", __name__)
door_photos.after_request(keep_out_of_search)


@door_photos.url_value_preprocessor
def take_photo(endpoint: str | None, values: dict[str, object] | None) -> None:
    """Allow these addresses more bytes than a form."""
    request.max_content_length = MOST_BYTES + 64 * 1024


@door_photos.post("/h/<token>/anh")
@public
def create(token: str) -> Answer:
    """The codes on a photo for a script that asks; else the page after the first of them was scanned."""
    helper = helper_by_token(token)
    phone = phone_here(helper)
    if phone is None or not may_scan(phone):
        return link_page(helper.token)
    keep_pace(helper)

    def let_in(texts: list[str]) -> Answer:
        return carry_out(token, texts[0]) if texts else refused(no_code_words())

    def refused(reason: str) -> Answer:
        return answered(token, reason, status=422)

    return answer_photo(let_in, refused)
