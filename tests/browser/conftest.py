"""Real browsers on a real server: one server and one browser a run, a window of its own for each test."""

import os
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from app import create_app
from app.models import Account
from app.web.access import COOKIE
from app.web.database import db
from app.web.settings import Settings
from app.web.static_files import BUILT
from tests import forked
from tests.browser.islands import Handset, Island
from tests.browser.patience import PATIENCE
from tests.browser.rolls import FORTY
from tests.browser.windows import prepare_windows
from tests.classroom import NAMES, Classroom, make_classroom
from tests.factories import make_sign_in
from tests.ports import lasting_port
from tests.transactions import Transactions

ROOT = Path(__file__).resolve().parents[2]
# What a browser without a screen does in vain. Chromium keeps two pages of its address bar ready in every window and a
# process for a page that may come: more than half of what a window costs. The last switch of this name counts, so
# those that Playwright leaves out stand here again. RenderDocument begins each page of a window in a frame made anew:
# a third of what it costs to open one.
LEFT_OUT = (
    "RenderDocument",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "SpareRendererForSitePerProcess",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
    "--hide-scrollbars",
    # The pages of a phone are drawn by one process, not by a new one each: a sixth of what a window costs.
    "--renderer-process-limit=1",
    f"--disable-features={','.join(LEFT_OUT)}",
    # No name leads anywhere and no address but ours answers. A route that looked at each request would say the same,
    # but takes the browser's cache away and brings each file by way of two more processes.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE *localhost",
]
# A cheap phone in a hand (docs/promises.md, "What counts as quick").
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "vi-VN",
    "timezone_id": "Asia/Ho_Chi_Minh",
    "reduced_motion": "reduce",
    # Tests of saved pages ask for it: open_window(service_workers="allow"). Elsewhere a test's own answers (page.route)
    # stand before the line, which a worker would go around.
    "service_workers": "block",
}
expect.set_options(timeout=PATIENCE)
prepare_windows()
WINDOWED = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
# Without windows it costs little more than half as much, and asks nobody whether a page may use the camera.
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or WINDOWED


@dataclass
class Site(Transactions):
    """The server that browsers visit, and the way to put rows before it. They stay for the whole run: each test makes a
    ward of its own."""

    url: str
    app: Flask
    environment: dict[str, str]

    def sign_in(self, context: BrowserContext, account_id: int) -> None:
        """Let a window belong to a member of staff."""
        with self.write() as session:
            account = session.get(Account, account_id)
            assert account is not None
            token = make_sign_in(session, account)
        context.add_cookies([{"name": COOKIE, "value": token, "url": self.url, "httpOnly": True, "sameSite": "Lax"}])


@pytest.fixture(scope="session")
def site(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The web process on a port of its own; callers wait in its backlog until it answers."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(migrated_file, folder / "lopso.db")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        environment = {"DATA_DIR": str(folder), "SECRET_KEY": "a test's key", "PUBLIC_URL": url, "LOPSO_DEBUG": "1"}
        web = forked.start(forked.serve, listening, environment=environment, log=folder / "web.log")
        app = create_app(Settings.from_environment(environment))
        try:
            yield Site(url, app, environment)
        finally:
            forked.end(web, signal.SIGTERM)
            with app.app_context():
                db.engine.dispose()
    complaints = (folder / "web.log").read_text(encoding="utf-8")
    assert "Traceback" not in complaints, complaints


@pytest.fixture(scope="session")
def worker(site: Site) -> Iterator[None]:
    """The workers beside the site, one a lane, for tests that wait for a paper or a list."""
    log = Path(site.environment["DATA_DIR"]) / "worker.log"
    processes = forked.start_workers(environment=site.environment, log=log)
    yield
    for process in processes:
        forked.end(process, signal.SIGTERM)


@pytest.fixture(scope="session")
def live_server(site: Site) -> str:
    """The address of the server."""
    return site.url


@pytest.fixture(scope="session")
def chromium() -> Iterator[BrowserType]:
    """What opens browsers; one for the run."""
    with sync_playwright() as playwright:
        yield playwright.chromium


@pytest.fixture(scope="session")
def browser(chromium: BrowserType) -> Iterator[Browser]:
    """One Chromium for the run: the one that CHROMIUM names, or Debian's."""
    opened = chromium.launch(executable_path=CHROMIUM, args=FLAGS)
    opened.on("context", lambda context: context.set_default_timeout(PATIENCE))
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def new_island(migrated_file: Path, folder: Path) -> Iterator[Island]:
    """A server on an empty database in a folder, not yet started."""
    shutil.copy(migrated_file, folder / "lopso.db")
    port = lasting_port()
    url = f"http://127.0.0.1:{port}"
    environment = {"DATA_DIR": str(folder), "SECRET_KEY": "a test's key", "PUBLIC_URL": url, "LOPSO_DEBUG": "1"}
    app = create_app(Settings.from_environment(environment))
    made = Island(folder, port, app, environment)
    try:
        yield made
    finally:
        made.stop()
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def _own_island(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Island]:
    with new_island(migrated_file, tmp_path_factory.mktemp("island")) as made:
        yield made


@pytest.fixture
def island(_own_island: Island) -> Iterator[Island]:
    """A server that answers and may be switched off, stopped, killed or filled up; afterwards it answers again."""
    if _own_island.web is None or not _own_island.web.is_alive():
        _own_island.stop()
        _own_island.start(BUILT)
    yield _own_island
    if _own_island.web is not None:
        _own_island.resume()
        _own_island.make_room()
    _own_island.slow(0)
    if _own_island.built != BUILT:
        _own_island.stop()


@pytest.fixture
def handset(browser: Browser, island: Island, tmp_path: Path) -> Iterator[Callable[..., Handset]]:
    """`handset("nguyen", lasts=True)`: a phone that keeps its things in a folder of its own and can be killed;
    `handset()`: one that a test only switches on. One that is started otherwise (`args`) has a folder anyhow."""
    made: list[Handset] = []

    def bought(name: str = "phone", lasts: bool = False, **settings: Any) -> Handset:
        started = {key: settings.pop(key) for key in ("args", "executable_path") if key in settings}
        own = {**PHONE, "service_workers": "allow", "base_url": island.url, **settings}
        flags = {"executable_path": CHROMIUM, "args": FLAGS, **started}
        made.append(Handset(lasts or bool(started), browser, tmp_path / name, own, flags))
        return made[-1]

    yield bought
    for phone in made:
        phone.close()


@pytest.fixture
def window(island: Island, browser: Browser) -> Iterator[BrowserContext]:
    """A phone whose worker is let in."""
    context = browser.new_context(base_url=island.url, **{**PHONE, "service_workers": "allow"})
    yield context
    context.close()


@pytest.fixture
def open_window(browser: Browser, live_server: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """`open_window(color_scheme="dark")`: a phone of its own. At the end of the test no page may have complained.

    A test that meets expected errors (a 404, a 422) names them: `@pytest.mark.expects("422")`.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    marker = request.node.get_closest_marker("expects")
    expected: tuple[str, ...] = marker.args if marker else ()

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(word in message.text for word in expected):
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def hear_of_others(request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(live_server).netloc:
            complaints.append(f"a page asked for {request.url}")

    def opened(**settings: Any) -> Page:
        context = browser.new_context(base_url=live_server, **{**PHONE, **settings})
        contexts.append(context)
        context.on("requestfailed", hear_of_others)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def page(open_window: Callable[..., Page]) -> Page:
    """A phone, 360 × 740."""
    return open_window()


@pytest.fixture
def room(site: Site) -> Classroom:
    """Six people, of whom an instructor knows the names."""
    return make_classroom(site.app, NAMES)


@pytest.fixture
def hall(site: Site) -> Classroom:
    """Forty people."""
    return make_classroom(site.app, FORTY)


@pytest.fixture
def phone_of(site: Site, open_window: Callable[..., Page]) -> Callable[..., Page]:
    """`phone_of(room)`: the roll of a room on a phone of its instructor."""

    def opened(room: Classroom, address: str | None = None, **settings: Any) -> Page:
        page = open_window(**settings)
        site.sign_in(page.context, room.account_id)
        page.goto(address or room.address)
        return page

    return opened
