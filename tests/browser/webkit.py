"""WebKitGTK, the nearest thing to an iPhone that a test can hold: opened, driven and killed from a test.

On a machine that is busy with other things WebKitGTK 2.50 itself comes no further now and then. Seen in some 480 rounds
of signing in and opening a roll, beside four processes that only count:

- a page's clock stands still until the page is asked something else (once): each answer came with the next question.
  So nothing is waited for in the page, and a page that is silent is asked more (`NUDGE`);
- a form is sent by script and the server never hears of it (once);
- `caches` and `indexedDB` answer, but the worker stores nothing more there: of the roll nothing is saved (twice);
- a first worker whose page is left while it is started is `installing` for ever (once; the product's own door has left
  that since).

Where WebKit answers nothing, or what has to be before a story begins does not come (`reach`), that is `Hung`, and the
story is told anew (`told`). What the product owes is an assertion, and fails at once.
"""

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from tests.browser.patience import PATIENCE

WINDOW = Path(__file__).with_name("webkit_window.py")
# A page whose clock stands still goes on when it is asked something (s).
NUDGE = 1.0

# Where a page stands, and how long it has to say so (s). What it asks is WebKit's own and goes by no script or worker
# of ours, so that one of these calls without an answer is WebKit's silence. These two limits are short: they are asked
# where patience is over, and one that is too short has a story told anew that fails again.
STANDING = 15.0
STANDS = """
const asked = async (name, call) => {
  const late = new Promise(done => setTimeout(done, 5000, 'no answer'));
  const said = call().then(value => JSON.stringify(value), error => 'refused: ' + error);
  return name + ': ' + await Promise.race([said, late]);
};
const states = each => ['installing', 'waiting', 'active'].map(name => [name, each && each[name] && each[name].state]);
const addresses = async name => (await (await caches.open(name)).keys()).map(each => new URL(each.url).pathname);
const answers = await Promise.all([
  asked('worker', async () => states(await navigator.serviceWorker.getRegistration())),
  asked('caches', async () => Promise.all((await caches.keys()).map(async name => [name, await addresses(name)]))),
  asked('databases', async () => (await indexedDB.databases()).map(each => each.name)),
]);
const controller = (navigator.serviceWorker || {}).controller;
const state = 'controller: ' + (controller && controller.state);
return [location.href, document.title, document.readyState, state, ...answers];
"""


class Hung(Exception):
    """WebKit came no further: nothing that the product answers for. The story is told anew (`told`)."""


class Webkit:
    """A window whose storage lies in a folder and outlives it."""

    def __init__(self, folder: Path, display: str) -> None:
        self.folder, self.display = folder, display
        self.window: subprocess.Popen[bytes] | None = None
        self.asked, self.heard = 0, b""

    def open(self, address: str) -> None:
        """Open the window, if it is not open, and go to an address; comes back when something is there."""
        if self.window is None:
            self.folder.mkdir(exist_ok=True)
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
        """What the function returns once that is something; asked again where its page went away meanwhile, or has not
        yet what it looks at.

        Raises:
            AssertionError: it still returned nothing when patience is over; it says where the page stands.
            Hung: so it is, and WebKit does not even answer calls of its own.
        """
        return self._until(body, AssertionError)

    def reach(self, body: str) -> Any:
        """The same for what has to be before the story begins, and is held by other tests: where it never comes to
        that, the story is told anew.

        Raises:
            Hung: it returned nothing when patience is over.
        """
        return self._until(body, Hung)

    def _until(self, body: str, otherwise: type[Exception]) -> Any:
        latest, first, answer = time.monotonic() + PATIENCE / 1000, self.asked + 1, None
        while time.monotonic() < latest:
            answer = self._ask(3.0, first, run=body)
            if answer and answer.get("value"):
                return answer["value"]
            time.sleep(0.05)  # not in the page: its own clock may stand still
        stands = self._stands()
        silent = stands is None or any(": no answer" in each for each in stands)
        raise (Hung if silent else otherwise)(f"{answer} is all that came of: {body}\n{stands}")

    def kill(self) -> None:
        """Kill the window and all its processes at once, as a phone whose battery is taken out."""
        if self.window is not None:
            ended, self.window, self.heard = self.window, None, b""
            with suppress(ProcessLookupError):
                os.killpg(ended.pid, signal.SIGKILL)
            with suppress(BrokenPipeError), ended:
                pass

    def _ask(self, patience: float, first: int | None = None, **line: str) -> dict[str, Any] | None:
        """The answer to one line, or to any since the `first` that asked the same; None where none came in time."""
        self.asked += 1
        self._write(id=self.asked, **line)
        latest = time.monotonic() + patience
        while (left := latest - time.monotonic()) > 0:
            for answer in self._came(min(left, NUDGE)):
                if answer["id"] >= (first or self.asked):
                    return answer
            self._write(id=0, run="return 0")
        return None

    def _write(self, **line: Any) -> None:
        """Say one line."""
        assert self.window is not None
        assert self.window.stdin is not None
        try:
            self.window.stdin.write(json.dumps(line).encode() + b"\n")
            self.window.stdin.flush()
        except BrokenPipeError as error:
            raise Hung("the window is gone") from error

    def _came(self, patience: float) -> Iterator[dict[str, Any]]:
        """What it says until it is silent for so long."""
        assert self.window is not None
        assert self.window.stdout is not None
        while select.select([self.window.stdout], [], [], patience)[0]:
            # Not by a reader of lines: it would take two answers at once and keep the second one where none is heard.
            came = os.read(self.window.stdout.fileno(), 1 << 16)
            if not came:
                raise Hung("the window is gone")
            *lines, self.heard = (self.heard + came).split(b"\n")
            for answer in map(json.loads, lines):
                if "gone" in answer:
                    raise Hung(f"the page's process ended: {answer['gone']}")
                yield answer

    def _answered(self, **line: str) -> Any:
        """The answer to one line, which has to come."""
        answer = self._ask(PATIENCE / 1000, None, **line)
        if answer is None:
            raise Hung(f"no answer to {line}\n{self._stands()}")
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def _stands(self) -> list[str] | None:
        """Where the page stands, if it says so."""
        answer = self._ask(STANDING, None, run=STANDS)
        return list(answer.get("value") or [answer["error"]]) if answer else None


def told(story: Callable[[Webkit], None], buy: Callable[[], AbstractContextManager[Webkit]]) -> None:
    """Let a story happen to a phone of its own; where WebKit hung, anew to another one, three times at most. What the
    product owes fails it at once."""
    for last in (False, False, True):
        with buy() as phone:
            try:
                story(phone)
            except Hung as hung:
                if last:
                    raise
                sys.stderr.write(f"told anew: {hung}\n")
            else:
                return


@contextmanager
def bought(folder: Path) -> Iterator[Webkit]:
    """A phone with a display of its own, killed in the end."""
    with screen() as display:
        phone = Webkit(folder, display)
        try:
            yield phone
        finally:
            phone.kill()


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
        shown.wait(PATIENCE / 1000)
