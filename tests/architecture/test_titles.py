"""Pages of one kind about two things have two titles: tabs, history and whoever listens tell them apart."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from app.country import clock
from tests.architecture.declared import declared
from tests.architecture.wards import Ward, make_everything
from tests.conftest import rolled_back, stopped_at
from tests.pages import Page, words

# The two wards of these tests call what they are about by the same name.
NAMED_ALIKE = """
    counter.doorsteps.index counter.doorsteps.new counter.given_tasks.show office.ambassador_appointments.new
    office.approvals.edit_exception office.certificate_requests.new office.data_requests.show
    office.drafts.basics office.drafts.criterion office.drafts.field office.drafts.show office.editions.show
    office.matters.edit office.matters.history office.organisation_accounts.index
    office.organisation_accounts.show office.plates.index office.plates.show office.programme_rows.chosen
    office.programme_rows.edit office.programme_rows.history office.programme_rows.index
    office.programme_rows.new office.programme_rows.show office.programmes.show
    office.recognition_decisions.edit office.recognition_drafts.edit office.recognitions.new
    office.recognitions.show office.registers.entry office.report_passages.history
    office.reporting_rules.edit office.reporting_rules.history office.reporting_rules.show
    office.request_decisions.show office.sentence_drafts.edit office.site_merges.index office.site_merges.new
    office.thanks_letters.show
"""
# They name nobody on purpose, or one is told by the page that leads there.
NAMELESS = """
    counter.records.edit counter.records.show counter.registrations.enlarged office.ambassador_offers.delete
    office.given_tasks.edit office.report_decisions.edit office.site_pairs.show office.message_texts.edit
"""


@pytest.fixture(scope="module")
def two(make_app: Callable[[str], Flask]) -> Iterator[tuple[Ward, Ward]]:
    """Two wards with one of everything each."""
    with rolled_back(make_app("sqlite")) as app, stopped_at(clock.now()):
        yield make_everything(app, "Hồng Gai"), make_everything(app, "Cẩm Phả")


def title_of(ward: Ward, address: str) -> str:
    """The title of a page without its last part; "" where there is none."""
    browser = ward.browser()
    with browser.client.get(address) as answer:
        page = Page(browser, answer, address)
        return words(page.all("title")[0]).rpartition(" – ")[0] if page.is_whole and page.status == 200 else ""


def test_pages_about_two_things_have_two_titles(two: tuple[Ward, Ward]) -> None:
    alike, seen = set[str](), 0
    for route in (each for each in declared() if each.method == "GET" and each.arguments):
        try:
            addresses = [ward.address(route) for ward in two]
        except KeyError:
            continue
        titles = [title_of(ward, address) for ward, address in zip(two, addresses, strict=True)]
        seen += bool(titles[0])
        if titles[0] and titles[0] == titles[1] and addresses[0] != addresses[1]:
            alike.add(route.endpoint)
    assert sorted(alike ^ {*NAMED_ALIKE.split(), *NAMELESS.split()}) == []
    assert seen > 150
