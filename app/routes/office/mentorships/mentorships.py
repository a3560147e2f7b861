"""/van-phong/kem-cap: all pairs of the ward, found and read; ambassadors of silent ones are sent a text with links."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _, lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import RadioField
from wtforms.validators import StopValidation

from app.country import clock
from app.exchange.exports import help_log as pairs_export, values
from app.models import AdministrativeUnit, Ambassador, Mentorship, MessageText, PairOutcome, Phone, Role, VisitLink
from app.models.helping.pairs import pairing
from app.models.helping.pairs.mentor_visit import Past, classes_of
from app.models.helping.pairs.mentorship import LONGEST_WORDS
from app.models.helping.pairs.pairing import PairShelf, on_shelf
from app.models.helping.pairs.visit_link import HOW
from app.routes.office.imports.intakes import list_file
from app.routes.office.lookups import STAFF, unit_called, unit_ids, unit_list
from app.routes.office.mentorships.mentorships_list import SHELVES, mentorships_list
from app.routes.office.people.people_here import is_officer_of
from app.routes.trail import note_act, note_unit
from app.web.access import current_account, one_or_404, requires
from app.web.database import db, immediate
from app.web.forms.staff_fields import LineField
from app.web.responses import Answer, personal, see_other
from app.web.words import ambassadors as mentorship_words, messages, short_messages

mentorships = Blueprint("mentorships", __name__)


class EndForm(FlaskForm):
    """How a pair ends."""

    outcome = RadioField(
        _l("Kết quả"),
        choices=lambda: [
            (key, str(label)) for key, label in mentorship_words.OUTCOMES.items() if key != PairOutcome.HANDED_OVER
        ],
        validate_choice=False,
    )
    words = LineField(_l("Ghi thêm"), longest=LONGEST_WORDS)

    def validate_outcome(self, field: RadioField) -> None:
        """One of them."""
        if field.data not in list(PairOutcome) or field.data == PairOutcome.HANDED_OVER:
            raise StopValidation(_("Anh chị chọn một kết quả."))


@mentorships.get("/kem-cap")
@requires(*STAFF)
def index() -> Answer:
    """The pairs who have what was typed (`?tim=`) and fit `?loc=` a shelf, `?to=` a group, `?dss=` an ambassador's
    code, by `?sap=`, twenty-five a page."""
    unit = unit_called(request.args.get("phuong"))
    rows, pairs = mentorships_list(db.session(), unit), Mentorship.in_units([unit.id])
    return unit_list("office/mentorships/index.html", "office.mentorships.index", unit, rows, pairs)


@mentorships.get("/kem-cap-<unit>.xlsx")
@requires(*STAFF)
def export(unit: str) -> Answer:
    """The pairs of a shelf (`?loc=`) as a workbook; that they left the house is noted."""
    shelf, _words = SHELVES.get(request.args.get("loc", ""), (PairShelf.OPEN, ""))
    with immediate() as session:
        note_unit(session, "mentorship.exported", unit_called(unit), {"shelf": shelf.value})
    here = unit_called(unit)
    pairs = db.session.scalars(Mentorship.in_units([here.id]).where(on_shelf(shelf, clock.now()))).all()
    title = _("Kèm cặp, %(ward)s", ward=here.title)
    heading, rows = values.numbered(pairs_export.MENTORSHIP_COLUMNS, pairs, here.group_word)
    return personal(list_file(f"kem-cap-{here.code}", heading, rows, title=title, xlsx=True))


@mentorships.get("/kem-cap/<uuid:pair_id>")
@requires(*STAFF)
def show(pair_id: UUID) -> Answer:
    """All that is known of one pair; that it was looked at is noted, each time."""
    pair_here(pair_id)
    with immediate() as session:
        note(session, "mentorship.viewed", pair_here(pair_id))
    pair = pair_here(pair_id)
    return render_template(
        "office/mentorships/show.html", **context_of(pair), form=EndForm(formdata=None), ambassadors=others_of(pair)
    )


def pair_here(pair_id: UUID) -> Mentorship:
    """A pair of the visitor's units, to read; a 404 for one of others."""
    return one_or_404(Mentorship.in_units(unit_ids()).where(Mentorship.public_id == str(pair_id)))


def context_of(pair: Mentorship) -> dict[str, Any]:
    """What the page of a pair tells: its past, classes, and the phones on which visits may wait."""
    session = db.session()
    account_id = pair.ambassador.account_id
    return {
        "pair": pair,
        "person": pair.person,
        "past": Past.of(session, pair),
        "classes": classes_of(session, pair.person),
        "phones": db.session.scalars(Phone.keeping(account_id)).all() if account_id else [],
        "officer": is_officer_of(pair.unit_id),
        "words": mentorship_words,
        "today": clock.today(),
    }


def others_of(pair: Mentorship) -> list[Ambassador]:
    """The ambassadors to whom a mentee could be handed over, with their groups, by name."""
    others = Ambassador.listed([pair.unit_id]).where(Ambassador.id != pair.ambassador_id)
    today = clock.today()
    return [one for one in db.session.scalars(others) if one.serves(today)]


def note(session: Session, action: str, pair: Mentorship) -> None:
    """Write what the visitor does to a pair into the audit trail, under the mentee's name."""
    note_act(session, action, pair.unit_id, ("person", pair.person.public_id), {"ambassador": pair.ambassador.code})


@mentorships.get("/kem-cap/tin-nhan")
@requires(Role.OFFICER)
def links() -> Answer:
    """Whom to write to next, the text filled in; who was written to already."""
    unit = unit_called(request.args.get("phuong"), Role.OFFICER)
    asked = _asked(unit)
    waiting = [unsent for _helper, sent_links in asked if (unsent := [link for link in sent_links if not link.how])]
    notified = [sent for _helper, sent_links in asked if (sent := [link for link in sent_links if link.how])]
    following = waiting[0] if waiting else []
    silent = db.session.scalars(pairing.silent_of([unit.id], clock.now())).all()
    with_link = {link.mentorship_id for _helper, sent_links in asked for link in sent_links}
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


@mentorships.post("/kem-cap/tin-nhan")
@requires(Role.OFFICER)
def make_links() -> Answer:
    """Make a link for each silent pair that has none that works; pressed twice, none is made again."""
    unit = unit_called(request.form.get("phuong"), Role.OFFICER)
    unit_id, code, now = unit.id, unit.code, clock.now()
    with immediate() as session:
        live = set(session.scalars(VisitLink.live_in(unit_id, clock.now()).with_only_columns(VisitLink.mentorship_id)))
        made = 0
        for public_id in [each.public_id for each in session.scalars(pairing.silent_of([unit_id], now))]:
            pair = session.scalars(Mentorship.locked_called(public_id)).one()
            if pair.id in live or not pair.is_open:
                continue
            VisitLink.make(session, pair, by=current_account(), now=now)
            note(session, "mentorship.link_made", pair)
            made += 1
    if not made:
        flash(_("Không còn cặp nào cần hỏi thêm."))
    return see_other(url_for("office.mentorships.links", phuong=code))


@mentorships.post("/kem-cap/tin-nhan/da-gui")
@requires(Role.OFFICER)
def links_sent() -> Answer:
    """Note how an ambassador (`to`, a code) was written to (`how`); a second press changes nothing."""
    unit = unit_called(request.form.get("phuong"), Role.OFFICER)
    unit_id, code, how = unit.id, unit.code, request.form.get("how", "")
    with immediate() as session:
        helper = Ambassador.code == request.form.get("to", "")
        sent_links = session.scalars(VisitLink.live_in(unit_id, clock.now()).where(helper)).all() if how in HOW else []
        for link in sent_links:
            if link.tell(how, clock.now()):
                note(session, "mentorship.link_sent", link.mentorship)
    return see_other(url_for("office.mentorships.links", phuong=code))


def _asked(unit: AdministrativeUnit) -> list[tuple[Ambassador, list[VisitLink]]]:
    """The links that work today, with those that were answered, by ambassador."""
    sent_links: Sequence[VisitLink] = db.session.scalars(VisitLink.live_in(unit.id, clock.now())).all()
    grouped = groupby(sent_links, key=lambda link: link.mentorship.ambassador)
    return [(helper, list(theirs)) for helper, theirs in grouped]


def _text(unit: AdministrativeUnit, sent_links: Sequence[VisitLink]) -> str:
    """What is written to an ambassador, in the ward's own words where it has some."""
    own = db.session.scalars(MessageText.called(unit.id, messages.VISITS)).first()
    body = own.body if own else str(messages.WORDINGS[messages.VISITS].body)
    return messages.compose(body, messages.to_ambassador(sent_links[0].mentorship.ambassador, sent_links))
