"""A server that can be switched off, stopped in its tracks, killed or filled up, and phones that can be killed."""

import hashlib
import json
import os
import resource
import shutil
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.request import urlopen

from flask import Flask, request
from playwright.sync_api import Browser, BrowserContext, Error, Page

from app.commands.processes import web
from app.country import clock
from app.models import Account
from app.web import static_files
from app.web.access import COOKIE, COOKIE_DAYS
from app.web.settings import Settings
from app.web.static_files import BUILT, MANIFEST
from tests import forked
from tests.browser.patience import PATIENCE
from tests.factories import make_sign_in
from tests.transactions import Transactions


def serve(listening: socket.socket, built: Path, slow: Path, asked: Path) -> None:
    """The web process, with the built files of a folder: another folder is another release. It is as slow as a file
    says, and notes in another what it was asked for."""
    as_built, as_made = static_files.init_static_files, web.create_app

    def create_app(settings: Settings) -> Flask:
        app = as_made(settings)
        app.before_request(lambda: time.sleep(float(slow.read_text())) if slow.exists() else None)
        app.before_request(lambda: note(request.path))
        return app

    def note(path: str) -> None:
        with suppress(OSError), asked.open("a") as notes:  # while the disk is full, nothing is noted
            notes.write(path + "\n")

    with (
        mock.patch.object(static_files, "init_static_files", lambda app: as_built(app, built)),
        mock.patch.object(web, "create_app", create_app),
    ):
        forked.serve(listening)


# Of a database's file, in bytes.
FIRST_PAGE = 4096


@dataclass
class Island(Transactions):
    """A server of its own on one port for good, its database, and the ways in which it may be out of reach."""

    folder: Path
    port: int
    app: Flask
    environment: dict[str, str]
    built: Path = BUILT
    web: BaseProcess | None = None

    @property
    def url(self) -> str:
        """Where it is, or was."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, built: Path | None = None) -> None:
        """Answer from now on, with the built files of another folder if one is given. It ends when it does: pages of a
        phone's own do not wait as long as a process may load on a busy machine."""
        assert self.web is None
        self.built = built or self.built
        with socket.socket() as listening:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", self.port))
            listening.listen(128)
            given = (listening, self.built, self._slow, self._asked)
            self.web = forked.start(serve, *given, environment=self.environment, log=self.folder / "web.log")
        with urlopen(f"{self.url}/suc-khoe", timeout=2 * PATIENCE / 1000) as answer:
            assert answer.status == 200

    def stop(self, with_signal: int = signal.SIGTERM) -> None:
        """End it: from now on nobody answers at its address. SIGKILL: in the midst of whatever it does."""
        if self.web is not None:
            self.resume()
            web, self.web = self.web, None
            forked.end(web, with_signal)

    def kill(self) -> None:
        """SIGKILL."""
        self.stop(signal.SIGKILL)

    def pause(self) -> None:
        """SIGSTOP: a dead line. Calls are taken by the system and nobody ever answers. On a busy machine a thread may
        go on for a while after the signal was sent: it is waited for."""
        os.kill(self._number, signal.SIGSTOP)
        threads = list(Path(f"/proc/{self._number}/task").glob("*/stat"))
        while any(thread.read_text().rpartition(")")[2].split()[0] != "T" for thread in threads if thread.exists()):
            os.sched_yield()

    def resume(self) -> None:
        """Go on after `pause`; nothing where it was not paused."""
        if self.web is not None and self.web.is_alive():
            os.kill(self._number, signal.SIGCONT)

    def slow(self, seconds: float) -> None:
        """Every answer takes so much longer from now on, as on a line that is barely there."""
        self._slow.write_text(str(seconds))

    def asked(self, address: str) -> int:
        """How often it was asked for a path since it was first started."""
        return self._asked.read_text().splitlines().count(address)

    @property
    def _number(self) -> int:
        assert self.web is not None
        assert self.web.pid is not None
        return self.web.pid

    @property
    def _asked(self) -> Path:
        return self.folder / "asked"

    @property
    def _slow(self) -> Path:
        return self.folder / "slow"

    def fill_disk(self) -> None:
        """Nothing of the server's is written beyond a file's first page: each transaction fails, as on a full disk,
        however large the database has become beside what is written to it. Notes are as long as after many tests."""
        with self._asked.open("a") as notes:
            notes.write("\n" * FIRST_PAGE)
        hard = resource.prlimit(self._number, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(self._number, resource.RLIMIT_FSIZE, (FIRST_PAGE, hard))

    def make_room(self) -> None:
        """There is room again."""
        hard = resource.prlimit(self._number, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(self._number, resource.RLIMIT_FSIZE, (hard, hard))

    def sign_in(self, context: BrowserContext, account_id: int) -> None:
        """Let a phone belong to a member of staff; it outlives the phone's death, as a real cookie does."""
        with self.write() as session:
            account = session.get(Account, account_id)
            assert account is not None
            token = make_sign_in(session, account)
        ends = clock.now() + timedelta(days=COOKIE_DAYS)
        context.add_cookies(
            [
                {
                    "name": COOKIE,
                    "value": token,
                    "url": self.url,
                    "httpOnly": True,
                    "sameSite": "Lax",
                    "expires": ends.timestamp(),
                }
            ]
        )

    def release(self, name: str, plain: str, text: str) -> Path:
        """Built files of another release, in which one script ends otherwise; a folder for `start`."""
        newer = self.folder / name
        shutil.copytree(BUILT, newer)
        names: dict[str, str] = json.loads((newer / MANIFEST).read_text(encoding="utf-8"))
        content = (newer / names[plain]).read_bytes() + text.encode()
        names[plain] = f"{Path(plain).stem}.{hashlib.sha256(content).hexdigest()[:12]}.js"
        (newer / names[plain]).write_bytes(content)
        (newer / MANIFEST).write_text(json.dumps(names), encoding="utf-8")
        return newer


@dataclass
class Handset:
    """A phone. One that `lasts` keeps its things in a folder of its own, and `kill` is its battery; any other is a
    window of the browser that is there, with all that pages keep, gone when it is closed: it costs a second less."""

    lasts: bool
    browser: Browser
    folder: Path
    settings: dict[str, Any]
    flags: dict[str, Any]
    context: BrowserContext | None = None
    # Chromium writes cookies every half minute; whoever signed in before the lesson has theirs on the disk.
    cookies: list[Any] = field(default_factory=list)

    def open(self) -> Page:
        """Switch it on, with what it kept; its one page."""
        assert self.context is None
        if self.lasts:
            settings = {**self.flags, **self.settings}
            self.context = self.browser.browser_type.launch_persistent_context(str(self.folder), **settings)
            self.context.set_default_timeout(PATIENCE)
        else:
            self.context = self.browser.new_context(**self.settings)
        self.context.add_cookies(self.cookies)
        return self.context.pages[0] if self.context.pages else self.context.new_page()

    def kill(self) -> None:
        """SIGKILL to every process of this browser; nothing is said to any page."""
        assert self.lasts
        assert self.context is not None
        self.cookies = self.context.cookies()
        for number in _processes_on(self.folder):
            os.kill(number, signal.SIGKILL)
        with suppress(Error):  # whether it is noticed before or while it is closed
            self.close()

    def close(self) -> None:
        """Switch it off."""
        if self.context is not None:
            context, self.context = self.context, None
            context.close()


def _processes_on(folder: Path) -> list[int]:
    """The processes of the browser that keeps its things in a folder, the first of them first."""
    sign = f"--user-data-dir={folder}".encode()
    found = []
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if sign in place.read_bytes().split(b"\0"):
                found.append(int(place.parent.name))
        except OSError:  # it has just ended
            continue
    return sorted(found)
