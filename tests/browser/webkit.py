"""WebKitGTK, the nearest thing to an iPhone that a test can hold: opened, driven and killed from a test."""

import json
import os
import select
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.patience import PATIENCE

WINDOW = Path(__file__).with_name("webkit_window.py")

STANDS = """
const worker = await navigator.serviceWorker.getRegistration(), state = name => worker[name] && worker[name].state;
const states = worker ? ['installing', 'waiting', 'active'].map(name => `${name}: ${state(name)}`) : ['no worker'];
return [location.href, document.title, document.readyState, ...states].join(', ');
"""


class Webkit:
    """A window whose storage lies in a folder and outlives it."""

    def __init__(self, folder: Path, display: str) -> None:
        self.folder, self.display = folder, display
        self.window: subprocess.Popen[str] | None = None
        self.asked = 0

    def open(self, address: str) -> None:
        """Open the window, if it is not open, and go to an address; comes back when something is there."""
        if self.window is None:
            quiet = {
                "DISPLAY": self.display,
                "WEBKIT_DISABLE_COMPOSITING_MODE": "1",
                # There is no bubblewrap in a container; the window opens our own server only.
                "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
                "NO_AT_BRIDGE": "1",
                "GSETTINGS_BACKEND": "memory",
                "TZ": "Asia/Ho_Chi_Minh",
            }
            self.window = subprocess.Popen(
                ["/usr/bin/python3", str(WINDOW), str(self.folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                env={**os.environ, **quiet},
                start_new_session=True,
            )
        self._answered(go=address)

    def run(self, body: str) -> Any:
        """What an async function with this body returns in the page."""
        return self._answered(run=body)

    def follow(self, body: str) -> None:
        """Run a function that leaves the page; comes back when the next one is there."""
        self._answered(follow=body)

    def until(self, body: str) -> Any:
        """What the function returns once that is something; asked again where its page went away meanwhile.

        Raises:
            AssertionError: it still returned nothing after half a minute; it says where the page stands.
        """
        latest = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < latest:
            if found := self._ask(3.0, run=f"await new Promise(done => setTimeout(done, 50)); {body}"):
                return found
        raise AssertionError(f"nothing came of: {body}\n{self._ask(3.0, run=STANDS)}")

    def kill(self) -> None:
        """Kill the window and all its processes at once, as a phone whose battery is taken out."""
        if self.window is not None:
            with self.window as ended:
                os.killpg(ended.pid, signal.SIGKILL)
            self.window = None

    def _ask(self, patience: float, **line: str) -> Any:
        """The answer to one line; None where none came in time."""
        assert self.window is not None
        assert self.window.stdin is not None
        assert self.window.stdout is not None
        self.asked += 1
        self.window.stdin.write(json.dumps({"id": self.asked, **line}) + "\n")
        self.window.stdin.flush()
        while select.select([self.window.stdout], [], [], patience)[0]:
            answer = json.loads(self.window.stdout.readline() or '{"id": 0, "error": "the window is gone"}')
            assert "error" not in answer, answer["error"]
            if answer["id"] == self.asked:
                return answer["value"]
        return None

    def _answered(self, **line: str) -> Any:
        """The answer to one line, which has to come."""
        before = time.monotonic()
        found = self._ask(PATIENCE / 1000, **line)
        assert time.monotonic() - before < PATIENCE / 1000, f"no answer to {line}"
        return found


@contextmanager
def screen() -> Iterator[str]:
    """A display without a screen, for as long as the block lasts: its name."""
    read, write = os.pipe()
    shown = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x900x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
    finally:
        shown.terminate()
        shown.wait(10)
