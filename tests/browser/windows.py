"""Windows of browsers as the whole run wants them: with its clock (`script/test --at`), written down for its map."""

import os
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from playwright.sync_api import Browser, BrowserContext, BrowserType

from tests.ahead import moved_script
from tools.suite.folder import of_run
from tools.suite.mapping import is_recorded, write_address


def prepare_windows() -> None:
    """From now on each window that a test opens has pages with the run's clock, and what they ask for is written
    down. Playwright, which compares its own clock with that of a page that a test has stopped, has it, too."""
    if script := moved_script():
        os.environ["NODE_OPTIONS"] = f"--import=data:text/javascript,{quote(script)}"
    for opener, name in ((Browser, "new_context"), (BrowserType, "launch_persistent_context")):
        setattr(opener, name, _prepared(getattr(opener, name)))


def _prepared(opens: Callable[..., Any]) -> Callable[..., BrowserContext]:
    run, script = of_run(), moved_script()

    def opened(*given: Any, **settings: Any) -> BrowserContext:
        context = cast("BrowserContext", opens(*given, **settings))
        if script:
            context.add_init_script(script)
        if run and is_recorded(run):
            context.on("request", lambda request: write_address(run, request.url))
        return context

    return opened
