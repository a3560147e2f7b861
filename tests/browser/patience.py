"""How long a test waits for what must come. It costs nothing when it comes, and a busy machine makes nobody red."""

import time
from typing import Any

from playwright.sync_api import Error, Page

PATIENCE = 30_000  # ms


def told(page: Page, question: str, *, until: Any) -> Any:
    """What the page's script says to a question that changes nothing, as soon as it is `until`, else the last answer.
    A page that draws itself anew in the midst of it, or whose scripts are on their way, is asked again."""
    latest = time.monotonic() + PATIENCE / 1000
    while True:
        late = time.monotonic() > latest
        try:
            page.wait_for_load_state()
            answer = page.evaluate(question)
        except Error:
            if late:
                raise
        else:
            if late or answer == until:
                return answer
        page.wait_for_timeout(50)
