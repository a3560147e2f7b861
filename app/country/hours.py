"""Hours as staff type them."""

import re
from datetime import time

from app.country.names import clean

_HOUR = re.compile(r"(?P<hour>\d{1,2})(?:\s*(?:giờ|gio|h|g|:|\.)\s*(?P<minute>\d{1,2})?(?:\s*(?:phút|phut|p))?)?", re.I)


def parse_hour(text: str) -> time:
    """ "19 giờ 30", "19:30", "19h30", "7g30", "19.30", "8 giờ", "8".

    Raises:
        ValueError: no such hour, or nothing that reads as one.
    """
    found = _HOUR.fullmatch(clean(text))
    if found is None:
        raise ValueError("not an hour")
    return time(int(found["hour"]), int(found["minute"] or 0))
