"""The office opens a closed period again for who sends a row, sees who did so and why, and closes it again."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import AuditEvent, ReopenedPeriod
from tests.factories import make_organisation
from tests.pages import Page, Pages
from tests.returns import make_returns
from tests.routes.office.conftest import Office

pytestmark = pytest.mark.usefixtures("november")
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
OPENS = "Mở lại"


@dataclass
class Row:
    """A shelf of the union, whose September is closed on 20 November and whose October is not."""

    office: Office
    at: str

    def page(self, ky: date = SEPTEMBER, pages: Pages | None = None) -> Page:
        return (pages or self.office.as_officer()).get(f"{self.at}?ky={ky}")

    def buttons(self, ky: date = SEPTEMBER, pages: Pages | None = None) -> set[str]:
        return {button for form in self.page(ky, pages).forms() for button in form.buttons} & {OPENS, "Đóng lại"}

    def stands(self) -> list[tuple[date, str, int, bool]]:
        with self.office.read() as session:
            rows = session.scalars(select(ReopenedPeriod)).all()
            return [(each.period_key, each.reason, each.opened_by_id, each.is_open(clock.now())) for each in rows]

    def acts(self) -> list[str]:
        with self.office.read() as session:
            acts = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id))
            return [each for each in acts if each.startswith("programme_site.period")]


def row_of(office: Office, **said: Any) -> Row:
    with office.write() as session:
        ward = office.here(session)
        programme, [site] = make_returns(session, ward, sites=1, **{"records": ["unit", "officer"], **said})
        site.organisation = make_organisation(session, ward, "Hội Phụ nữ phường", "mass_organisation")
        return Row(office, f"/van-phong/phong-trao/{programme.id}/so/{site.public_id}")


@pytest.fixture
def row(office: Office) -> Row:
    return row_of(office)


def test_it_is_opened_again_with_a_reason_and_shown_beside_the_period(office: Office, row: Row) -> None:
    page = row.page()
    assert "Tháng 9/2026 đóng sau 05/11/2026" in page.text
    assert "Mở lại kỳ này cho Hội Phụ nữ phường" in page.text
    form = page.form(button=OPENS)
    assert "Anh chị ghi vì sao mở lại" in form.submit({"reason": " "}).text
    assert row.stands() == []
    page = form.submit({"reason": "Hội ghi thiếu một tủ"})
    assert "Hội Phụ nữ phường gửi được tháng 9/2026 đến hết 04/12/2026." in page.text
    assert "Đang mở lại tháng 9/2026 đến hết 04/12/2026." in page.text
    assert "Lường Thị Bích Đào mở lại" in page.text
    assert "Lý do: Hội ghi thiếu một tủ" in page.text
    assert row.buttons() == {"Đóng lại"}
    form.submit({"reason": "Hội ghi thiếu một tủ"})
    assert row.stands() == [(SEPTEMBER, "Hội ghi thiếu một tủ", office.officer.id, True)]
    assert row.acts() == ["programme_site.period_reopened"]


def test_it_is_closed_again_by_a_press_and_opened_once_more(row: Row) -> None:
    row.page().form(button=OPENS).submit({"reason": "Ghi nhầm"})
    form = row.page().form(button="Đóng lại")
    assert "Đã đóng lại tháng 9/2026 với Hội Phụ nữ phường." in form.submit().text
    page = form.submit()
    assert "Từng mở lại đến hết 20/11/2026." in page.text
    assert [each[3] for each in row.stands()] == [False]
    page.form(button=OPENS).submit({"reason": "Còn thiếu"})
    assert [(each[1], each[3]) for each in row.stands()] == [("Còn thiếu", True)]
    assert row.acts() == [
        "programme_site.period_reopened", "programme_site.period_closed", "programme_site.period_reopened",
    ]  # fmt: skip


def test_what_is_open_or_sent_by_nobody_is_not_opened(office: Office, row: Row) -> None:
    form = row.page().form(button=OPENS)
    assert row.buttons(OCTOBER) == set()
    form.page.pages.post(form.action.replace("09-01", "10-01"), form.press({"reason": "x"}), status=404)
    alone = row_of(office, key="alone", records=["officer"])
    assert alone.buttons() == set()
    assert "Nơi gửi" not in alone.page().text
    assert row.stands() == []


def test_only_who_writes_in_the_book_opens_it(office: Office, row: Row) -> None:
    form = row.page().form(button=OPENS)
    assert row.buttons(pages=office.as_leader()) == set()
    assert "đóng sau 05/11/2026" in row.page(pages=office.as_leader()).text
    leader = office.as_leader()
    token = next(each for each in leader.get("/van-phong").forms() if "csrf_token" in each.fields).press()
    leader.post(form.action, {**token, "reason": "x"}, status=403)
    theirs = row_of(office, key="theirs", records=["unit"])
    assert theirs.buttons() == set()
    assert row.stands() == []
