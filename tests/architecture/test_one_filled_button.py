"""Each page of the office has one filled button at most: the one that carries its work on. Others are outlined, also
the record of an act; what is folded, in the panel beside a list, or in a dialog has its own."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from flask import Flask

from tests.architecture.declared import declared
from tests.architecture.wards import make_everything
from tests.pages import Page, words


def filled(element: Element) -> Iterator[str]:
    """The words of the filled buttons that are in sight."""
    if element.tag in ("details", "dialog", "template") or element.get("data-panel") is not None:
        return
    if element.get("hidden") is not None:
        return
    looks = (element.get("class") or "").split()
    if "btn" in looks and "quiet" not in looks:
        yield words(element)
    for each in element:
        if isinstance(each.tag, str):
            yield from filled(each)


def test_a_page_of_the_office_has_one_filled_button(app: Flask) -> None:
    ward = make_everything(app, "Phường Hà Lầm")
    pages, counts, wrong = ward.browser(), Counter[int](), {}
    for route in declared():
        if route.method != "GET" or not route.address.startswith("/van-phong"):
            continue
        address = ward.address(route) if route.arguments else route.address
        with pages.client.get(address, follow_redirects=True) as answer:
            if answer.mimetype != "text/html" or answer.status_code != 200:
                continue
            main = Page(pages, answer, address).root.find(".//main")
            if main is None:
                continue
            found = list(filled(main))
            counts[len(found)] += 1
        if len(found) > 1:
            wrong[route.address] = found
    assert counts[1] > 60
    assert wrong == {}
