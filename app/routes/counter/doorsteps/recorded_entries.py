"""/quay/ghi-nhanh/da-ghi: what the visitor sent from a phone for a group or about an event there, and the request to
have it back; an entry of a round has its page from its house. What was recorded for an organisation is on /don-vi."""

from functools import partial
from uuid import UUID

from flask import Blueprint, url_for
from flask_babel import gettext as _

from app.models import ProgrammeEntry
from app.models.movement.entry_lists import sent_from_phone
from app.models.people.role import WARD_ROLES
from app.routes.entries import sent_entries
from app.routes.entries.sent_entries import SentEntriesPage
from app.web.access import current_visitor, requires
from app.web.database import db
from app.web.kept_forms import dedupes_itself
from app.web.responses import Answer

recorded_entries = Blueprint("recorded_entries", __name__)
LIST = "/ghi-nhanh/da-ghi"
AT = f"{LIST}/<uuid:entry>"


@recorded_entries.get(LIST)
@requires(*WARD_ROLES)
def index() -> Answer:
    """All of it, the newest first; `?trang=` a page."""
    return sent_entries.index(sender_here())


@recorded_entries.get(AT)
@requires(*WARD_ROLES)
def show(entry: UUID) -> Answer:
    """What was recorded, whether it counts, and the form that asks for it back."""
    return sent_entries.show(sender_here(), entry)


@recorded_entries.post(f"{AT}/xin-sua")
@dedupes_itself
@requires(*WARD_ROLES)
def update(entry: UUID) -> Answer:
    """Ask for an entry back, with the words of `words`. Twice asks once."""
    return sent_entries.ask_back(sender_here, entry)


@recorded_entries.post(f"{AT}/rut-lai")
@dedupes_itself
@requires(*WARD_ROLES)
def destroy(entry: UUID) -> Answer:
    """Take back an entry that the visitor recorded. Twice takes it back once."""
    return sent_entries.take_back(sender_here, entry)


def sender_here() -> SentEntriesPage:
    """The visitor as a sender."""
    visitor = current_visitor()
    who = db.session(), visitor.account_id, {grant.unit_id for grant in visitor.grants}, visitor.as_of
    return SentEntriesPage(
        room="counter", layout="counter/layout.html", entries=partial(sent_from_phone, *who),
        shown=partial(sent_from_phone, *who, rounds=True),
        heading=_("Những gì anh chị đã gửi"), back=(url_for("counter.quick_entries.index"), _("Ghi nhanh")),
        mends=form_address, context={"tab": "quick"},
    )  # fmt: skip


def form_address(entry: ProgrammeEntry) -> str:
    """The form on which an entry is sent again."""
    if entry.site.kind == "household":
        return url_for("counter.doorsteps.show", programme=entry.programme_id, house=entry.site.public_id)
    subject = None if entry.site.kind == "event" else entry.site.public_id
    return url_for("counter.quick_entries.index", muc=entry.programme_id, period=entry.period or None, subject=subject)
