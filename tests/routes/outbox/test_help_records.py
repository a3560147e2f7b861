"""A counter's phone sends what it noted: each help once, with what may be kept of it, on both databases."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from app.country import clock
from app.models import (
    AgeBand,
    AuditEvent,
    Consent,
    HelpDesk,
    HelpRecord,
    HelpResult,
    HelpTopic,
    Person,
    Receipt,
    Role,
    RoleGrant,
)
from app.models.people.ward_merging import merge
from app.registers.indicator import Scope
from app.web.database import db, immediate
from app.web.words.help_log import log_rows
from tests.conftest import rolled_back
from tests.factories import make_account, make_group, make_person, make_ward
from tests.helping import Counter, HelpPhone
from tests.statements import counted


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The app on an empty database: nobody is on file."""
    with rolled_back(shared_app) as app:
        yield app


@pytest.fixture
def counter(app: Flask) -> Counter:
    with app.app_context(), immediate() as session:
        made = Counter(session)
        session.expunge_all()
    return made


@pytest.fixture
def phone(app: Flask, counter: Counter) -> HelpPhone:
    return HelpPhone(app, counter.helper)


def stored(app: Flask) -> list[HelpRecord]:
    """The log as it stands, the oldest first."""
    with app.app_context():
        return list(db.session.scalars(select(HelpRecord).order_by(HelpRecord.at, HelpRecord.id)).all())


def one(app: Flask, column: InstrumentedAttribute[Any]) -> object:
    """What the only record has in a column."""
    with app.app_context():
        return db.session.scalars(select(column)).one()


def test_a_help_is_stored_with_all_that_was_said(app: Flask, counter: Counter, phone: HelpPhone) -> None:
    with app.app_context(), immediate() as session:
        group = make_group(session, session.merge(counter.ward)).code
    at = clock.now() - timedelta(minutes=5)
    said = phone.help(
        at,
        topics=["khai_sinh", "vneid_mat_khau", "khai_sinh"],
        result="unfinished",
        reason="quen_mat_khau",
        age_band="60_up",
        residential_group=group,
        minutes=7,
    )

    assert phone.verdicts(said) == ["done"]

    with app.app_context():
        record = db.session.scalars(select(HelpRecord)).one()
        assert [topic.key for topic in record.topics] == ["vneid_mat_khau", "khai_sinh"]
        assert record.result.meaning == "unfinished"
        listed = (record.reason, record.age_band, record.desk)
        assert [entry and entry.key for entry in listed] == ["quen_mat_khau", "60_up", "Q1"]
        assert [record.residential_group and record.residential_group.code, record.place_kind] == [group, "counter"]
        assert (record.minutes, record.at, record.day) == (7, at, clock.local(at).date())
        assert (record.helper_id, record.uuid, record.person_id) == (phone.account_id, said["uuid"], None)


def test_the_same_again_changes_nothing_and_another_thing_under_its_name_is_a_conflict(
    app: Flask, phone: HelpPhone
) -> None:
    said = phone.help()
    forged = {**said, "data": {**said["data"], "result": "done_for"}}

    assert phone.verdicts(said, said) == ["done", "already_done"]
    assert phone.verdicts(said, forged) == ["already_done", "conflict"]
    assert len(stored(app)) == 1
    assert one(app, HelpRecord.minutes) == 4


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"topics": []}, "chưa có việc nào"),
        ({"topics": "khai_sinh"}, "chưa có việc nào"),
        ({"topics": [["khai_sinh"]]}, "chưa có việc nào"),
        ({"topics": ["khong_co"]}, "không nằm trong danh mục"),
        ({"topics": [f"viec_{number}" for number in range(11)]}, "nhiều nhất 10"),
        ({"result": "tot"}, "chưa có kết quả"),
        ({"topics": ["khac"]}, "ghi vài từ"),
        ({"topics": ["khac"], "other": "  \u200b "}, "ghi vài từ"),
        ({"topics": ["khac"], "other": "x" * 61}, "gọn lại"),
        ({"unit": "00001"}, "nhiệm vụ ở quầy"),
    ],
)
def test_what_is_no_help_is_refused_in_words_and_holds_back_no_other(
    app: Flask, phone: HelpPhone, wrong: dict[str, object], words: str
) -> None:
    refused, done = phone.send(phone.help(**wrong), phone.help())

    assert (refused.status.value, done.status.value) == ("refused", "done")
    assert words in refused.message
    assert len(stored(app)) == 1


@pytest.mark.parametrize(
    "odd", [{"minutes": -1}, {"minutes": True}, {"minutes": "5"}, {"age_band": 7}, {"reason": {}}, {"desk": "Q99"}]
)
def test_a_detail_that_cannot_be_read_is_left_open_and_the_help_is_kept(
    app: Flask, phone: HelpPhone, odd: dict[str, object]
) -> None:
    assert phone.verdicts(phone.help(**odd)) == ["done"]
    (name,) = odd
    assert one(app, getattr(HelpRecord, name if name == "minutes" else f"{name}_id")) is None


@pytest.mark.parametrize(
    ("said", "topics", "words"),
    [
        ({"topics": ["cap_ma"]}, ["khac"], "Cấp mã số thuế"),
        ({"topics": ["cap_ma", "khai_sinh"]}, ["khai_sinh", "khac"], "Cấp mã số thuế"),
        ({"topics": ["khac", "cap_ma"], "other": "in giấy mời"}, ["khac"], "in giấy mời, Cấp mã số thuế"),
        ({"topics": ["cap_ma"], "called": {"cap_ma": "á" * 80}}, ["khac"], "á" * 59 + "…"),
    ],
)
def test_a_topic_that_was_deleted_unused_is_kept_as_another_with_the_words_of_its_page(
    app: Flask, counter: Counter, phone: HelpPhone, said: dict[str, Any], topics: list[str], words: str
) -> None:
    with app.app_context(), immediate() as session:
        made = HelpTopic.add(session, counter.ward.id, label="Cấp mã", field="Kinh tế")
        assert made.key == "cap_ma"
        made.remove(session)
    [answer] = phone.send(help := phone.help(**{"called": {"cap_ma": " Cấp mã số thuế "}, **said}))

    assert answer.status.value == "done"
    assert "không còn trong danh mục nên ghi vào “Việc khác" in answer.message
    with app.app_context():
        record = db.session.scalars(select(HelpRecord)).one()
        assert [topic.key for topic in record.topics] == topics
        assert record.other_words == words
    assert phone.verdicts(help) == ["already_done"]


@pytest.mark.parametrize("called", [None, {}, {"cap_ma": ""}, {"cap_ma": 7}, {"khai_sinh": "Khai sinh"}, ["cap_ma"]])
def test_a_topic_that_nobody_called_anything_is_no_topic(app: Flask, phone: HelpPhone, called: object) -> None:
    [refused] = phone.send(phone.help(topics=["khai_sinh", "cap_ma"], called=called))
    assert "không nằm trong danh mục" in refused.message
    assert stored(app) == []


def test_a_result_that_was_deleted_unused_becomes_one_that_means_the_same(
    app: Flask, counter: Counter, phone: HelpPhone
) -> None:
    with app.app_context(), immediate() as session:
        made = HelpResult.add(session, counter.ward.id, label="Làm chung", meaning="together")
        assert made.key == "lam_chung"
        made.remove(session)
    kept, lost = phone.send(
        phone.help(result="lam_chung", meaning="together"), phone.help(result="lam_chung", meaning="gone")
    )

    assert (kept.status.value, lost.status.value) == ("done", "refused")
    assert "không còn trong danh mục nên ghi “Làm cùng" in kept.message
    with app.app_context():
        assert db.session.scalars(select(HelpRecord)).one().result.meaning == "together"


def test_a_retired_topic_of_an_older_page_is_taken(app: Flask, phone: HelpPhone) -> None:
    with app.app_context(), immediate() as session:
        session.execute(update(HelpTopic).where(HelpTopic.key == "khai_sinh").values(retired_at=clock.now()))

    assert phone.verdicts(phone.help(topics=["khai_sinh"])) == ["done"]


def test_what_another_topic_was_is_kept_in_its_words(app: Flask, phone: HelpPhone) -> None:
    assert phone.verdicts(phone.help(topics=["khac"], other=" in  ảnh thẻ\u200b ")) == ["done"]
    assert one(app, HelpRecord.other_words) == "in ảnh thẻ"


# -- who may ----------------------------------------------------------------------------------------------------------


def test_nobody_of_another_ward_or_room_writes_into_the_log(app: Flask, counter: Counter) -> None:
    with app.app_context(), immediate() as session:
        teacher = HelpPhone(app, make_account(session, session.merge(counter.ward), Role.INSTRUCTOR))
        stranger = HelpPhone(app, make_account(session, make_ward(session), Role.COUNTER))

    assert teacher.verdicts(teacher.help()) == ["refused"]
    assert stranger.verdicts(stranger.help(unit=counter.ward.code)) == ["refused"]
    assert stored(app) == []


def test_what_was_noted_on_a_page_of_a_ward_that_went_into_another_is_taken(
    app: Flask, counter: Counter, phone: HelpPhone
) -> None:
    with app.app_context(), immediate() as session:
        new = make_ward(session, name="Quang Vinh")
        merge(session, [counter.ward.id], new, clock.today(), clock.now())
        into = new.id
    assert phone.verdicts(phone.help(unit=counter.ward.code)) == ["done"]
    assert phone.verdicts(phone.help(unit="99999")) == ["refused"]
    assert one(app, HelpRecord.unit_id) == into


def test_what_was_made_on_duty_counts_when_it_comes_after_it_and_nothing_later(app: Flask, phone: HelpPhone) -> None:
    ended = clock.now() - timedelta(days=3)
    before, after = phone.help(ended - timedelta(hours=1)), phone.help(ended + timedelta(hours=1))
    with app.app_context(), immediate() as session:
        session.execute(update(RoleGrant).values(revoked_at=ended))

    assert phone.verdicts(before, after) == ["done", "refused"]
    assert phone.verdicts(phone.help(ended - timedelta(days=2)), now=ended + timedelta(days=32)) == ["refused"]


# -- when -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ahead", [timedelta(days=-20_000), timedelta(days=26_000), timedelta(hours=-7)])
def test_a_phone_whose_clock_is_off_counts_for_the_day_of_the_help(
    app: Flask, counter: Counter, ahead: timedelta
) -> None:
    phone, at = HelpPhone(app, counter.helper, ahead=ahead), clock.now() - timedelta(minutes=3)

    assert phone.verdicts(phone.help(at)) == ["done"]

    (record,) = stored(app)
    assert abs(record.at - at) < timedelta(seconds=1)
    assert record.day == clock.local(at).date()


def test_a_press_of_no_known_time_counts_for_the_day_it_came(app: Flask, phone: HelpPhone) -> None:
    ahead = phone.help(clock.now() + timedelta(days=9))

    assert phone.verdicts(ahead) == ["done"]
    assert one(app, HelpRecord.day) == clock.today()


# -- a name, where they wish ------------------------------------------------------------------------------------------


def test_a_name_without_consent_is_left_out_and_the_help_is_kept(app: Flask, phone: HelpPhone) -> None:
    person = {"full_name": "Lương Doãn Thiệu", "birth_year": 1947, "residential_group": None}

    (answer,) = phone.send(phone.help(person=person))

    assert (answer.status.value, one(app, HelpRecord.person_id)) == ("done", None)
    assert "không kèm tên" in answer.message
    with app.app_context():
        assert db.session.scalars(select(Person)).all() == []


def test_a_name_with_consent_makes_one_person_of_two_helps(app: Flask, counter: Counter, phone: HelpPhone) -> None:
    with app.app_context(), immediate() as session:
        group = make_group(session, session.merge(counter.ward)).code
    person = {"full_name": " Lương  Doãn Thiệu", "birth_year": 1947, "residential_group": group}

    assert phone.verdicts(*(phone.help(person=person, consent=True) for _ in range(2))) == ["done", "done"]

    with app.app_context():
        session = db.session()
        thieu = session.scalars(select(Person)).one()
        assert (thieu.full_name, thieu.residential_group and thieu.residential_group.code) == (
            "Lương Doãn Thiệu",
            group,
        )
        records = session.scalars(select(HelpRecord)).all()
        assert {record.person_id for record in records} == {thieu.id}
        assert {record.residential_group_id for record in records} == {thieu.residential_group_id}
        band = session.scalars(select(AgeBand).where(AgeBand.key == "60_up")).one()
        assert {record.age_band_id for record in records} == {band.id}
        consent = session.scalars(select(Consent)).one()
        assert (consent.purpose, consent.how, consent.person_id) == ("follow_up", "help", thieu.id)
        named = select(AuditEvent.subject_id).where(AuditEvent.action == "help.named")
        assert set(session.scalars(named)) == {thieu.public_id}


@pytest.mark.parametrize("topic", ["ho_ngheo", "khuyet_tat", "tro_cap"])
def test_nobody_is_named_beside_a_topic_that_tells_of_poverty_or_disability(
    app: Flask, phone: HelpPhone, topic: str
) -> None:
    person = {"full_name": "Lương Doãn Thiệu", "birth_year": 1947, "residential_group": None}

    (answer,) = phone.send(phone.help(topics=["vneid_cai_dat", topic], person=person, consent=True))

    assert answer.status.value == "done"
    assert "không kèm tên: việc này cho biết hoàn cảnh riêng, nên sổ không ghi tên ai" in answer.message
    assert one(app, HelpRecord.person_id) is None
    with app.app_context():
        assert db.session.scalars(select(Person).where(Person.full_name == "Lương Doãn Thiệu")).all() == []
        assert db.session.scalars(select(Consent)).all() == []


def test_a_name_goes_when_the_help_turns_out_to_have_been_about_such_a_topic(app: Flask, phone: HelpPhone) -> None:
    person = {"full_name": "Lương Doãn Thiệu", "birth_year": 1947, "residential_group": None}
    said = phone.help(person=person, consent=True)
    phone.send(said)
    assert one(app, HelpRecord.person_id) is not None

    assert phone.verdicts(phone.correction(said, topics=["ho_ngheo"])) == ["done"]

    assert one(app, HelpRecord.person_id) is None


def test_a_row_from_before_says_the_name_or_the_topic_never_both(app: Flask, phone: HelpPhone) -> None:
    """Noted while the topic was not marked: marked, it is told by neutral words."""
    with app.app_context(), immediate() as session:
        session.execute(update(HelpTopic).values(sensitive=False))
    person = {"full_name": "Vũ Thị Sen", "birth_year": 1947, "residential_group": None}
    phone.send(
        phone.help(topics=["ho_ngheo"], person=person, consent=True), phone.help(topics=["ho_ngheo", "khai_sinh"])
    )
    with app.app_context(), immediate() as session:
        session.execute(update(HelpTopic).where(HelpTopic.key == "ho_ngheo").values(sensitive=True))

    with app.app_context():
        named, unnamed = sorted(db.session.scalars(select(HelpRecord)).all(), key=lambda row: row.person_id is None)
        assert named.topic_words == "Chế độ, chính sách"
        assert "Chế độ hộ nghèo, cận nghèo" in unnamed.topic_words
        today = clock.today()
        rows = log_rows(db.session(), Scope((named.unit_id,), today, today))
        told = {(row.name, "nghèo" in row.topics) for row in rows}
        assert told == {("Vũ Thị Sen", False), ("", True)}


def test_somebody_on_file_is_meant_by_their_name_in_addresses_of_the_own_ward_only(
    app: Flask, counter: Counter, phone: HelpPhone
) -> None:
    with app.app_context(), immediate() as session:
        mine = make_person(session, session.merge(counter.ward)).public_id
        foreign = make_person(session, make_ward(session)).public_id

    done, without = phone.send(*(phone.help(person={"id": key}, consent=True) for key in (mine, foreign)))

    assert (done.message, without.status.value) == ("", "done")
    assert "không kèm tên" in without.message
    with app.app_context():
        known = select(Person.public_id).join(HelpRecord, HelpRecord.person_id == Person.id)
        assert db.session.scalars(known).all() == [mine]


def test_a_name_that_cannot_be_is_refused_so_that_the_phone_can_mend_it(app: Flask, phone: HelpPhone) -> None:
    (answer,) = phone.send(phone.help(person={"full_name": "1234", "birth_year": 1947}, consent=True))

    assert answer.status.value == "refused"
    assert stored(app) == []


# -- many -------------------------------------------------------------------------------------------------------------


def test_a_day_costs_the_statements_of_one_help(app: Flask, phone: HelpPhone) -> None:
    phone.send(phone.help())
    with counted() as one_help:
        phone.send(phone.help())
    with counted() as whole_day:
        phone.send(*(phone.help(age_band="36_59") for _ in range(200)))

    assert len(whole_day) == len(one_help) <= 9
    assert len(stored(app)) == 202


def test_the_trail_tells_of_a_batch_in_one_line(app: Flask, counter: Counter, phone: HelpPhone) -> None:
    phone.send(*(phone.help() for _ in range(3)))

    with app.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "outbox.received")).one()
        assert event.unit_id == counter.ward.id
        assert json.loads(event.detail)["lessons"] == {"": {"help_record": 3}}
        assert db.session.scalars(select(Receipt.kind)).all() == ["help_record"] * 3


def test_a_day_of_vietnam_begins_at_midnight_there(app: Flask, phone: HelpPhone) -> None:
    evening = clock.at_local(clock.today() - timedelta(days=1), 23, 59)

    phone.send(phone.help(evening), phone.help(evening + timedelta(minutes=2)))

    days: list[date] = [record.day for record in stored(app)]
    assert days == [clock.today() - timedelta(days=1), clock.today()]


def test_a_help_beside_the_ai_kiosk_is_taken_from_a_phone_too(app: Flask, counter: Counter, phone: HelpPhone) -> None:
    with app.app_context(), immediate() as session:
        HelpDesk.add(session, session.merge(counter.ward), label="AI Kiosk", place_kind="kiosk")

    assert phone.verdicts(phone.help(desk="K1")) == ["done"]

    assert one(app, HelpRecord.place_kind) == "kiosk"
