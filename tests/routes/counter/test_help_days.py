"""Today's page: the desk's figures, one's own records, what is found, taken out and brought back."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.country import clock
from app.models import AgeBand, AuditEvent, HelpCorrection, HelpRecord, Role
from app.web.database import db, immediate
from tests.factories import make_account, make_person
from tests.helping import Counter
from tests.pages import Form, Page, Pages
from tests.statements import counted

HERE = "/quay/hom-nay"


@pytest.fixture
def noon() -> Iterator[datetime]:
    """Noon of today: the day neither begins nor ends while a test runs."""
    wanted = clock.at_local(clock.today(), 12)
    with clock.shifted(wanted - clock.now()):
        yield wanted


@pytest.fixture
def counter(app: Flask, noon: datetime) -> Counter:
    """A ward with somebody at its first desk, a colleague, an ambassador and an officer."""
    with app.app_context(), immediate() as session:
        counter = Counter(session)
        counter.others = {
            role: make_account(session, counter.ward, role, full_name=f"Người {role.value}")
            for role in (Role.COUNTER, Role.AMBASSADOR, Role.OFFICER)
        }
    return counter


def of(app: Flask, account: object) -> Pages:
    return Pages(app.test_client()).sign_in(account)


def presses(page: Page) -> Form:
    """The form of the list's buttons."""
    return next(form for form in page.forms() if form.element.get("id") == "bo-luot")


def test_the_day_begins_empty_and_leads_to_the_log(app: Flask, counter: Counter) -> None:
    page = of(app, counter.helper).get(HERE)
    assert "Hôm nay anh chị chưa ghi lượt nào" in page.text
    assert "Anh chị đã gửi 0 lượt" in page.text
    assert page.response.headers["X-Offline"] == "1"


@pytest.mark.postgresql
def test_the_desk_is_counted_and_each_figure_opens_its_records(app: Flask, counter: Counter, noon: datetime) -> None:
    with app.app_context(), immediate() as session:
        counter.session = session
        old = counter.entry(AgeBand, "60_up")
        counter.record(noon - timedelta(hours=2), ["khai_sinh", "khac"], "done_for", age_band=old, minutes=7)
        counter.record(noon - timedelta(hours=1), ["khai_sinh"], "did_alone", helper=counter.others[Role.COUNTER])
        counter.record(noon, ["dat_dai"], "did_alone", desk="CHO", place_kind="market")
        counter.tally(clock.today(), 9, "khai_sinh", 4)
    pages = of(app, counter.helper)
    page = pages.get(f"{HERE}?quay=Q1")
    assert "2 lượt ghi từng người; và 4 lượt nhập bù từ phiếu gạch, đếm riêng" in page.text
    assert "Anh chị đã gửi 2 lượt" in page.text
    assert "Khai sinh 2 4" in page.text
    assert "Từ 60 1" in page.text
    assert "9 giờ 0 4" in page.text
    # Printed from the head of the page too, without a long way down.
    assert page.text.index("In sổ (PDF)") < page.text.index("Các lượt anh chị ghi")
    assert page.text.count("In sổ (PDF)") == 2
    behind = pages.get(f"{HERE}?quay=Q1&viec=khai_sinh")
    assert "Khai sinh: 2 lượt" in behind.text
    assert "người ghi: Người counter" in behind.text
    pages.get(f"{HERE}?quay=Q9", status=404)


def test_a_figure_that_has_come_to_nothing_leads_back_to_the_figures(
    app: Flask, counter: Counter, noon: datetime
) -> None:
    with app.app_context(), immediate() as session:
        counter.session = session
        counter.record(noon, ["dat_dai"])
        uuid = counter.record(noon, ["khai_sinh"]).uuid
    pages = of(app, counter.helper)
    behind = pages.get(f"{HERE}?quay=Q1&viec=khai_sinh")
    assert "Khai sinh: 1 lượt" in behind.text
    presses(behind).submit({"bo": uuid})
    again = pages.get(behind.address)
    assert "Theo việc" in again.text
    assert "Khai sinh: " not in again.text


def test_an_ambassador_sees_their_own_alone(app: Flask, counter: Counter, noon: datetime) -> None:
    ambassador = counter.others[Role.AMBASSADOR]
    with app.app_context(), immediate() as session:
        counter.session = session
        theirs = counter.record(noon, ["khai_tu"])
        counter.record(noon, ["dat_dai"], desk=None, place_kind="home", helper=ambassador)
        uuid = theirs.uuid
    pages = of(app, ambassador)
    page = pages.get(HERE)
    assert "Lượt của anh chị" in page.text
    assert "Đất đai" in page.text
    assert "Khai tử" not in page.text
    pages.get(f"{HERE}?quay=Q1", status=404)
    pages.get(f"/quay/luot/{uuid}", status=404)


@pytest.mark.postgresql
def test_own_records_are_searched_without_accents(app: Flask, counter: Counter, noon: datetime) -> None:
    with app.app_context(), immediate() as session:
        counter.session = session
        person = make_person(session, counter.ward, "Lò Thị Hoa <b>=1+1")
        counter.record(noon, ["khai_sinh"], person=person)
        counter.record(noon, ["khac"], other_words="sửa tên trên Zalo")
    pages = of(app, counter.helper)
    for query, expected in (("khai sinh", 1), ("lo thi", 1), ("zalo", 1), ("dat", 0), ("", 2)):
        page = pages.get(HERE, query_string={"tim": query})
        own = page.html[page.html.index('id="cua-toi"') :]
        assert own.count("/sua") == expected, query
        assert "<b>=1" not in page.html


def test_a_record_is_taken_out_and_brought_back(app: Flask, counter: Counter, noon: datetime) -> None:
    with app.app_context(), immediate() as session:
        counter.session = session
        uuid = counter.record(noon - timedelta(minutes=5)).uuid
    pages = of(app, counter.helper)
    press = presses(pages.get(HERE))
    for _twice in range(2):
        page = press.submit({"bo": uuid})
    assert "Anh chị đã gửi 0 lượt" in page.text
    assert "Đã bỏ" in page.text
    back = presses(page).submit({"tra-lai": uuid})
    assert "Anh chị đã gửi 1 lượt" in back.text
    with app.app_context():
        assert db.session.query(HelpRecord).one().withdrawn_at is None
        assert db.session.query(HelpCorrection).count() == 2
        acts = [
            event.action
            for event in db.session.query(AuditEvent).order_by(AuditEvent.id)
            if event.action.startswith("help.")
        ]
    assert acts == ["help.withdrawn", "help.restored"]
    press.submit({"bo": "none"}, status=404)


def test_somebody_elses_record_is_not_taken_out_here(app: Flask, counter: Counter, noon: datetime) -> None:
    with app.app_context(), immediate() as session:
        counter.session = session
        counter.record(noon)
        uuid = counter.record(noon, helper=counter.others[Role.COUNTER]).uuid
    page = of(app, counter.helper).get(HERE)
    presses(page).submit({"bo": uuid})
    with app.app_context():
        assert [record.withdrawn_at for record in db.session.query(HelpRecord)] == [None, None]


@pytest.mark.postgresql
def test_as_many_statements_however_many_records(app: Flask, counter: Counter, noon: datetime) -> None:
    def asked(more: int) -> int:
        with app.app_context(), immediate() as session:
            counter.session = session
            for _number in range(more):
                person = make_person(session, counter.ward)
                counter.record(noon, ["khai_sinh", "dat_dai"], "unfinished", person=person)
        pages = of(app, counter.helper)
        with counted() as seen:
            pages.get(HERE)
        return len(seen)

    assert asked(2) == asked(20) <= 26
