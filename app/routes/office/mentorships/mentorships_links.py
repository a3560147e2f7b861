"""/van-phong/kem-cap/tin-nhan: ambassadors of silent pairs are asked one by one, by a text with a link a pair."""

from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.country import clock
from app.models import AdministrativeUnit, Ambassador, Mentorship, MessageText, Role, VisitLink
from app.models.helping.pairs import pair_list
from app.models.helping.pairs.visit_link import HOW
from app.routes.office.lookups import unit_called
from app.routes.office.mentorships.mentorships import note
from app.web.access import current_account, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other
from app.web.words import messages, short_messages

mentorships_links = Blueprint("mentorships_links", __name__)


@mentorships_links.get("/kem-cap/tin-nhan")
@requires(Role.OFFICER)
def index() -> Answer:
    """Whom to write to next, the text filled in; who was written to already."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    asked = _asked(unit)
    waiting = [unsent for _helper, links in asked if (unsent := [link for link in links if not link.how])]
    notified = [sent for _helper, links in asked if (sent := [link for link in links if link.how])]
    following = waiting[0] if waiting else []
    silent = db.session.scalars(pair_list.silent_of([unit.id], clock.now())).all()
    with_link = {link.mentorship_id for _helper, links in asked for link in links}
    short = short_messages.visits(following[0].mentorship.ambassador, following) if following else ""
    return render_template(
        "office/mentorships/messages.html",
        unit=unit,
        waiting=waiting,
        notified=notified,
        following=following,
        text=_text(unit, following) if following else "",
        short=short,
        parts=short_messages.parts_of(short),
        unasked=[pair for pair in silent if pair.id not in with_link],
        silent=silent,
    )


@mentorships_links.post("/kem-cap/tin-nhan")
@requires(Role.OFFICER)
def create() -> Answer:
    """Make a link for each silent pair that has none that works; pressed twice, none is made again."""
    unit = unit_called(request.form.get("phuong"), Role.OFFICER)
    unit_id, code, now = unit.id, unit.code, clock.now()
    with immediate() as session:
        live = set(session.scalars(VisitLink.live_in(unit_id, clock.now()).with_only_columns(VisitLink.mentorship_id)))
        made = 0
        for public_id in [each.public_id for each in session.scalars(pair_list.silent_of([unit_id], now))]:
            pair = session.scalars(Mentorship.locked_called(public_id)).one()
            if pair.id in live or not pair.is_open:
                continue
            VisitLink.make(session, pair, by=current_account(), now=now)
            note(session, "mentorship.link_made", pair)
            made += 1
    if not made:
        flash(_("Không còn cặp nào cần hỏi thêm."))
    return see_other(url_for("office.mentorships_links.index", phuong=code))


@mentorships_links.post("/kem-cap/tin-nhan/da-gui")
@requires(Role.OFFICER)
def update() -> Answer:
    """Note how an ambassador (`to`, a code) was written to (`how`); a second press changes nothing."""
    unit = unit_called(request.form.get("phuong"), Role.OFFICER)
    unit_id, code, how = unit.id, unit.code, request.form.get("how", "")
    with immediate() as session:
        helper = Ambassador.code == request.form.get("to", "")
        links = session.scalars(VisitLink.live_in(unit_id, clock.now()).where(helper)).all() if how in HOW else []
        for link in links:
            if link.tell(how, clock.now()):
                note(session, "mentorship.link_sent", link.mentorship)
    return see_other(url_for("office.mentorships_links.index", phuong=code))


def _asked(unit: AdministrativeUnit) -> list[tuple[Ambassador, list[VisitLink]]]:
    """The links that work today, with those that were answered, by ambassador."""
    links: Sequence[VisitLink] = db.session.scalars(VisitLink.live_in(unit.id, clock.now())).all()
    grouped = groupby(links, key=lambda link: link.mentorship.ambassador)
    return [(helper, list(theirs)) for helper, theirs in grouped]


def _text(unit: AdministrativeUnit, links: Sequence[VisitLink]) -> str:
    """What is written to an ambassador, in the ward's own words where it has some."""
    own = db.session.scalars(MessageText.called(unit.id, messages.VISITS)).first()
    body = own.body if own else str(messages.WORDINGS[messages.VISITS].body)
    return messages.compose(body, messages.to_ambassador(links[0].mentorship.ambassador, links))
