"""A whole term of a ward, played through by the people it is for, on phones at 360 pixels: twelve classes, 240 people.

The product runs as it does anywhere, a web process and its workers; only its clock is the term's (term/term_clock.py).
What its own pages and exports count at the end is what was counted where the sample was made (tests/demo).
"""

import shutil
import signal
import socket
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Page

from app import create_app
from app.web.database import db
from app.web.settings import Settings
from tests import forked
from tests.browser.conftest import ROOT, Site
from tests.browser.patience import PATIENCE
from tests.browser.term import counting, courses, events, opening
from tests.browser.term.term_clock import TermClock, by_the_clock
from tests.browser.term.ward import Ward

EXPECTED: dict[str, Any] = yaml.safe_load((ROOT / "tests/commands/demo_ward/expected.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def term_clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TermClock]:
    """The term's clock, by which this process goes as well."""
    made = TermClock(tmp_path_factory.mktemp("clock") / "shift")
    with made.told():
        yield made


@pytest.fixture(scope="module")
def site(migrated_file: Path, term_clock: TermClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server with an empty database of its own, all its processes going by the term's clock."""
    folder = tmp_path_factory.mktemp("term")
    term_clock.set_to(date(2026, 3, 2), "07:30")  # before any process notes which day it is
    shutil.copy(migrated_file, folder / "lopso.db")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        environment = {"DATA_DIR": str(folder), "SECRET_KEY": "a test's key", "PUBLIC_URL": url}
        log = folder / "processes.log"
        clocked = (by_the_clock, term_clock.path)
        processes = [
            forked.start(*clocked, forked.serve, listening, environment=environment, log=log),
            *forked.start_workers(*clocked, environment=environment, log=log),
        ]
        app = create_app(Settings.from_environment(environment))
        try:
            urllib.request.urlopen(f"{url}/suc-khoe", timeout=2 * PATIENCE / 1000).close()
            yield Site(url, app, environment)
        finally:
            for process in processes:
                forked.end(process, signal.SIGTERM)
            with app.app_context():
                db.engine.dispose()
    complaints = log.read_text(encoding="utf-8")
    assert "Traceback" not in complaints, complaints


@pytest.fixture(scope="module")
def live_server(site: Site) -> str:
    """The address of the term's own server."""
    return site.url


@pytest.mark.expects("422")  # a fresh proof is asked where the leader pressed
def test_a_whole_term(site: Site, term_clock: TermClock, open_window: Callable[..., Page], tmp_path: Path) -> None:
    ward = Ward(site, term_clock, open_window)
    ward.at("2026-03-02", "08:00")
    opening.first_run(ward)
    opening.staff(ward)
    opening.places_and_groups(ward)
    opening.residents(ward)
    ward.at("2026-03-03", "08:00")
    courses.open_all(ward)
    for day, hour, happens in events.of_the_term(ward):
        ward.at(day, hour)
        happens()
    assert counting.from_the_lists(ward).items() <= EXPECTED.items()
    assert counting.from_the_lessons(ward).items() <= EXPECTED.items()
    of_classes = {key: told for key, told in EXPECTED.items() if not key.startswith(("household", "team"))}
    assert counting.from_the_export(ward, tmp_path) == of_classes
