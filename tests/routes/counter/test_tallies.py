"""A paper tally keyed in: hour after hour, again, by two at once, on days that cannot be."""

from datetime import timedelta

import pytest
from flask import Flask

from app.country import clock, formats
from app.jobs import queue
from app.models import AdministrativeUnit, AuditEvent, HelpTally, HelpTopic, Job
from app.routes import jobs
from app.web.database import db, immediate
from tests.helping import Counter
from tests.pages import Page, Pages
from tests.statements import counted


@pytest.fixture
def counter(app: Flask) -> Counter:
    """A ward with somebody at its first desk."""
    with app.app_context(), immediate() as session:
        return Counter(session)


def of(app: Flask, counter: Counter) -> Pages:
    return Pages(app.test_client()).sign_in(counter.helper)


def opened(app: Flask, counter: Counter, hour: int = 8, day: str | None = None) -> Page:
    day = day or (clock.today() - timedelta(days=1)).isoformat()
    return of(app, counter).get(f"/quay/nhap-bu?ngay={day}&quay=Q1&gio={hour}")


def rows(app: Flask) -> list[tuple[int, str, int]]:
    with app.app_context():
        live = db.session.query(HelpTally).filter(HelpTally.withdrawn_at.is_(None)).order_by(HelpTally.id)
        return [(row.hour, row.topic.key, row.count) for row in live]


def test_an_hour_is_keyed_in_and_the_next_one_opens(app: Flask, counter: Counter) -> None:
    page = opened(app, counter).form(button="Lưu, sang giờ sau").submit({"t-khai_sinh": "5", "t-khac": " 2 "})
    assert "Đã ghi 8 giờ: 7 lượt." in page.text
    assert "Quầy 1, 9 giờ đến 10 giờ" in page.text
    assert "Đã nhập: 8 giờ 7 lượt." in page.text
    assert rows(app) == [(8, "khai_sinh", 5), (8, "khac", 2)]
    with app.app_context():
        [act] = db.session.query(AuditEvent).filter(AuditEvent.action == "help_tally.keyed_in")
        assert act.account_id == counter.helper.id


def test_the_sheet_again_shows_what_was_keyed_and_replaces_it(app: Flask, counter: Counter) -> None:
    opened(app, counter).form(button="Lưu, sang giờ sau").submit({"t-khai_sinh": "5", "t-khac": "2"})
    again = opened(app, counter)
    form = again.form(button="Lưu, sang giờ sau")
    assert "đã nhập giờ này" in again.text
    assert (form.fields["t-khai_sinh"], form.fields["t-khac"]) == (["5"], ["2"])
    form.submit({"t-khai_sinh": "6", "t-khac": ""})
    assert rows(app) == [(8, "khai_sinh", 6)]
    assert "vẫn như trước" in form.submit({"t-khai_sinh": "6", "t-khac": "0"}).text


def test_an_older_form_sees_both_and_may_insist(app: Flask, counter: Counter) -> None:
    first, second = (opened(app, counter).form(button="Lưu, sang giờ sau") for _n in range(2))
    first.submit({"t-khai_sinh": "5"})
    told = second.submit({"t-khai_sinh": "9"}, status=409)
    assert "Khai sinh: 5 lượt" in told.text
    assert rows(app) == [(8, "khai_sinh", 5)]
    told.form(button="Lưu, sang giờ sau").submit()
    assert rows(app) == [(8, "khai_sinh", 9)]


@pytest.mark.parametrize("typed", ["năm", "-1", "1000", "1.5", "٣", pytest.param("9" * 5000, id="5000 digits")])
def test_what_is_no_count_is_said_and_nothing_is_stored(app: Flask, counter: Counter, typed: str) -> None:
    page = (
        opened(app, counter).form(button="Lưu, sang giờ sau").submit({"t-khai_sinh": typed, "t-khac": "2"}, status=422)
    )
    assert "Số lượt là một số từ 0 đến 999." in page.text
    assert page.form(button="Lưu, sang giờ sau").fields["t-khac"] == ["2"]
    assert rows(app) == []


def test_days_that_cannot_be_are_refused_in_words(app: Flask, counter: Counter) -> None:
    pages = of(app, counter)
    tomorrow, began = clock.today() + timedelta(days=1), clock.today() - timedelta(days=30)
    with app.app_context(), immediate() as session:
        session.get_one(AdministrativeUnit, counter.ward.id).valid_from = began
    page = pages.get(f"/quay/nhap-bu?ngay={tomorrow.isoformat()}&quay=Q1", status=422)
    assert f"Ngày {formats.date(tomorrow)} chưa tới" in page.text
    early = began - timedelta(days=1)
    page = pages.get(f"/quay/nhap-bu?ngay={early.isoformat()}&quay=Q1", status=422)
    assert f"bắt đầu từ {formats.date(began)}" in page.text
    form = opened(app, counter).form(button="Lưu, sang giờ sau")
    form.submit({"ngay": tomorrow.isoformat(), "t-khac": "3"}, status=422)
    form.submit({"gio": "24", "t-khac": "3"}, status=404)
    form.submit({"quay": "Q7", "t-khac": "3"}, status=404)
    for slip in ("0001-01-01", "9999-12-31", "hôm kia"):
        page = pages.get(f"/quay/nhap-bu?ngay={slip}&quay=Q1", status=422)
        assert f'"{slip}" chưa phải một ngày' in page.text
        assert f'value="{slip}"' in page.html
    form.submit({"ngay": "hôm kia", "t-khac": "3"}, status=404)
    assert rows(app) == []


def test_a_retired_topic_stays_where_it_was_keyed(app: Flask, counter: Counter) -> None:
    opened(app, counter).form(button="Lưu, sang giờ sau").submit({"t-khai_sinh": "5"})
    with app.app_context(), immediate() as session:
        session.get_one(HelpTopic, counter.topics["khai_sinh"].id).retired_at = clock.now()
    assert opened(app, counter).form(button="Lưu, sang giờ sau").fields["t-khai_sinh"] == ["5"]
    assert "t-khai_sinh" not in opened(app, counter, 9).form(button="Lưu, sang giờ sau").fields


def test_the_empty_sheet_is_ordered(app: Flask, counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "enqueue", lambda job_id: None)
    monkeypatch.setattr(jobs, "PATIENCE", 0.0)
    opened(app, counter).form(button="In phiếu gạch trống").submit()
    with app.app_context():
        [job] = db.session.query(Job).all()
        assert (job.kind, job.given["desk"]) == ("help_tally_sheet", str(counter.desks["Q1"].id))


def test_as_many_statements_however_much_was_keyed(app: Flask, counter: Counter) -> None:
    def asked() -> int:
        pages = of(app, counter)
        with counted() as seen:
            pages.get("/quay/nhap-bu?quay=Q1&gio=8")
        return len(seen)

    with app.app_context(), immediate() as session:
        counter.session = session
        counter.tally(clock.today(), 8, "khai_sinh", 3)
    few = asked()
    with app.app_context(), immediate() as session:
        counter.session = session
        for topic in ("dat_dai", "khac", "thue", "tro_cap"):
            for hour in (8, 9):
                counter.tally(clock.today(), hour, topic, 3)
    assert asked() == few <= 16
