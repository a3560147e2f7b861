"""The same figure of the demo ward reads the same on its page, in the list, in its workbook and in the report."""

from datetime import date
from io import BytesIO

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.country import clock, formats
from app.country.sentences import begun
from app.indicators.named_figures import INDICATORS
from app.indicators.programmes import shelves
from app.indicators.reports.figures import counted
from app.indicators.target_counts import entered_answers
from app.models import Account, AdministrativeUnit, Plan
from app.models.reports.due import Period
from app.models.reports.passage import sketched
from app.registers.indicator import Indicator, Scope
from app.registers.joint_counts import known_figure
from app.web.database import db
from tests.commands.demo_ward.test_figures import signed_in
from tests.pages import Page, words

pytestmark = pytest.mark.sqlite


def indicators(ward: AdministrativeUnit) -> list[Indicator]:
    """All that are declared, and those of the ward's programmes."""
    return [
        *INDICATORS.values(),
        *(each for _name, group in shelves(db.session(), [ward.id]) for each in group),
    ]


def figure_of(page: Page) -> str:
    """The figure of a page of one, or what it says instead."""
    return words(page.root.xpath("//main//p/*[contains(@class, 'figure num') or self::b]")[0])


def test_each_figure_is_the_same_on_page_list_workbook_and_report(used: Flask) -> None:
    with used.app_context():
        today = clock.today()
        since = today.replace(month=1, day=1)
        ward = db.session.scalars(select(AdministrativeUnit).where(AdministrativeUnit.code == "05443")).one()
        plan = db.session.scalars(select(Plan).where(Plan.unit_id == ward.id)).first()
        officer = db.session.scalars(Account.called("canbo")).one()
        report = sketched(ward, plan, None, Period(since, today, today, ""), by=officer, now=clock.now())
        asked = indicators(ward)
        counts = {each.key: known_figure(db.session(), Scope((ward.id,), since, today), each) for each in asked}
        lines = {each.key: each for each in counted(db.session(), report, today).counts}
        entered = entered_answers(db.session(), ward.id, today, today)  # what the text says in their place
        db.session.rollback()
    pages = signed_in(used, "canbo")
    days = f"tu={formats.date(since)}&den={formats.date(today)}"
    index = pages.get(f"/van-phong/so-lieu?muc=tat-ca&{days}")
    listed = [words(row) for row in index.all("li") if row.xpath(".//span")]
    for each in asked:
        shown = each.unit.text(counts[each.key])
        if each.on_paper and each.key not in entered:
            assert lines[each.key].now == each.unit.cell(counts[each.key]), each.key
        page = pages.get(f"/van-phong/so-lieu/{each.key}?{days}")
        assert figure_of(page) == (shown if counts[each.key] is not None else begun(shown)), each.key
        assert any(
            (f"{shown} {each.unit.words}" if counts[each.key] is not None else shown) in row for row in listed
        ), each.key
        file = pages.client.get(f"/van-phong/so-lieu/{each.key}/bang.xlsx?{days}")
        if file.status_code == 200:
            rows = list(load_workbook(BytesIO(file.data)).active.iter_rows(values_only=True))
            place = rows[0].index(f"{each.words} ({each.unit.words})")
            last = rows[-1][place]
            assert (last if last == "–" else formats.number(last)) == each.unit.cell(counts[each.key]), each.key
            assert all(row[place] is not None for row in rows), each.key


def test_no_page_of_figures_calls_a_zero_unknown(used: Flask) -> None:
    pages = signed_in(used, "canbo")
    for key in INDICATORS:
        page = pages.get(f"/van-phong/so-lieu/{key}")
        cells = [words(cell) for cell in page.all("td") if "num" in (cell.get("class") or "").split()]
        assert not [cell for cell in cells if "chưa có" in cell and "tổng số" not in cell], key


def test_a_day_before_anything_was_recorded_is_not_known(used: Flask) -> None:
    pages = signed_in(used, "canbo")
    days = f"tu=01/01/2019&den={formats.date(date(2019, 12, 31))}"
    assert figure_of(pages.get(f"/van-phong/so-lieu/luot-ho-tro?{days}")) == "Chưa có số liệu"
