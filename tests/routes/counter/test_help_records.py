"""One record: put right by its helper, later with a reason; the office's reason; both versions where two were at it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.country import clock
from app.models import AdministrativeUnit, AuditEvent, Consent, HelpCorrection, HelpRecord, Role
from app.web.database import db, immediate
from tests.factories import make_account, make_person
from tests.helping import Counter
from tests.pages import Pages, words


@pytest.fixture
def noon() -> Iterator[datetime]:
    """Noon of today."""
    wanted = clock.at_local(clock.today(), 12)
    with clock.shifted(wanted - clock.now()):
        yield wanted


class Case:
    """A record with a person who agreed to be followed up, and those who come upon it."""

    def __init__(self, app: Flask, noon: datetime) -> None:
        self.app = app
        with app.app_context(), immediate() as session:
            self.counter = Counter(session)
            ward = self.counter.ward
            self.colleague = make_account(session, ward, Role.COUNTER)
            self.officer = make_account(session, ward, Role.OFFICER)
            self.ambassador = make_account(session, ward, Role.AMBASSADOR)
            person = make_person(session, ward, "Hoàng Thị Nụ", 1950)
            consent = {"text_version": "2026-11", "given_at": noon, "how": "desk"}
            session.add(Consent(person=person, purpose="follow_up", **consent))
            self.uuid = self.counter.record(noon, ["khai_sinh"], "unfinished", person=person, minutes=3).uuid
        self.here = f"/quay/luot/{self.uuid}"

    def of(self, account: object) -> Pages:
        return Pages(self.app.test_client()).sign_in(account)

    def record(self) -> HelpRecord:
        record: HelpRecord = db.session.query(HelpRecord).one()
        return record

    def acts(self) -> list[str]:
        with self.app.app_context():
            return [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.id)]


@pytest.fixture
def case(app: Flask, noon: datetime) -> Case:
    """The record and the people."""
    return Case(app, noon)


def test_its_helper_puts_it_right_without_a_reason_and_what_stood_stays(app: Flask, case: Case) -> None:
    form = case.of(case.counter.helper).get(f"{case.here}/sua").form(action="/sua")
    assert form.fields["result"] == ["unfinished"]
    assert form.fields["minutes"] == ["3"]
    page = form.submit(
        {"topics": ["dat_dai", "khac"], "other_words": "xem bản đồ", "result": "together", "minutes": "12"}
    )
    assert page.h1 == "Đất đai, Việc khác"
    assert "Đã sửa lượt này." in page.text
    assert "Đã sửa 1 lần" in page.text
    assert "Việc: Khai sinh" in page.text
    assert "Kết quả: Chưa xong" in page.text
    assert "Số phút: 3" in page.text
    with app.app_context():
        record = case.record()
        assert {topic.key for topic in record.topics} == {"dat_dai", "khac"}
        assert (record.result.meaning, record.minutes, record.other_words) == ("together", 12, "xem bản đồ")
        assert record.person is not None
    assert "help.corrected" in case.acts()


def test_a_record_of_the_wrong_desk_is_put_at_the_right_one(app: Flask, case: Case) -> None:
    form = case.of(case.counter.helper).get(f"{case.here}/sua").form(action="/sua")
    assert form.fields["desk"] == ["Q1"]
    page = form.submit({"desk": "CHO", "place_kind": "market"})
    with app.app_context(), immediate() as session:
        record = session.query(HelpRecord).one()
        assert record.desk is not None
        assert (record.desk.key, record.place_kind) == ("CHO", "market")
        moved_to = record.desk.name
        record.desk.retired_at = clock.now()
    assert moved_to in page.text
    assert "Bàn: Quầy 1" in page.text
    again = case.of(case.counter.helper).get(f"{case.here}/sua").form(action="/sua")
    assert again.fields["desk"] == ["CHO"]
    assert "Không có gì khác với sổ" in again.submit().text


def test_the_form_asks_for_the_place_by_its_name_there(app: Flask, case: Case) -> None:
    with app.app_context(), immediate() as session:
        session.get_one(AdministrativeUnit, case.counter.ward.id).group_word = "thôn"
    page = case.of(case.counter.helper).get(f"{case.here}/sua")
    assert "Thôn (không bắt buộc)" in page.text
    assert "Tổ dân phố (không bắt buộc)" not in page.text


def test_the_same_form_twice_is_one_correction(app: Flask, case: Case) -> None:
    form = case.of(case.counter.helper).get(f"{case.here}/sua").form(action="/sua")
    form.submit({"minutes": "9"})
    assert "sổ vẫn như cũ" in form.submit({"minutes": "9"}).text
    with app.app_context():
        assert db.session.query(HelpCorrection).count() == 1


def test_an_older_form_is_told_both_and_may_insist(app: Flask, case: Case) -> None:
    first, second = (case.of(case.counter.helper).get(f"{case.here}/sua").form(action="/sua") for _n in range(2))
    first.submit({"minutes": "20"})
    told = second.submit({"minutes": "5"}, status=409)
    assert ["Số phút", "20", "5"] in [[words(cell) for cell in row] for row in told.all("tr")]
    assert told.form(action="/sua").fields["minutes"] == ["5"]
    told.form(action="/sua").submit()
    with app.app_context():
        assert case.record().minutes == 5


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"topics": None}, "Anh chị chọn ít nhất một việc."),
        ({"topics": ["khac"], "other_words": " "}, "cho biết việc khác là việc gì"),
        ({"minutes": "mười"}, "Số phút là một số"),
        ({"minutes": "1441"}, "Số phút là một số"),
        ({"minutes": "9" * 5000}, "Số phút là một số"),
        ({"result": "gone"}, "Xin chọn một mục trong danh sách."),
    ],
)
def test_what_cannot_be_is_said_in_words(case: Case, typed: dict[str, object], sentence: str) -> None:
    form = case.of(case.counter.helper).get(f"{case.here}/sua").form(action="/sua")
    page = form.submit(typed, status=422)
    assert sentence in page.text


def test_yesterdays_record_wants_a_reason(app: Flask, case: Case) -> None:
    with app.app_context(), immediate() as session:
        record = session.query(HelpRecord).one()
        record.day, record.at = clock.today() - timedelta(days=1), clock.now() - timedelta(days=1)
    form = case.of(case.counter.helper).get(f"{case.here}/sua").form(action="/sua")
    assert "anh chị ghi vì sao sửa" in form.submit({"minutes": "8"}, status=422).text
    page = form.submit({"minutes": "8", "why": "xem lại phiếu <i>giấy</i>"})
    assert "Vì: xem lại phiếu <i>giấy</i>" in page.text
    gone = page.form(action="/bo").submit({"why": ""}, status=422)
    assert "anh chị ghi vì sao bỏ" in gone.text
    assert "Lượt này đã bỏ" in page.form(action="/bo").submit({"why": "ghi hai lần"}).text


def test_the_office_corrects_with_a_reason_and_a_look_leaves_a_line(case: Case) -> None:
    pages = case.of(case.officer)
    page = pages.get(case.here)
    assert "Hoàng Thị Nụ" in page.text
    assert case.acts().count("help.viewed") == 1
    form = page.follow("Sửa").form(action="/sua")
    form.submit({"minutes": "30"}, status=422)
    assert "Đã sửa lượt này." in form.submit({"minutes": "30", "why": "theo sổ giấy"}).text


def test_a_colleague_may_look_and_not_touch_an_ambassador_sees_nothing(case: Case) -> None:
    pages = case.of(case.colleague)
    page = pages.get(case.here)
    assert ("Người ghi lượt này tự sửa" in page.text and not page.forms()) or "Sửa" not in page.links()
    pages.get(f"{case.here}/sua", status=403)
    assert case.acts().count("help.viewed") == 1
    case.of(case.ambassador).get(case.here, status=404)
    case.of(case.counter.helper).get(case.here)
    assert case.acts().count("help.viewed") == 1


def test_what_was_noted_in_somebodys_home_is_no_business_of_the_desks(app: Flask, noon: datetime, case: Case) -> None:
    with app.app_context(), immediate() as session:
        case.counter.session = session
        home = case.counter.record(noon, desk=None, place_kind="home").uuid
    case.of(case.colleague).get(f"/quay/luot/{home}", status=404)
    case.of(case.officer).get(f"/quay/luot/{home}")


def test_the_name_goes_and_the_consent_with_it(app: Flask, case: Case) -> None:
    form = case.of(case.counter.helper).get(f"{case.here}/sua").form(action="/sua")
    page = form.submit({"person": "withdraw"})
    assert "Không ghi tên" in page.text
    assert "Người được giúp: có tên" in page.text
    with app.app_context():
        assert case.record().person is None
        assert db.session.query(Consent).one().withdrawn_at is not None
    assert "consent.withdrawn" in case.acts()


def test_what_was_retired_stays_on_the_record(app: Flask, case: Case) -> None:
    with app.app_context(), immediate() as session:
        for row in session.query(HelpRecord).one().topics:
            row.retired_at = clock.now()
    form = case.of(case.counter.helper).get(f"{case.here}/sua").form(action="/sua")
    assert form.fields["topics"] == ["khai_sinh"]
    assert form.submit({"minutes": "4"}).h1 == "Khai sinh"
