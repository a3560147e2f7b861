"""Addresses of web pages that staff paste."""

import re
from urllib.parse import urlsplit

# The longest address that is stored.
LONGEST = 500
_HOST = re.compile(r"[\w-]+(\.[\w-]+)+(:\d+)?")


def is_https(text: str) -> bool:
    """Whether a text is one https address with a host, without a user name and without spaces."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(_HOST.fullmatch(parts.netloc)) and not re.search(r"\s", text)
