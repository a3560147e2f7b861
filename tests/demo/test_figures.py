"""Each figure of the demo ward's pages opens its rows, and there are exactly as many as it says."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.months import months_before
from tests.pages import Page, Pages, words

# What is counted, tests/indicators counts on both engines.
pytestmark = pytest.mark.sqlite

FIGURE = re.compile(r"<a\b[^>]*\bdata-figure=\"(\d+)\"[^>]*>")
HREF = re.compile(r"\bhref=\"([^\"]+)\"")
ROWS = re.compile(r"\bdata-rows=\"(\d+)\"")
MISSING = "chưa có"


@pytest.fixture
def office(used: Flask) -> Pages:
    """The ward's officer."""
    pages = Pages(used.test_client())
    door = pages.get("/dang-nhap")
    [form] = [form for form in door.forms() if "password" in form.fields]
    password = used.extensions["settings"].demo_password
    sent = {name: values[0] for name, values in form.fields.items()}
    pages.client.post("/dang-nhap", data={**sent, "username": "canbo", "password": password})
    return pages


def addresses() -> list[str]:
    """The pages whose figures are walked."""
    months = [f"/van-phong/ho-tro/bao-cao?thang={month:%Y-%m}" for month in months_before(clock.today(), 2)]
    others = ["/van-phong/chuong-trinh", "/van-phong/to-dan-pho"]
    return ["/van-phong/ho-tro?ky=quy", "/van-phong/ho-tro/viec-khac", *months, *others]


def figures(page: Page) -> set[tuple[str, int]]:
    """Where the figures of a page lead, with what they say."""
    html = page.response.get_data(as_text=True)
    tags = ((HREF.search(tag.group(0)), int(tag.group(1))) for tag in FIGURE.finditer(html))
    return {(href.group(1).replace("&amp;", "&").partition("#")[0], count) for href, count in tags if href}


def behind(client: FlaskClient, address: str) -> set[int]:
    """What the page behind a figure says it shows; nothing is no row."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return {int(count) for count in ROWS.findall(answer.get_data(as_text=True))} or {0}


def test_each_figure_opens_as_many_rows_as_it_says(office: Pages) -> None:
    walked: dict[str, int] = {}
    for address in addresses():
        for href, count in figures(office.get(address)):
            assert walked.setdefault(href, count) == count, f"{href} is said to be {walked[href]} and {count}"
    assert len(walked) > 100
    found = {href: behind(office.client, href) for href in walked}
    assert {href: (count, found[href]) for href, count in walked.items() if count not in found[href]} == {}


def test_no_figure_of_a_table_stands_without_its_rows(office: Pages) -> None:
    """A number is a link, a true 0, or missing and said to be."""
    for address in addresses()[:-1]:  # how many live in a group is typed by the office, with its source beside it
        cells = [cell for cell in office.get(address).all("td") if "num" in (cell.get("class") or "").split()]
        bare = [words(cell) for cell in cells if not list(cell.iter("a")) and words(cell) not in ("0", MISSING)]
        assert bare == [], address


def test_groups_that_nobody_helped_stay_in_the_month_s_table(office: Pages) -> None:
    for address in addresses()[2:]:
        page = office.get(address)
        tables = [table for table in page.all("table") if "Theo nơi ở" in words(table)]
        if not tables:
            continue
        rows = [words(row) for row in tables[0].iter("tr")][1:]
        assert len([row for row in rows if "Chưa ghi" not in row]) == 24
        assert any(MISSING in row for row in rows)
