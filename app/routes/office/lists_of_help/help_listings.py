"""The lists that a ward keeps for its help log, as /van-phong/danh-muc shows them: words, form and noun of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from flask import Blueprint, abort, request
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.models import (
    AdministrativeUnit,
    HelpDesk,
    HelpReason,
    HelpResult,
    HelpTopic,
    Meaning,
    PlaceKind,
    Role,
    Skill,
)
from app.models.helping.lists.ward_list import ListEntry
from app.routes.office.lookups import unit_called
from app.routes.trail import note_act
from app.web.access import found
from app.web.responses import Answer

# Who may keep the lists.
KEEPERS = (Role.OFFICER, Role.ADMINISTRATOR)
Entry = ListEntry | HelpDesk
View = TypeVar("View", bound=Callable[..., Answer])

MEANINGS: Mapping[str, object] = {
    Meaning.ALONE: _l("tự làm được"),
    Meaning.TOGETHER: _l("làm cùng"),
    Meaning.DONE_FOR: _l("làm hộ"),
    Meaning.UNFINISHED: _l("chưa xong"),
    Meaning.REFERRED: _l("chuyển nơi khác"),
}
PLACES: Mapping[str, object] = {
    PlaceKind.COUNTER: _l("Quầy ở Trung tâm Phục vụ hành chính công"),
    PlaceKind.KIOSK: _l("Bàn tự phục vụ, AI Kiosk"),
    PlaceKind.HOME: _l("Đến nhà dân"),
    PlaceKind.MARKET: _l("Chợ, điểm lưu động"),
    PlaceKind.HALL: _l("Nhà văn hóa, buổi tối"),
    PlaceKind.PHONE: _l("Qua điện thoại"),
}


@dataclass(frozen=True)
class Listing:
    """A list: its part of the address, its noun, what the trail calls an entry, its words, its icon."""

    slug: str
    noun: type[ListEntry] | type[HelpDesk]
    subject: str
    title: object
    about: object
    icon: str
    restocks: bool = True


LISTINGS: Mapping[str, Listing] = {
    listing.slug: listing
    for listing in (
        Listing(
            "viec-can-giup",
            HelpTopic,
            "help_topic",
            _l("Việc cần giúp"),
            _l("Người ta đến vì việc gì; các bước hiện ở bàn tự phục vụ"),
            "list-checks",
        ),
        Listing("ket-qua", HelpResult, "help_result", _l("Kết quả"), _l("Lượt giúp kết thúc thế nào"), "circle-check"),
        Listing("ly-do", HelpReason, "help_reason", _l("Lý do chưa xong"), _l("Vì sao một lượt chưa xong"), "info"),
        Listing(
            "ky-nang",
            Skill,
            "skill",
            _l("Kỹ năng"),
            _l("Người được kèm học gì; mục tiêu của cặp kèm"),
            "book-open-text",
        ),
        Listing(
            "quay-ban",
            HelpDesk,
            "help_desk",
            _l("Quầy, bàn, nơi giúp"),
            _l("Nơi ghi lượt giúp; máy tự phục vụ đứng cạnh quầy nào"),
            "landmark",
            restocks=False,
        ),
    )
}


def each_list(resource: Blueprint, rule: str, *methods: str) -> Callable[[View], View]:
    """Hang a view on the same address of every list; `listing` says which."""

    def hang(view: View) -> View:
        for slug in LISTINGS:
            address = f"/danh-muc/{slug}{rule}"
            resource.add_url_rule(address, view.__name__, view, methods=methods, defaults={"listing": slug})
        return view

    return hang


def listing_called(slug: str) -> Listing:
    """The list of an address; a 404 for any other."""
    return LISTINGS.get(slug) or abort(404)


def unit_here() -> AdministrativeUnit:
    """The ward whose lists are kept: `?phuong=`, or the visitor's first; a 404 for one of others."""
    return unit_called(request.args.get("phuong"), *KEEPERS)


def entry_here(listing: Listing, key: str, unit_id: int) -> Entry:
    """The entry of an address, retired or not; a 404 where the ward has none of this key."""
    if listing.noun is HelpDesk:
        return found(HelpDesk.keyed(unit_id, key))
    assert issubclass(listing.noun, ListEntry)
    return found(listing.noun.keyed(unit_id, key))


def note_entry(
    session: Session, action: str, subject: str, entry: Entry, detail: dict[str, object] | None = None
) -> None:
    """Note in the audit trail what the visitor does to a list."""
    note_act(session, action, entry.unit_id, (subject, entry.key), {"name": entry.label, **(detail or {})})
