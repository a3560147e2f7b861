"""Every form in a real browser, one a route (script/test --forms): pressed without a line, opened again, sent when the
line is back, stored once. A quarter of an hour."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from app.web.kept_forms import Mechanism, mechanism_of
from tests.browser.conftest import browser, chromium, new_island
from tests.forms.browsing import FormWalker
from tests.forms.cases import UNSENT, WITHOUT_SCRIPT
from tests.forms.discovery import endpoint_of
from tests.forms.test_every_form import MET

__all__ = ["browser", "chromium"]
ENDPOINTS = [endpoint for endpoint in MET if endpoint not in {*UNSENT, *WITHOUT_SCRIPT}]


@pytest.fixture(scope="module")
def walker(migrated_file: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FormWalker]:
    """A server of the walk's own; on which pages forms stand is found once."""
    with new_island(migrated_file, tmp_path_factory.mktemp("forms")) as island:
        shown_by = defaultdict[str, set[str]](set)
        made = FormWalker(island, browser, migrated_file, shown_by)
        for press in made.begin().presses():
            shown_by[press.endpoint].add(endpoint_of(island.app, press.page, "GET") or "")
        yield made


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_a_form_pressed_without_a_line_is_stored_once(walker: FormWalker, endpoint: str) -> None:
    if mechanism_of(walker.island.app, endpoint) != Mechanism.NONE:
        walker.walk(endpoint)
