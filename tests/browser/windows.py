"""Windows of browsers as the whole run wants them: with its clock (`script/test --at`), written down for its map."""

import os
from collections.abc import Callable
from typing import Any, cast

from playwright.sync_api import Browser, BrowserContext, BrowserType

from app.country.clock import SHIFT
from tools.suite.folder import of_run
from tools.suite.mapping import is_recorded, write_address

MOVED = """{ const ahead = %d, Real = Date;
globalThis.Date = class Date extends Real {
  constructor(...given) { if (given.length) super(...given); else super(Real.now() + ahead); }
  static now() { return Real.now() + ahead; }
}; }"""


def prepare_windows() -> None:
    """From now on each window that a test opens has pages with the run's clock, and what they ask for is written down.
    Workers keep the machine's clock: they only compare moments of their own."""
    for opener, name in ((Browser, "new_context"), (BrowserType, "launch_persistent_context")):
        setattr(opener, name, _prepared(getattr(opener, name)))


def _prepared(opens: Callable[..., Any]) -> Callable[..., BrowserContext]:
    ahead, run = float(os.environ.get(SHIFT, "0")) * 1000, of_run()

    def opened(*given: Any, **settings: Any) -> BrowserContext:
        context = cast("BrowserContext", opens(*given, **settings))
        if ahead:
            context.add_init_script(MOVED % ahead)
        if run and is_recorded(run):
            context.on("request", lambda request: write_address(run, request.url))
        return context

    return opened
