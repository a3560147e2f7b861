"""/k/<token>: an ambassador answers a message with one press, "Đã gặp" or "Chưa gặp được", without signing in.

Opening the link writes nothing, so that the preview of a message does not log a visit: only a press does. The page
names the mentee by initials and tên, and nothing else of them.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import uuid4

from flask import Blueprint, Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.country import clock
from app.country.names import initials_masked
from app.models import AdministrativeUnit, AuditEvent, Mentorship, VisitLink
from app.models.helping.pairs.visit_link import LinkShut, LinkState
from app.routes.public.lookups import keep_out_of_search
from app.web.access import public
from app.web.database import db, immediate
from app.web.errors import page
from app.web.heard import see_outcome
from app.web.responses import Answer, personal, see_other
from app.web.sign_in.limits import found_by_code

visit_links = Blueprint("visit_links", __name__)
visit_links.after_request(keep_out_of_search)

MET, MISSED = "met", "missed"
# Days ahead that the page of thanks offers for the next visit.
AGAIN: Mapping[str, object] = {"7": _l("Một tuần nữa"), "14": _l("Hai tuần nữa"), "30": _l("Một tháng nữa")}


@visit_links.route("/k/<token>", methods=["GET", "POST"])
@public
def show(token: str) -> Answer:
    """The two buttons; the answer is stored, and a second press finds the first; then thanks; else why the link takes
    none."""
    link, result = _link_by_token(token), request.form.get("result")
    if request.method != "POST":
        return _page(link)
    if result not in (MET, MISSED):
        return see_other(url_for("public.visit_links.show", token=link.token))
    public_id, token = link.mentorship.public_id, link.token
    try:
        with immediate() as session:
            known = _locked(session, public_id, token)
            first = known.visit is None
            known.answer(session, met=result == MET, uuid=str(uuid4()), now=clock.now())
            if first:
                _note(session, "mentorship.visit_told", known)
    except LinkShut:
        return _page(_link_by_token(token))
    return see_outcome(url_for("public.visit_links.show", token=token))


@visit_links.post("/k/<token>/hoan-tac")
@public
def destroy(token: str) -> Answer:
    """Withdraw an answer pressed by mistake: the two buttons are back."""
    link = _link_by_token(token)
    public_id, token = link.mentorship.public_id, link.token
    with immediate() as session:
        known = _locked(session, public_id, token)
        if known.undo(session, clock.now()):
            _note(session, "mentorship.visit_withdrawn", known)
    return see_outcome(url_for("public.visit_links.show", token=token))


@visit_links.post("/k/<token>/hen")
@public
def update(token: str) -> Answer:
    """Store the day of the next visit with the answer."""
    link, chosen = _link_by_token(token), request.form.get("again", "")
    public_id, token = link.mentorship.public_id, link.token
    day = clock.today() + timedelta(days=int(chosen)) if chosen in AGAIN else None
    with immediate() as session:
        _locked(session, public_id, token).plan(session, day, now=clock.now())
    return see_outcome(url_for("public.visit_links.show", token=token))


def _link_by_token(token: str) -> VisitLink:
    """The link of a token; ends with a 404 for any other token, which is counted as a guess."""
    link = found_by_code(VisitLink.called(token))
    if link is None:
        text = _("Đường dẫn có thể bị chép thiếu. Anh chị mở lại từ tin nhắn của phường.")
        abort(page(404, _("Không có đường dẫn nào như vậy"), text))
    return link


def _locked(session: Session, public_id: str, token: str) -> VisitLink:
    """The link with its pair's row locked, so that two presses follow one another."""
    session.scalars(Mentorship.locked_called(public_id)).one()
    return session.scalars(VisitLink.called(token)).one()


def _note(session: Session, action: str, link: VisitLink) -> None:
    pair = link.mentorship
    AuditEvent.note(
        session,
        action,
        at=clock.now(),
        account_id=None,
        unit_id=pair.unit_id,
        subject=("person", pair.person.public_id),
        detail={"ambassador": pair.ambassador.code},
    )


def _page(link: VisitLink) -> Response:
    now, pair = clock.now(), link.mentorship
    state = link.state(now)
    html = render_template(
        "public/visit_links/show.html",
        link=link,
        state=state.value,
        name=initials_masked(pair.person.full_name),
        helper=pair.ambassador.person.full_name,
        may_undo=link.may_undo(now),
        again=AGAIN,
        next_on=_next(link),
        ward=db.session.get(AdministrativeUnit, pair.unit_id),
    )
    over = state not in (LinkState.OPEN, LinkState.ANSWERED)
    return personal(make_response(html, 410 if over else 200))


def _next(link: VisitLink) -> date | None:
    return link.visit.next_on if link.visit is not None else None
