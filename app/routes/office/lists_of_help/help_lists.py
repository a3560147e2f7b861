"""/van-phong/danh-muc/…: the lists of the help log in their order. Forms and history are those of registers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import clock
from app.data.help_lists import missing, restock
from app.models import AdministrativeUnit, HelpDesk, HelpTopic, Kiosk, Role
from app.models.helping.lists.definitions import ListStillNeeded, Used, lock, uses
from app.registers.definitions.help_lists import HELP_LISTS, KEEPERS, HelpList
from app.routes.office.lookups import unit_called, units
from app.routes.registers.rows import addresses, locked, note, page_context
from app.routes.registers.views import history, show, with_register, write
from app.routes.trail import note_act
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, see_other

help_lists = Blueprint("help_lists", __name__)

WHY_NEEDED: dict[str, Callable[[], str]] = {
    "meaning": lambda: _("Đây là mục cuối cùng tính như vậy trong báo cáo. Anh chị thêm mục thay thế trước."),
    "words": lambda: _("Mục này nhận những việc ngoài danh sách nên phải luôn có. Anh chị đổi tên được."),
    "one": lambda: _("Danh sách phải còn ít nhất một mục. Anh chị thêm mục khác trước."),
}


def unit_here() -> AdministrativeUnit:
    """The ward whose lists are kept: `?phuong=`, or the visitor's first; a 404 for one of others."""
    return unit_called(request.args.get("phuong"), *KEEPERS)


def several(unit: AdministrativeUnit) -> str | None:
    """The ward's code for an address, where the visitor keeps the lists of more than one."""
    return unit.code if len(current_visitor().units(*KEEPERS)) > 1 else None


def _called(arguments: dict[str, Any]) -> HelpList:
    """The list of an address, as the ward's own."""
    unit, listing = unit_here(), HELP_LISTS[arguments.pop("listing")]

    def own_name(values: Mapping[str, Any]) -> dict[str, object]:
        """No other entry of the list is called so, capitals aside: nobody could tell the two apart in the log."""
        entries = db.session.scalars(listing.noun.listed(unit.id))
        others = {each.label.casefold(): each.label for each in entries if each.key != arguments.get("row")}
        if taken := others.get(values["label"].casefold()):
            words = _("Danh mục đã có “%(name)s”. Anh chị đặt tên khác; mục ấy đang ngừng thì mở ra dùng lại.",
                      name=taken)  # fmt: skip
            return {"label": words}
        return {}

    return replace(listing, unit=unit, several=several(unit) is not None, check=own_name)


def index(register: HelpList) -> Answer:
    """A list in its order, what is no longer offered last; with `?xep` the buttons that move an entry."""
    unit, session = unit_here(), db.session()
    entries = session.scalars(register.rows([unit.id])).all()
    headings: dict[str, list[Any]] = {}  # topics stand under theirs, in the order of the first of each
    for entry in entries:
        if entry.retired_at is None:
            headings.setdefault(entry.field if isinstance(entry, HelpTopic) else "", []).append(entry)
    return render_template(
        "office/lists_of_help/index.html",
        **page_context(register, unit),
        units=units(*KEEPERS),
        headings=headings,
        retired=[entry for entry in entries if entry.retired_at is not None],
        used=uses(session, register.noun, unit.id),
        lacking=missing(session, unit.id, register.noun) if register.restocks else 0,
        moving="xep" in request.args,
        tablets=register.noun is HelpDesk and bool(current_visitor().roles & {Role.COUNTER, Role.OFFICER}),
    )


def move(register: HelpList) -> Answer:
    """One place up or down; what the page showed otherwise is left where it is."""
    up, at = "up" in request.form, addresses(register)
    key, _dot, seen = request.form.get("up" if up else "down", "").rpartition(".")
    if not seen.isdecimal() or len(seen) > 6:
        return see_other(at("index"))
    with immediate() as session:
        row = _entry(register, session, key)
        if row.move(session, up=up, seen=int(seen)):
            note(register, session, "moved", row, register.named(row))
    return see_other(at("index", xep=1, _anchor=key))


def retire(register: HelpList, row: str) -> Answer:
    """Offer an entry no more; with `mo-lai` again. Twice changes nothing. The tablets at a desk go with it."""

    def done(session: Session, entry: Any) -> None:
        if again:
            changed = entry.bring_back()
        elif changed := entry.retire(session, clock.now()):
            desk_id = entry.id if isinstance(entry, HelpDesk) else None
            for kiosk in session.scalars(Kiosk.in_units({entry.unit_id}).where(Kiosk.desk_id == desk_id)):
                kiosk.revoke(clock.now())
        if changed:
            note(register, session, step.key, entry, register.named(entry))

    again = "mo-lai" in request.form
    step = (register.archive.restore if again else register.archive.retire) or abort(404)
    return _spared(register, row, done, str(step.message))


def remove(register: HelpList, row: str) -> Answer:
    """Delete what was never used; what was used meanwhile stays, and the page says so."""

    def done(session: Session, entry: Any) -> None:
        note(register, session, "deleted", entry, register.named(entry))
        entry.remove(session)

    return _spared(register, row, done, _("Đã xóa %(name)s."))


def _spared(register: HelpList, row: str, does: Callable[[Session, Any], None], message: str) -> Answer:
    """Do without an entry, or say why the list cannot."""
    at = addresses(register)
    try:
        with immediate() as session:
            entry = _entry(register, session, row)
            name = entry.name
            does(session, entry)
    except Used:
        flash(_("Mục này vừa có người dùng nên không xóa được. Anh chị ngừng dùng nó thì hơn."), "warn")
        return see_other(at("edit", row=row))
    except ListStillNeeded as needed:
        flash(WHY_NEEDED[needed.why](), "warn")
        return see_other(at("edit", row=row))
    flash(message % {"name": name})
    return see_other(at("index"))


def _entry(register: HelpList, session: Session, key: str) -> Any:
    """The entry of an address, locked with its list until the transaction ends."""
    lock(session, unit_here().id)
    return locked(register, session, key)


def supply(register: HelpList) -> Answer:
    """Add the common entries that are missing, and the guides to topics that nobody has touched."""
    unit, done = unit_here(), 0
    if register.restocks:
        with immediate() as session:
            if done := restock(session, unit.id, register.noun):
                note_act(session, "ward_list.restocked", unit.id, (register.subject_kind, unit.code), {"new": done})
    flash(_("Đã nạp %(count)s mục mẫu.", count=done) if done else _("Danh sách đã đủ mục mẫu."))
    return see_other(addresses(register)("index"))


VIEWS: dict[str, tuple[str, str, Callable[..., Answer]]] = {
    "index": ("GET", "", index),
    "new": ("GET POST", "/them", write),
    "show": ("GET", "/<row>", show),
    "edit": ("GET POST", "/<row>/sua", write),
    "history": ("GET", "/<row>/lich-su", history),
    "destroy": ("POST", "/<row>/ngung", retire),
    "remove": ("POST", "/<row>/xoa", remove),
    "move": ("POST", "/thu-tu", move),
    "supply": ("POST", "/nap-mau", supply),
}
for endpoint, (methods, address, view) in VIEWS.items():
    hung = requires(*KEEPERS)(with_register(_called, view))
    for slug in HELP_LISTS:
        help_lists.add_url_rule(
            f"/danh-muc/{slug}{address}", endpoint, hung, methods=methods.split(), defaults={"listing": slug}
        )
