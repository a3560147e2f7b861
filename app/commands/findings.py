"""What `lopso doctor` says of each thing it looks at."""

from typing import NamedTuple

OK, WARN, BAD = "ok", "warn", "bad"


class Finding(NamedTuple):
    """One thing looked at: what was found, and what to do where it is not well."""

    name: str
    state: str
    found: str
    way_out: str = ""
