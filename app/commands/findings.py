"""What `lopso doctor` says of each thing it looks at."""

from collections.abc import Callable
from typing import NamedTuple

from app.web.storage import StoreUnavailable

OK, WARN, BAD = "ok", "warn", "bad"


class Finding(NamedTuple):
    """One thing looked at: what was found, and what to do where it is not well."""

    name: str
    state: str
    found: str
    way_out: str = ""


def finding_of(check: Callable[[], Finding]) -> Finding:
    """What a check finds; bad where it needs the store of files, and that cannot be used."""
    try:
        return check()
    except StoreUnavailable as error:
        way_out = "Nothing is lost by it. Is the object store up, are FILES_URL and its keys those of this place?"
        return Finding(check.__name__, BAD, f"unknown: the store of FILES_URL cannot be used: {error}", way_out)
