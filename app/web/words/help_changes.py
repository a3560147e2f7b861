"""The former values of a help record before each of its corrections, in words."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session

from app.models import HelpCorrection, HelpRecord
from app.models.helping.lists.listed import HelpLists, ListEntry
from app.registers.help_words import PLACES

FIELDS: Mapping[str, object] = {
    "topics": _l("Việc"),
    "other_words": _l("Việc khác"),
    "result": _l("Kết quả"),
    "reason": _l("Vì sao chưa xong"),
    "age_band": _l("Tuổi"),
    "residential_group": _l("Tổ dân phố"),
    "desk": _l("Bàn"),
    "place_kind": _l("Nơi giúp"),
    "minutes": _l("Số phút"),
    "person": _l("Người được giúp"),
    "withdrawn": _l("Trong sổ"),
}


@dataclass(frozen=True)
class Change:
    """One correction: who, when, why; `was` has the former values as (label, words). `stands` is False if a newer
    correction had been stored already."""

    at: datetime
    who: str
    why: str
    stands: bool
    was: tuple[tuple[str, str], ...]


def changes_of(session: Session, record: HelpRecord, kept: Sequence[HelpCorrection]) -> list[Change]:
    """Corrections in words, in order; one statement if there are any."""
    if not kept:
        return []
    lists = HelpLists.of(session, record.unit_id)
    return [_change(each, lists) for each in kept]


def _change(kept: HelpCorrection, lists: HelpLists) -> Change:
    before: dict[str, Any] = json.loads(kept.before)
    was = tuple((str(FIELDS[name]), _words(name, before[name], lists)) for name in FIELDS if name in before)
    return Change(kept.at, kept.by.full_name, kept.reason, kept.stands, was)


def _words(name: str, value: Any, lists: HelpLists) -> str:
    if name == "withdrawn":
        return str(_("đã bỏ") if value else _("có tính"))
    if value is None or value == "" or value == []:
        return str(_("chưa ghi"))
    if name == "person":
        return str(_("có tên"))  # the name itself is stored with the person only
    listed: Mapping[str, Mapping[str, ListEntry]] = {
        "topics": lists.topics,
        "result": lists.results,
        "reason": lists.reasons,
        "age_band": lists.age_bands,
        "residential_group": lists.groups,
        "desk": lists.desks,
    }
    if name in listed:
        keys = value if isinstance(value, list) else [value]
        return ", ".join(_label(listed[name], key) for key in keys)
    describe: Callable[[Any], str] = {"place_kind": lambda key: str(PLACES.get(key, key))}.get(name, str)
    return describe(value)


def _label(entries: Mapping[str, ListEntry], key: str) -> str:
    return entries[key].label if key in entries else key
