"""/van-phong/danh-muc/…: the lists of the help log, one a page: added to, renamed; what was never used deleted."""

from collections import Counter
from typing import Any

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask_babel import gettext as _

from app.data.help_lists import missing
from app.models import AdministrativeUnit, HelpDesk, HelpTopic, Role
from app.models.helping.lists.definitions import StillNeeded, Used, lock, uses
from app.models.helping.lists.ward_list import ListEntry
from app.models.people.changing import Overtaken
from app.routes.office.lists_of_help.help_list_forms import form_of, written_of
from app.routes.office.lists_of_help.help_listings import (
    KEEPERS,
    MEANINGS,
    PLACES,
    Entry,
    Listing,
    each_list,
    entry_here,
    listing_called,
    note_entry,
    unit_here,
)
from app.routes.office.lookups import STAFF, units
from app.routes.registers.forms import RegisterForm, differences
from app.web.access import current_visitor, requires
from app.web.database import db, immediate
from app.web.responses import Answer, refuse, see_other

help_lists = Blueprint("help_lists", __name__)


@each_list(help_lists, "", "GET")
@requires(*KEEPERS)
def index(listing: str) -> Answer:
    """A list in its order, what is no longer offered last; with `?xep` the buttons that move an entry."""
    kept, unit = listing_called(listing), unit_here()
    entries = list(db.session.scalars(kept.noun.listed(unit.id)))
    lacking = 0
    if kept.restocks and issubclass(kept.noun, ListEntry):
        lacking = missing(db.session(), unit.id, kept.noun)
    return render_template(
        "office/lists_of_help/index.html",
        kept=kept,
        unit=unit,
        units=units(*KEEPERS),
        groups=grouped([entry for entry in entries if entry.retired_at is None]),
        retired=[entry for entry in entries if entry.retired_at is not None],
        used=uses(db.session(), kept.noun, unit.id),
        words_of=words_of,
        lacking=lacking,
        moving="xep" in request.args,
        tablets=kept.noun is HelpDesk and bool(current_visitor().roles & {Role.COUNTER, Role.OFFICER}),
        in_office=is_in_office(),
    )


def grouped(entries: list[Entry]) -> list[tuple[str, list[Entry]]]:
    """Topics under their headings, in the order of the first of each; other lists under none."""
    headings: dict[str, list[Entry]] = {}
    for entry in entries:
        headings.setdefault(entry.field if isinstance(entry, HelpTopic) else "", []).append(entry)
    return list(headings.items())


def words_of(entry: Entry) -> str:
    """What stands beneath an entry's name."""
    if isinstance(entry, HelpDesk):
        return f"{entry.key}, {PLACES[entry.place_kind]}"
    meaning = getattr(entry, "meaning", "")
    if meaning:
        return str(_("tính là %(meaning)s", meaning=MEANINGS[meaning]))
    if isinstance(entry, HelpTopic):
        count = len(entry.step_lines)
        return str(_("%(count)s bước", count=count) if count else _("chưa có hướng dẫn"))
    return ""


def is_in_office() -> bool:
    """Whether the visitor may open the office's other pages; an administrator may not."""
    return bool(current_visitor().roles & set(STAFF))


@each_list(help_lists, "/them", "GET")
@requires(*KEEPERS)
def new(listing: str) -> Answer:
    """The form."""
    kept, unit = listing_called(listing), unit_here()
    return render_template(**_edit_page(kept, unit, form_of(kept, unit, formdata=None)))


@each_list(help_lists, "/them", "POST")
@requires(*KEEPERS)
def create(listing: str) -> Answer:
    """One more, last on its list."""
    kept, unit = listing_called(listing), unit_here()
    form = form_of(kept, unit)
    if not (form.validate() and _own_name(kept, unit, form)):
        return refuse(**_edit_page(kept, unit, form, refused=True))
    with immediate() as session:
        here = session.get_one(AdministrativeUnit, unit.id)
        made: Entry
        if kept.noun is HelpDesk:
            made = HelpDesk.add(session, here, **form.values)
        else:
            assert issubclass(kept.noun, ListEntry)
            made = kept.noun.add(session, here.id, **form.values)
        note_entry(session, "ward_list.added", kept.subject, made)
    flash(_("Đã thêm %(name)s.", name=form.values["label"]))
    return back(kept, unit)


@each_list(help_lists, "/<entry>/sua", "GET")
@requires(*KEEPERS)
def edit(listing: str, entry: str) -> Answer:
    """The form with an entry as it stands."""
    kept, unit = listing_called(listing), unit_here()
    row = entry_here(kept, entry, unit.id)
    form = form_of(kept, unit, row, formdata=None)
    return render_template(**_edit_page(kept, unit, form, row))


@each_list(help_lists, "/<entry>/sua", "POST")
@requires(*KEEPERS)
def update(listing: str, entry: str) -> Answer:
    """Take over what was written; 409 when somebody else changed it meanwhile, with theirs beside what was typed."""
    kept, unit = listing_called(listing), unit_here()
    row = entry_here(kept, entry, unit.id)
    form = form_of(kept, unit, row)
    if not (form.validate() and _own_name(kept, unit, form, row)):
        return refuse(**_edit_page(kept, unit, form, row, refused=True))
    try:
        with immediate() as session:
            lock(session, unit.id)
            row = entry_here(kept, entry, unit.id)
            if changed := row.change(form.values, form.version.data or ""):
                note_entry(session, "ward_list.changed", kept.subject, row, {"changed": ", ".join(sorted(changed))})
    except Overtaken:
        row = entry_here(kept, entry, unit.id)
        form.version.data = str(row.version)
        both = differences(written_of(kept, row), row, form.values)
        return refuse(status=409, differences=both, **_edit_page(kept, unit, form, row, refused=True))
    flash(_("Đã lưu %(name)s.", name=form.values["label"]))
    return back(kept, unit)


@each_list(help_lists, "/<entry>/xoa", "POST")
@requires(*KEEPERS)
def destroy(listing: str, entry: str) -> Answer:
    """Delete what was never used; what was used meanwhile stays, and the page says so."""
    kept, unit = listing_called(listing), unit_here()
    try:
        with immediate() as session:
            lock(session, unit.id)
            row = entry_here(kept, entry, unit.id)
            name = row.label
            note_entry(session, "ward_list.deleted", kept.subject, row)
            row.remove(session)
    except Used:
        flash(_("Mục này vừa có người dùng nên không xóa được. Anh chị ngừng dùng nó thì hơn."), "warn")
        return see_other(url_for("office.help_lists.edit", listing=listing, entry=entry, phuong=several(unit)))
    except StillNeeded as needed:
        flash(why_needed(needed), "warn")
        return see_other(url_for("office.help_lists.edit", listing=listing, entry=entry, phuong=several(unit)))
    flash(_("Đã xóa %(name)s.", name=name))
    return back(kept, unit)


def why_needed(needed: StillNeeded) -> str:
    """Why the list cannot do without an entry, and what to do first."""
    if needed.why == "meaning":
        return str(_("Đây là mục cuối cùng tính như vậy trong báo cáo. Anh chị thêm mục thay thế trước."))
    if needed.why == "words":
        return str(_("Mục này nhận những việc ngoài danh sách nên phải luôn có. Anh chị đổi tên được."))
    return str(_("Danh sách phải còn ít nhất một mục. Anh chị thêm mục khác trước."))


def several(unit: AdministrativeUnit) -> str | None:
    """The ward's code for an address, where the visitor keeps the lists of more than one."""
    return unit.code if len(current_visitor().units(*KEEPERS)) > 1 else None


def back(kept: Listing, unit: AdministrativeUnit) -> Response:
    """Back to the list."""
    return see_other(url_for("office.help_lists.index", listing=kept.slug, phuong=several(unit)))


def _edit_page(
    kept: Listing, unit: AdministrativeUnit, form: RegisterForm, row: Entry | None = None, *, refused: bool = False
) -> dict[str, Any]:
    """What the form's page is drawn from."""
    times: Counter[int] = Counter(uses(db.session(), kept.noun, unit.id) if row else {})
    fields = list(dict.fromkeys(topic.field for topic in db.session.scalars(HelpTopic.offered(unit.id))))
    template = "office/lists_of_help/edit.html"
    return {
        "page" if refused else "template_name_or_list": template,
        "kept": kept,
        "unit": unit,
        "form": form,
        "row": row,
        "times": times[row.id] if row else 0,
        "fields": fields,
        "several": several(unit),
        "in_office": is_in_office(),
    }


def _own_name(kept: Listing, unit: AdministrativeUnit, form: RegisterForm, row: Entry | None = None) -> bool:
    """Whether no other entry of the list is called so, capitals aside: nobody could tell the two apart in the log."""
    named = form.values["label"].casefold()
    listed = db.session.scalars(kept.noun.listed(unit.id))
    others = [entry.label for entry in listed if row is None or entry.id != row.id]
    taken = next((name for name in others if name.casefold() == named), None)
    if taken is not None:
        message = _(
            "Danh mục đã có “%(name)s”. Anh chị đặt tên khác; mục ấy đang ngừng thì mở ra dùng lại.", name=taken
        )
        form["label"].errors = [message]
    return taken is None
