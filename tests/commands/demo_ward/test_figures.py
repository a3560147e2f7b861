"""Each figure of the demo ward's pages opens its rows, and there are exactly as many as it says."""

import re

import pytest
from flask import Flask

from app.country import clock
from app.country.months import months_before
from app.indicators.named_figures import INDICATORS
from app.models import Account
from app.web.database import db
from tests.pages import Pages, words

# What is counted, tests/indicators counts on both engines.
pytestmark = pytest.mark.sqlite

FIGURE = re.compile(r"<a\b[^>]*\bdata-figure=\"(\d+)\"[^>]*>")
HREF = re.compile(r"\bhref=\"([^\"]+)\"")
ROWS = re.compile(r"\bdata-rows=\"(\d+)\"")
MISSING = "–"
NEXT = re.compile(r"href=\"([^\"]+)\"(?:(?!</a>).)*Trang sau</a>", re.DOTALL)


MONTHS = [f"{month:%Y-%m}" for month in months_before(clock.today(), 2)]
REPORTS = [f"/van-phong/ho-tro/bao-cao?thang={month}" for month in MONTHS]
TABLES = ["/van-phong/ho-tro?ky=quy", *REPORTS]
CLASSES = [f"/van-phong/lop/{code}{page}" for code in ("DEM3", "DEM4", "DEM5", "LOP01") for page in ("", "/nguoi-hoc")]
PAGES_OF_ALL = ["/van-phong/so-lieu", "/van-phong/so-lieu?muc=tat-ca"]
FIGURES = [*PAGES_OF_ALL, *(f"/van-phong/so-lieu/{key}" for key in INDICATORS)]
# The pages whose figures are walked, by who opens them.
WALKED = {
    "canbo": [
        *TABLES,
        *FIGURES,
        "/van-phong/so-lieu/luot-ho-tro?ky=quy&theo=viec",
        "/van-phong/so-lieu/nguoi-hoc?ky=quy&theo=to",
        "/van-phong",
        "/van-phong/to-dan-pho",
        "/van-phong/mau-lop",
        "/van-phong/lop",
        "/van-phong/lop?xem=DEM4",
        "/van-phong/tim?q=nguyen",
        *CLASSES,
        "/van-phong/nguoi-hoc",
        "/van-phong/kem-cap",
        "/van-phong/kem-cap?tim=nguyen",
        "/van-phong/dai-su",
        "/van-phong/nho-giup",
        "/van-phong/nho-giup?to=TD1",
        "/van-phong/so-cap",
        "/van-phong/xoa-ten",
        "/van-phong/quyen",
        "/van-phong/chi-tieu",
        "/van-phong/chi-tieu?theo=to",
    ],
    "lanhdao": ["/van-phong", "/van-phong/duyet", "/van-phong/thu-cam-on"],
    "quay": ["/quay/hom-nay", "/quay/thang"],
    "daisu": ["/quay/kem-cap", "/quay/thang"],
    "quantri": ["/quan-tri", "/quan-tri/don-vi", "/quan-tri/may"],
    "tinh": ["/tinh"],
    "lanhdaotinh": ["/van-phong", "/van-phong/bao-cao"],
}


def signed_in(used: Flask, username: str) -> Pages:
    """One of the ward's accounts on a browser."""
    with used.app_context():
        account = db.session.scalars(Account.called(username)).one()
    return Pages(used.test_client()).sign_in(account)


@pytest.fixture
def office(used: Flask) -> Pages:
    """The ward's officer."""
    return signed_in(used, "canbo")


def opened(pages: Pages, address: str) -> str:
    """A page as it came; other tests look at how it is made."""
    answer = pages.client.get(address)
    assert answer.status_code == 200, address
    return answer.text


def figures(html: str) -> set[tuple[str, int]]:
    """Where the figures of a page lead, with what they say."""
    tags = ((HREF.search(tag.group(0)), int(tag.group(1))) for tag in FIGURE.finditer(html))
    return {(href.group(1).replace("&amp;", "&").partition("#")[0], count) for href, count in tags if href}


def behind(pages: Pages, address: str) -> set[int]:
    """What the page behind a figure says it shows, the last of several pages; nothing is no row."""
    html = opened(pages, address)
    if not ROWS.search(html) and (further := NEXT.search(html)):
        return behind(pages, further[1].replace("&amp;", "&"))
    return {int(count) for count in ROWS.findall(html)} or {0}


def of_each_kind(walked: dict[str, int], most: int = 3) -> list[str]:
    """Addresses that differ in the values they ask for alone lead to one table: of many, the least figure's, the
    greatest's and one between. tests/registers/test_indicators.py asks of each figure whether its rows are as many."""
    kinds: dict[str, list[str]] = {}
    for href in sorted(walked, key=lambda href: (walked[href], href)):
        path, _, asked = href.partition("?")
        names = sorted(re.findall(r"([\w-]+)=", asked))
        kinds.setdefault(f"{re.sub(r'[0-9]+', '0', path)}?{names}", []).append(href)
    few = [{round(part * (len(same) - 1) / (most - 1)) for part in range(most)} for same in kinds.values()]
    return [same[place] for same, places in zip(kinds.values(), few, strict=True) for place in sorted(places)]


@pytest.mark.parametrize("username", WALKED)
def test_each_figure_opens_as_many_rows_as_it_says(used: Flask, username: str) -> None:
    pages, walked = signed_in(used, username), dict[str, int]()
    for address in WALKED[username]:
        for href, count in figures(opened(pages, address)):
            assert walked.setdefault(href, count) == count, f"{href} is said to be {walked[href]} and {count}"
    found = {href: behind(pages, href) for href in of_each_kind(walked)}
    assert {href: (walked[href], rows) for href, rows in found.items() if walked[href] not in rows} == {}


def test_no_figure_of_a_table_stands_without_its_rows(office: Pages) -> None:
    """A number is a link, a true 0, or missing and said to be."""
    for address in TABLES:
        cells = [cell for cell in office.get(address).all("td") if "num" in (cell.get("class") or "").split()]
        bare = [words(cell) for cell in cells if not list(cell.iter("a")) and words(cell) not in ("0", MISSING)]
        assert bare == [], address


def test_groups_that_nobody_helped_stay_in_the_month_s_table(office: Pages) -> None:
    for address in REPORTS:
        page = office.get(address)
        tables = [table for table in page.all("table") if "Theo nơi ở" in words(table)]
        if not tables:
            continue
        rows = [words(row) for row in tables[0].iter("tr")][1:]
        assert len([row for row in rows if "Chưa ghi" not in row]) == 24
        assert any(row.endswith(" 0") for row in rows)
