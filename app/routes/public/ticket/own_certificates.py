"""/v/<token>/giay/<id>.pdf, .webp: the issued certificate and its picture, for whoever has its ticket."""

from uuid import UUID

from flask import Blueprint, abort, make_response
from flask_babel import gettext as _

from app.models import Certificate
from app.routes.issued_files import as_issued
from app.routes.public.lookups import keep_out_of_search, one_of, ticket_by_token
from app.web.access import public
from app.web.database import db
from app.web.kept_files import picture_of
from app.web.responses import Answer, personal, settings

own_certificates = Blueprint("own_certificates", __name__)
own_certificates.after_request(keep_out_of_search)


@own_certificates.get("/v/<token>/giay/<uuid:public_id>.pdf")
@public
def show(token: str, public_id: UUID) -> Answer:
    """The stored bytes; a file that differs from what was issued is never sent. 404 before it is issued."""
    paper = _paper(token, public_id)
    sorry = _("Chưa mở được giấy này"), _("Bác gọi phường để nhận bản in. Giấy vẫn có trong sổ.")
    return as_issued(paper, f"giay-chung-nhan-{paper.number:03d}", sorry)


@own_certificates.get("/v/<token>/giay/<uuid:public_id>.webp")
@public
def picture(token: str, public_id: UUID) -> Answer:
    """A picture of its first page; 404 before the worker has drawn it."""
    paper = _paper(token, public_id)
    path = picture_of(settings().pictures_dir, paper.file or "")
    if not path.is_file():
        abort(404)
    answer = make_response(path.read_bytes())
    answer.mimetype = "image/webp"
    return personal(answer)


def _paper(token: str, public_id: UUID) -> Certificate:
    """The valid certificate of one of the ticket's people, with a file; ends with a 404."""
    ticket = ticket_by_token(token)
    made = one_of(db.session(), ticket.id, str(public_id))
    paper = db.session.scalars(Certificate.valid_of([made.id])).first()
    return paper if paper is not None and paper.file is not None else abort(404)
