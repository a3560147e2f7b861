"""Checks that addresses from outside lead to this site."""

from urllib.parse import urlsplit

from flask import request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

# No targets after signing in.
DOORS = ("/dang-nhap", "/dang-xuat", "/mo-khoa")


def page_before() -> str:
    """The page of ours from which this form was sent, by the Referer; else this address, else "/"."""
    before = (request.referrer or "").removeprefix(request.host_url.rstrip("/"))
    return local_address(before) or local_address(request.path) or "/"


def local_address(text: str | None, *, doors: bool = False, method: str = "GET") -> str | None:
    """The text if it is an address of ours that answers GET (or `method`), else None: never another site, a scheme, or
    anything that browsers read as one.

    DOORS are no target after signing in; `doors` allows them.
    """
    if not text or not text.startswith("/") or text.startswith("//"):
        return None
    if "\\" in text or any(ord(sign) <= 32 or ord(sign) == 127 for sign in text):
        return None
    adapter = request_ctx.url_adapter
    path = urlsplit(text).path
    try:
        if adapter is None or (path.startswith(DOORS) and not doors) or not adapter.match(path, method=method):
            return None
    except HTTPException:
        return None
    return text
