"""Draws the cards of ambassadors: one on A7, several on A4 to cut."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.documents import ambassador_card
from app.documents.ambassador_card import Card
from app.jobs.drawing import drawing, issuer_of
from app.jobs.work import Impossible, Work
from app.models import AdministrativeUnit, Ambassador
from app.web.database import db
from app.web.kept_files import keep
from app.web.responses import public_address


def perform(work: Work) -> str:
    """Draw the cards of `ambassadors` (their ids, with commas) who serve still; returns the file."""
    ids = [int(each) for each in work.arguments["ambassadors"].split(",")]
    wanted = select(Ambassador).where(Ambassador.id.in_(ids), Ambassador.until.is_(None))
    told = wanted.options(
        joinedload(Ambassador.person), joinedload(Ambassador.residential_group), joinedload(Ambassador.unit)
    )
    found = {each.id: each for each in db.session.scalars(told)}
    cards = [_card(found[each], found[each].unit) for each in ids if each in found]
    if not cards:
        raise Impossible(_("Những người này không còn là Đại sứ số, nên không có thẻ để in."))
    unit = next(iter(found.values())).unit
    name = work.file_of(unit.code)
    db.session.rollback()
    with drawing():
        drawn = ambassador_card.draw(cards)
    keep(work.papers, name, drawn)
    return name


def _card(ambassador: Ambassador, unit: AdministrativeUnit) -> Card:
    group = ambassador.residential_group
    return Card(
        issuer=issuer_of(unit).whole,
        name=ambassador.person.full_name,
        code=ambassador.code,
        group=group.name if group else "",
        organisation=ambassador.organisation,
        decision=ambassador.decision_no,
        since=ambassador.since,
        link=public_address(ambassador.card_path),
        ward=unit.title,
        phone=unit.phone or "",
    )
