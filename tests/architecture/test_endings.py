"""Each page of the office that ends, takes or deletes something names beforehand how many others it changes, and that
is what then changed."""

import re
from pathlib import Path

import pytest

from tests.architecture.declared import declared
from tests.architecture.endings import ALONE, COUNTED, LAST
from tests.golden import assert_listed
from tests.pages import Form, Page
from tests.routes.office.conftest import Office, office

__all__ = ["office"]
TEMPLATES = Path(__file__).parents[2] / "app" / "templates"
ROOMS = ("/van-phong", "/quan-tri", "/tinh")
# How views that end something are called, and how their addresses end.
VIEWS = {"destroy", "end", "call_off", "withdraw", "close", "revoke", "discard_draft", "remove"}
LAST_WORDS = {
    "bo", "xoa", "ngung", "thu-hoi", "tra-lai", "tu-choi", "thoi-dung", "huy", "huy-cho", "xoa-ten", "rut", "rut-ve",
    "dung", "thoi", "thoi-giu", "dong", "ket-thuc", "khep", "giai-the", "roi", "nhap", "gop", "sap-nhap", "chuyen",
    "doi-lop", "chuyen-lop", "dang-xuat", "dang-xuat-het", "dat-lai", "hoan-tac", "xong", "khong-con-du", "khac",
}  # fmt: skip
ASKS = re.compile(r"confirm\(")
ENDPOINT = re.compile(r"url_for\('((?:office|admin|province)\.[\w.]+)'")


def ending() -> set[str]:
    """The endpoints of the office that end something, by the name of their view or the last word of their address, and
    those that a page asks about first."""
    posts = [each for each in declared() if each.method == "POST" and each.address.startswith(ROOMS)]
    named = {each.endpoint for each in posts if each.endpoint.rpartition(".")[2] in VIEWS}
    worded = {each.endpoint for each in posts if each.address.rpartition("/")[2] in LAST_WORDS}
    return (
        named | worded | {endpoint for path in TEMPLATES.rglob("*.html") for endpoint in asked(path.read_text("utf-8"))}
    )


def asked(template: str) -> set[str]:
    """The endpoints to which the `confirm`s of a template post."""
    found = set()
    for start in ASKS.finditer(template):
        depth, end = 1, start.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(template[end], 0)
            end += 1
        found |= set(ENDPOINT.findall(template[start.end() : end]))
    return found


def test_each_ending_is_declared() -> None:
    assert not COUNTED.keys() & ALONE.keys()
    place = "COUNTED and ALONE of tests/architecture/endings.py"
    assert_listed(
        ending(), {**COUNTED, **ALONE}, place, "count on its page what it changes of others, or say that it is alone"
    )


@pytest.mark.parametrize("endpoint", COUNTED)
def test_a_page_names_the_numbers_that_its_press_changes(office: Office, endpoint: str) -> None:
    ending = COUNTED[endpoint]
    with office.write() as session:
        address = ending.make(session, office)
    page = office.as_officer().get(address)
    if endpoint == "office.sendings.destroy":
        page = page.form(button="Bắt đầu nhắn").submit()
    with office.read() as session:
        before = {words: read(session) for words, read in ending.says.items()}
    form = page.form(button=ending.button)
    assert posts_to(office, form) == endpoint

    form.submit({name: last(form, name) if value == LAST else value for name, value in ending.fills.items()})

    with office.read() as session:
        changed = {words: abs(before[words] - read(session)) for words, read in ending.says.items()}
    assert {words: number(page, words) for words in ending.says} == changed
    assert all(changed.values()), "nothing was made that the press changes"


def number(page: Page, words: str) -> int:
    """The number that a page names in some words."""
    found = re.search(words, page.text)
    assert found, f"the page says nothing like {words}: {page.text}"
    return int(found[1])


def posts_to(office: Office, form: Form) -> str:
    with office.app.test_request_context():
        return str(office.app.url_map.bind("localhost").match(form.action.partition("?")[0], method="POST")[0])


def last(form: Form, name: str) -> str:
    """The last choice of a list."""
    return [each.get("value") or "" for each in form.element.iter("option") if each.getparent().get("name") == name][-1]
