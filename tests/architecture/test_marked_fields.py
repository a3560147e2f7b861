"""What must be filled in is marked in one way: all but what says "(không bắt buộc)". Every form is asked."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from tests.architecture.declared import declared
from tests.architecture.wards import Ward, make_everything
from tests.conftest import put_back, rolled_back
from tests.pages import Form, Page, words

OPTIONAL, HELD = "(không bắt buộc)", "(cần ghi khi đã tổ chức)"
# What is needed because of something else that was chosen, or where an entry would say nothing at all: its hint, or the
# error, says when.
CONDITIONAL = {"code", "name", "why", "a_people"}
# A page that lists people, most of whom need no line.
LISTS = "/o-cua"


class Marked(NamedTuple):
    """A field that a person fills in: its label, its control, the form it stands in, which of its page that is."""

    label: str
    control: Element
    form: Form
    place: int

    @property
    def may_be_empty(self) -> bool:
        """Whether its label says so."""
        return OPTIONAL in self.label

    @property
    def is_required(self) -> bool:
        """Whether ears are told that it is needed."""
        return self.control.get("required") is not None or self.control.get("aria-required") == "true"


def marked(page: Page) -> Iterator[Marked]:
    """The labelled fields of a page's forms that post."""
    for place, form in enumerate(page.forms()):
        if (form.element.get("method") or "").lower() != "post":
            continue
        controls = {each.get("id"): each for each in form.element.iter() if each.tag in ("input", "select", "textarea")}
        for label in form.element.iter("label"):
            control = controls.get(label.get("for"))
            if control is not None and label.get("class") == "label":
                yield Marked(words(label), control, form, place)


@pytest.fixture(scope="module")
def ward(make_app: Callable[[str], Flask]) -> Iterator[Ward]:
    """A ward with something of everything; what is sent is rolled back."""
    with rolled_back(make_app("sqlite")) as app:
        yield make_everything(app, "Phường Cao Xanh")


@pytest.fixture(scope="module")
def fields(ward: Ward) -> list[Marked]:
    """The fields of every page."""
    found, client = list[Marked](), ward.browser()
    for route in declared():
        if route.method == "GET" and not (route.is_public and route.arguments):
            address = ward.address(route) if route.arguments else route.address
            with client.client.get(address) as answer:
                if answer.status_code == 200 and answer.mimetype == "text/html" and "<html" in answer.text:
                    found += marked(Page(client, answer, address))
    assert len(found) > 300
    return found


def test_what_may_be_left_out_is_not_required_for_ears(fields: list[Marked]) -> None:
    wrong = {f"{each.form.page.address}: {each.label}" for each in fields if each.may_be_empty and each.is_required}
    assert not wrong, "\n".join(sorted(wrong))


def test_what_must_be_filled_in_is_required_for_ears(fields: list[Marked]) -> None:
    """Of forms that ask for several things: where there is one field, the button says what is wanted."""
    several = [each for each in fields if sum(other.form is each.form for other in fields) > 1]
    lacking = [each for each in several if not each.may_be_empty and not each.is_required]
    wrong = {
        f"{each.form.page.address}: {each.label}"
        for each in lacking
        if HELD not in each.label and not each.form.page.address.endswith(LISTS)
    }
    assert not wrong, "\n".join(sorted(wrong))


def test_what_may_be_left_out_is_never_refused_empty(ward: Ward, fields: list[Marked]) -> None:
    """A form is sent with those fields empty: whatever else is refused, they are not."""
    by_form = defaultdict[tuple[str, int], dict[str, str]](dict)
    for each in fields:
        if each.may_be_empty:
            by_form[each.form.page.address, each.place][each.control.get("name") or ""] = each.label
    wrong, refused = set[str](), 0
    for (address, place), names in by_form.items():
        with put_back(ward.app):
            form = ward.browser().get(address).forms()[place]
            sent = form.press(dict.fromkeys(names, ""))
            with form.page.pages.client.post(form.action, data=sent) as answer:
                page = Page(form.page.pages, answer, address)
        if page.status == 422 and page.is_whole:
            refused += 1
            invalid = {each.get("name") for each in page.root.iter() if each.get("aria-invalid") == "true"}
            wrong |= {f"{address}: {names[name]}" for name in invalid & names.keys() - CONDITIONAL}
    assert not wrong, "\n".join(sorted(wrong))
    assert refused > 20
