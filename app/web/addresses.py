"""Addresses that came from outside: which of them are ours."""

from urllib.parse import urlsplit

from flask import request
from flask.globals import request_ctx
from werkzeug.exceptions import HTTPException

# Nobody is led back here after signing in.
DOORS = ("/dang-nhap", "/dang-xuat", "/mo-khoa")


def page_before() -> str:
    """The page of ours that the form of this request stood on; the start, where that is not told."""
    before = (request.referrer or "").removeprefix(request.host_url.rstrip("/"))
    return local_address(before) or local_address(request.path) or "/"


def local_address(text: str | None, *, doors: bool = False, method: str = "GET") -> str | None:
    """An address of ours that a GET answers (or another `method`), else None: never another site, a scheme, or what
    browsers read as one.

    The doors themselves are no place to be led to after signing in; with `doors` they count too.
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
