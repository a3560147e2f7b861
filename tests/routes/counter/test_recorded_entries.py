"""What heads of groups sent by "Ghi nhanh": they find it again and ask the office to open it again for them."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.country import clock
from app.models import Account, AuditEvent, ProgrammeEntry, ReopenedPeriod, ResidentialGroup, Role, RoleGrant
from tests.factories import make_account, make_grant, make_ward
from tests.pages import Page, Pages
from tests.quick_entries import BEGAN, TODAY, Quick
from tests.returns import moment
from tests.routes.counter.test_quick_entries import ask

LIST = "/quay/ghi-nhanh/da-ghi"
REPORT: dict[str, Any] = {
    "key": "group_report", "shape": "return", "name": "Báo cáo của tổ", "noun": "tổ dân phố", "subject": "group",
    "every": "month", "due": {"days_after": 5}, "recorded_on": ["phone", "office"],
    "records": ["group_head", "officer"], "sees": ["officer", "leader"],
    "fields": [{"key": "told", "label": "Số hộ đã phổ biến", "type": "number", "counted": True}],
}  # fmt: skip
DURING, LATER = date(2026, 9, 3), TODAY


@pytest.fixture
def quick(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Quick:
    """See `Quick`; its head sends the report of August on the third of September."""
    at(monkeypatch, BEGAN)
    made = Quick.build(app)
    ask(made, REPORT)
    at(monkeypatch, DURING)
    return made


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment(day))


def browser(quick: Quick, who: Account) -> Pages:
    return Pages(quick.app.test_client()).sign_in(who)


def send(quick: Quick, told: str = "40") -> None:
    page = browser(quick, quick.head).get("/quay/ghi-nhanh")
    page.follow(line(page, "Báo cáo của tổ")).form(button="Lưu").submit({"a_told": told})


def line(page: Page, begins: str) -> str:
    """The text of the link of a line."""
    return next(each for each in page.links() if each.startswith(begins))


def own(quick: Quick, who: Account) -> Page:
    """The page of what somebody sent, from where they begin."""
    start = browser(quick, who).get("/quay/to-cua-toi")
    listed = start.follow(line(start, "Những gì anh chị đã gửi"))
    return listed.follow(line(listed, "Báo cáo của tổ"))


def stands(quick: Quick) -> list[tuple[bool, bool, str]]:
    """Of each entry whether it is the newest, counts, with which words it was returned."""
    return [(each.latest, each.counts, each.returned_words) for each in quick.entries()]


@pytest.mark.postgresql
def test_a_head_sees_what_they_sent_and_sends_anew_while_its_period_is_open(quick: Quick) -> None:
    send(quick)
    page = own(quick, quick.head)
    assert "Số hộ đã phổ biến 40" in page.text
    assert "Xin sửa" not in page.text
    page.follow("Sửa").form(button="Lưu").submit({"a_told": "41"})
    assert [each.latest for each in quick.entries()] == [False, True]
    assert "Số hộ đã phổ biến 41" in own(quick, quick.head).text


def test_what_is_mended_is_of_the_period_that_was_sent(quick: Quick) -> None:
    page = browser(quick, quick.head).get("/quay/ghi-nhanh")
    form = page.follow(line(page, "Báo cáo của tổ")).form(button="Lưu")
    [select_] = [each for each in form.element.iter("select") if each.get("name") == "period"]
    others = {each.get("value") or "" for each in select_.iter("option")} - set(form.fields["period"])
    running = others.pop()
    form.submit({"a_told": "7", "period": running})
    mended = own(quick, quick.head).follow("Sửa").form(button="Lưu")
    assert mended.fields["period"] == [running]


@pytest.mark.postgresql
def test_a_head_asks_for_a_report_of_a_closed_period_back_and_sends_it_again(
    quick: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(quick)
    at(monkeypatch, LATER)
    form = own(quick, quick.head).form(button="Gửi phường")
    assert "Anh chị ghi cần sửa gì" in form.submit({"words": " "}).text
    asked = form.submit({"words": "Ghi thiếu một ngõ"})
    assert "Đã xin sửa" in asked.text
    assert "Gửi phường" not in asked.text
    form.submit({"words": "Lần nữa"})
    assert stands(quick) == [(True, True, "")]

    office = browser(quick, quick.officer)
    waits = office.get("/van-phong/phong-trao/cho-xac-nhan")
    row = waits.follow(line(waits, quick.group.name))
    assert "Nơi gửi xin sửa" in row.text
    row.form(button="Trả lại để sửa").submit({"words": "Tổ ghi lại số hộ"})
    assert stands(quick) == [(True, False, "Tổ ghi lại số hộ")]
    assert "Không còn lần ghi nào" in office.get("/van-phong/phong-trao/cho-xac-nhan").text

    start = browser(quick, quick.head).get("/quay/to-cua-toi")
    again = start.follow(line(start, "Báo cáo của tổ"))
    again.form(button="Lưu").submit({"a_told": "52", "period": period_of(quick)})
    assert stands(quick) == [(False, False, "Tổ ghi lại số hộ"), (True, True, "")]
    assert "Tổ ghi lại" not in browser(quick, quick.head).get("/quay/to-cua-toi").text
    with quick.read() as session:
        acts = session.scalars(select(AuditEvent.action).where(AuditEvent.action.startswith("programme_site")))
        assert "programme_site.asked_back" in set(acts)
        assert session.scalars(select(ReopenedPeriod.reason)).all() == ["Tổ ghi lại số hộ"]


def period_of(quick: Quick) -> str:
    return str(quick.entries()[0].period)


def test_the_office_keeps_it_as_it_is(quick: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    send(quick)
    at(monkeypatch, LATER)
    own(quick, quick.head).form(button="Gửi phường").submit({"words": "Ghi nhầm"})
    at(monkeypatch, LATER + timedelta(days=1))
    waits = browser(quick, quick.officer).get("/van-phong/phong-trao/cho-xac-nhan")
    waits.follow(line(waits, quick.group.name)).form(button="Giữ nguyên").submit()
    page = own(quick, quick.head)
    assert "Phường giữ nguyên" in page.text
    assert stands(quick) == [(True, True, "")]
    assert page.form(button="Gửi phường")


def test_what_a_head_sent_is_nobody_elses(quick: Quick) -> None:
    """Neither of another head, of who heads the group next where `sees` does not say so, nor of another ward."""
    send(quick)
    [entry] = quick.entries()
    with quick.write() as session:
        ward = session.get_one(ResidentialGroup, quick.group.id).unit
        far = make_ward(session)
        other, next_, elsewhere = (make_account(session, unit) for unit in (ward, ward, far))
        for account, group in ((other, quick.other), (next_, quick.group)):
            make_grant(session, account, ward, Role.GROUP_HEAD, group=session.get_one(ResidentialGroup, group.id))
        make_grant(session, elsewhere, far, Role.INSTRUCTOR)
    for who in (other, next_, elsewhere, quick.teacher):
        pages = browser(quick, who)
        assert "Báo cáo của tổ" not in pages.get(LIST).text
        pages.get(f"{LIST}/{entry.uuid}", status=404)


def test_who_heads_the_group_next_finds_it_where_heads_see_the_programme(
    quick: Quick, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, BEGAN)
    ask(quick, REPORT, key="seen", name="Sổ của tổ", sees=["officer", "leader", "group_head"])
    at(monkeypatch, DURING)
    page = browser(quick, quick.head).get("/quay/ghi-nhanh")
    page.follow(line(page, "Sổ của tổ")).form(button="Lưu").submit({"a_told": "7"})
    with quick.write() as session:
        group = session.get_one(ResidentialGroup, quick.group.id)
        following = make_account(session, group.unit)
        make_grant(session, following, group.unit, Role.GROUP_HEAD, group=group)
    assert line(browser(quick, following).get(LIST), "Sổ của tổ")


def test_who_heads_the_group_no_more_finds_nothing(quick: Quick) -> None:
    send(quick)
    [entry] = quick.entries()
    pages = browser(quick, quick.head)
    assert line(pages.get(LIST), "Báo cáo của tổ")
    with quick.write() as session:
        account = session.get_one(Account, quick.head.id)
        other = session.get_one(ResidentialGroup, quick.other.id)
        for grant in session.scalars(RoleGrant.of(account.id)):
            grant.revoked_at = clock.now() - timedelta(seconds=1)
        make_grant(session, account, other.unit, Role.GROUP_HEAD, group=other)
    again = browser(quick, quick.head)
    assert "Báo cáo của tổ" not in again.get(LIST).text
    again.get(f"{LIST}/{entry.uuid}", status=404)


def test_an_event_of_a_group_stands_there_too(quick: Quick) -> None:
    page = browser(quick, quick.head).get("/quay/ghi-nhanh")
    filled = page.follow(line(page, "Sinh hoạt chuyên đề")).form(button="Lưu")
    filled.submit({"name": "An toàn trên mạng", "held_on": str(DURING), "a_present": "20"})
    listed = browser(quick, quick.head).get(LIST)
    assert "An toàn trên mạng" in line(listed, "Sinh hoạt chuyên đề")
    with quick.read() as session:
        assert session.scalars(select(ProgrammeEntry)).one().by_id == quick.head.id
