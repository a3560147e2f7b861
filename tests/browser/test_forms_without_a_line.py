"""Ten forms, one of each mechanism and room: pressed without a line, opened again, sent when it is back, stored once.
All the others: script/test --forms."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import new_island
from tests.forms.browsing import FormWalker

# By the endpoint that takes the form, the page that shows it.
TEN = {
    "public.own_seats.give_up": "public.tickets.show",
    "public.help_requests.new": "public.help_requests.new",
    "public.registrations.create": "public.courses.show",
    "teaching.door_helpers.index": "teaching.door_helpers.index",
    "teaching.marks.create": "teaching.rolls.show",
    "counter.help_records.index": "counter.help_records.index",
    "counter.shift_notes.index": "counter.shift_notes.index",
    "counter.registrations.new": "counter.registrations.new",
    "counter.doorsteps.show": "counter.doorsteps.show",
    "counter.given_tasks.update": "counter.given_tasks.show",
}


@pytest.fixture(scope="module")
def walker(migrated_file: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FormWalker]:
    """A server of the walk's own."""
    with new_island(migrated_file, tmp_path_factory.mktemp("forms")) as island:
        yield FormWalker(island, browser, migrated_file, {taken: [shown] for taken, shown in TEN.items()})


@pytest.mark.parametrize("endpoint", TEN)
@pytest.mark.core("ten forms pressed without a connection, stored once")
def test_a_form_pressed_without_a_line_is_stored_once(walker: FormWalker, endpoint: str) -> None:
    walker.walk(endpoint)
