"""/v/<token>/giay/<id>.pdf: the certificate as it was issued, for whoever holds the ticket it was earned with."""

import logging
from uuid import UUID

from flask import Blueprint, abort, make_response
from flask_babel import gettext as _

from app.access import public
from app.database import db
from app.errors import page
from app.jobs.files import Altered, kept
from app.models import Certificate
from app.responses import Answer, personal, settings
from app.routes.public.lookups import keep_out_of_search, one_of, ticket_held

log = logging.getLogger(__name__)

own_certificates = Blueprint("own_certificates", __name__)
own_certificates.after_request(keep_out_of_search)


@own_certificates.get("/v/<token>/giay/<uuid:public_id>.pdf")
@public
def show(token: str, public_id: UUID) -> Answer:
    """The stored bytes; a file that is no longer what was issued is never shown. 404 before it is issued."""
    ticket = ticket_held(token)
    made = one_of(db.session(), ticket.id, str(public_id))
    paper = db.session.scalars(Certificate.valid_of([made.id])).first()
    if paper is None or paper.file is None:
        abort(404)
    try:
        content = kept(settings().papers_dir, paper.file, paper.sha256 or "")
    except Altered:
        log.error("the file of certificate %s is not the one that was issued", paper.code)
        return page(500, _("Chưa mở được giấy này"), _("Bác gọi phường để nhận bản in. Giấy vẫn có trong sổ."))
    answer = make_response(content)
    answer.mimetype = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="giay-chung-nhan-{paper.number:03d}.pdf"'
    return personal(answer)
