"""What a proxy in front says of callers: believed as far as TRUSTED_PROXIES says; where that says 0 and there is one
all the same, it is noticed, for then the whole internet has one address, and one stranger slows down everybody.
"""

import logging
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)

HEADERS = ("FORWARDED", *(f"X_FORWARDED_{what}" for what in ("FOR", "PROTO", "HOST", "PORT", "BY")))


def rules(trusted: int) -> dict[str, Any]:
    """What waitress may believe of X-Forwarded-*: the entries of so many proxies in front; of none, see `Unasked`."""
    if trusted == 0:
        return {"clear_untrusted_proxy_headers": False}
    return {
        "trusted_proxy": "*",
        "trusted_proxy_count": trusted,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


class Unasked:
    """An app that believes no proxy, and leaves a note when one speaks from this machine or its network.

    A stranger from elsewhere who sends the same words is no proxy of ours.
    """

    def __init__(self, app: WSGIApplication, leave_note: Callable[[], None]) -> None:
        self._app, self._leave_note = app, leave_note
        self._noted = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        headers = [environ.pop(f"HTTP_{name}", None) for name in HEADERS]
        if any(headers) and not self._noted and _is_near(environ.get("REMOTE_ADDR", "")):
            self._noted = True
            log.warning(
                "a proxy stands in front and TRUSTED_PROXIES is 0: all callers have its address, and wrong passwords "
                "of one slow down all; set TRUSTED_PROXIES to 1"
            )
            self._leave_note()
        return self._app(environ, start_response)


def _is_near(address: str) -> bool:
    try:
        return ip_address(address).is_private
    except ValueError:
        return False
