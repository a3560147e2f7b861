"""Who gets the paper that a programme gives, in the words of the paper."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import object_session

from app.models.movement.declaration import Declaration, Subject
from app.models.movement.organisation import Organisation
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.question import Type
from app.models.movement.site import Household, Site


def recipient_words(declared: Declaration, site: Site, entry: ProgrammeEntry) -> dict[str, str]:
    """The text of a paper about who gets it: full_name, address, group, and title: the deed, else what an event or a
    site of the programme's own is called where that is not the name. full_name is "" where the declaration says that
    fields name who gets it, and the entry answers none of them."""
    if declared.gives and declared.gives.to:
        named = [words for key in declared.gives.to if (words := _named(declared, key, entry))]
        name, others = named[0] if named else "", ", ".join(named[1:])
        return {"full_name": name, "address": others, "group": _group(site), "title": _deed(declared, site, entry)}
    if declared.subject is Subject.EVENT and site.organisation is not None:
        return {"full_name": site.organisation.name, "address": "", "group": _group(site), "title": site.name}
    return {**site_words(site), "title": ""}


def _deed(declared: Declaration, site: Site, entry: ProgrammeEntry) -> str:
    """What was done; a title that names who gets the paper is none."""
    if declared.gives and declared.gives.deed:
        return str(declared.shown(entry.given).get(declared.gives.deed) or "").rstrip(" .")
    return "" if declared.gives and declared.title in declared.gives.to else site.name


def site_words(site: Site) -> dict[str, str]:
    """The text of a paper about its site: name (of a house its head), address, group."""
    where = {"group": _group(site)}
    if isinstance(site, Household):
        address = ", ".join(filter(None, (f"số {site.number}" if site.number else "", site.alley)))
        return {"full_name": site.head or site.name, "address": address, **where}
    return {"full_name": site.name, "address": "", **where}


def _group(site: Site) -> str:
    group = site.residential_group
    return group.name if group is not None and group.name != site.name else ""


def _named(declared: Declaration, key: str, entry: ProgrammeEntry) -> str:
    """The name that a field was answered with; "" without an answer."""
    given: Mapping[str, Any] = declared.shown(entry.given)
    answer, field = given.get(key), next(each for each in declared.fields if each.key == key)
    if field.type is not Type.ORGANISATION:
        return str(answer or "")
    session = object_session(entry)
    named = session.get(Organisation, answer) if session and isinstance(answer, int) else None
    while named is not None and named.merged_into is not None:
        named = named.merged_into
    return named.name if named else ""
