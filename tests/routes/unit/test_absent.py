"""Who is missing: a figure of organisations names those that it does not count, an entry those that were invited and
did not come; both with words to copy."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.country import clock
from app.indicators.programmes import indicator_called
from app.jobs.entry_sheets import sheet_of
from app.models import AdministrativeUnit, Event, Organisation, Programme, ProgrammeEntry, ResidentialGroup, Site
from app.registers.indicator import Scope
from tests import recording
from tests.factories import make_group, make_organisation
from tests.pages import words
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import PUPILS, programme
from tests.statements import counted

INVITED: dict[str, Any] = {
    "fields": [
        {"key": "invited", "label": "Mời", "type": "organisations", "counted": True},
        {"key": "came", "label": "Có mặt", "type": "organisations", "counted": True},
    ],
    "counts": [
        {"key": "held", "unit": "buổi", "label": "Số buổi"},
        {"key": "invited", "unit": "lượt", "label": "Lượt mời", "size": "invited"},
        {"key": "came", "unit": "lượt", "label": "Lượt có mặt", "size": "came", "of": "invited"},
        {"key": "schools", "unit": "trường", "label": "Trường đã làm", "where": {"organiser": "school"},
         "distinct": "organiser", "of": "organisations.school"},
        {"key": "quarters", "unit": "tổ", "label": "Tổ đã làm", "distinct": "group", "of": "groups"},
    ],
    "records": ["officer", "unit"], "sees": ["officer", "leader"],
}  # fmt: skip


def held(school: School, **answers: Any) -> int:
    """A programme of events, one of which the school held in a group of two; its number."""
    number = programme(school, "event", **INVITED)
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        group = make_group(session, unit, "Tổ dân phố Túc Duyên 1")
        make_group(session, unit, "Tổ dân phố Túc Duyên 2")
        make_organisation(session, unit, "Trường Tiểu học Đồng Quang")
        organiser = session.get_one(Organisation, school.school.id)
        event = Event(
            unit=unit, programme_id=number, name="Giao ban", organisation=organiser, residential_group=group,
            held_on=clock.today(),
        )  # fmt: skip
        event_of_ward = Event(unit=unit, programme_id=number, name="Họp", held_on=clock.today())
        session.add_all([event, event_of_ward])
        session.flush()
        asked = session.get_one(Programme, number).current
        assert asked
        now = clock.now()
        for each in (event, event_of_ward):
            recording.record(
                session, each, asked, uuid=str(uuid4()), by=None, way="office", at=now, now=now, answers=answers
            )
    return number


def test_a_figure_names_the_organisations_and_groups_that_it_lacks(school: School) -> None:
    held(school, invited=[school.school.id], came=[school.school.id])
    pages = school.officer()
    page = pages.get("/van-phong/so-lieu/tried.schools")
    assert "Chưa có: 1 đơn vị" in page.text
    assert "Trường Tiểu học Đồng Quang" in page.text
    assert "còn 1 đơn vị chưa có, hoặc chưa ghi: Trường Tiểu học Đồng Quang. Đề nghị" in page.text
    assert "Chưa có: 1" in pages.get("/van-phong/so-lieu/tried.quarters").text
    assert "Chưa có" not in pages.get("/van-phong/so-lieu/tried.held").text


@pytest.mark.parametrize("key", ["schools", "quarters"])
def test_it_asks_once_for_however_many(school: School, key: str) -> None:
    held(school, invited=[school.school.id], came=[])
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        for number in range(9):
            make_organisation(session, unit, f"Trường số {number}")
            make_group(session, unit, f"Tổ {number}")
        indicator = indicator_called(session, f"tried.{key}", [unit.id])
        assert indicator
        scope = Scope((unit.id,), clock.today().replace(month=1, day=1), clock.today())
        with counted() as sent:
            lack = indicator.lacking(session, scope)
        assert len(sent) == 1
        noun = {"schools": Organisation, "quarters": ResidentialGroup}[key]
        assert lack
        assert len(lack.names) == 10
        assert indicator.noun is noun
        assert indicator.lacking(session, Scope(scope.units, scope.since, scope.until, {"thang": "x"})) is None


def test_an_entry_says_who_was_invited_and_did_not_come(school: School) -> None:
    both = [school.school.id, school.union.id]
    number = held(school, invited=both, came=[school.school.id])
    page = school.officer().get(f"/van-phong/phong-trao/{number}/so?tim=Giao")
    shown = page.follow(next(each for each in page.links() if each.startswith("Giao ban")))
    assert "Vắng: Hội Phụ nữ phường" in shown.text
    assert "vắng: Hội Phụ nữ phường. Đề nghị" in shown.text
    with school.read() as session:
        entry = session.query(ProgrammeEntry).order_by(ProgrammeEntry.id).first()
        assert entry
        answers = [each for section in sheet_of(session, entry).sections for each in section.answers]
        assert answers == [
            ("Mời", "Trường THCS Túc Duyên, Hội Phụ nữ phường"), ("Có mặt", "Trường THCS Túc Duyên"),
            ("Vắng", "Hội Phụ nữ phường"),
        ]  # fmt: skip


def test_the_same_ones_in_another_order_are_no_other_answer(school: School) -> None:
    number = held(school, invited=[school.school.id, school.union.id], came=[])
    page = school.officer().get(f"/van-phong/phong-trao/{number}/so?tim=Giao")
    shown = page.follow(next(each for each in page.links() if each.startswith("Giao ban")))
    form = shown.follow(next(each for each in shown.links() if each.startswith("Sửa"))).form(button="Lưu")
    told = form.submit({"a_invited": [str(school.union.id), str(school.school.id)], "a_came": [str(school.union.id)]})
    assert "Có mặt: Hội Phụ nữ phường" in told.text
    assert "lần trước: Trường THCS" not in told.text


def test_nobody_was_absent_where_all_came_or_nothing_was_said(school: School) -> None:
    number = held(school, invited=[school.union.id], came=[school.union.id])
    page = school.officer().get(f"/van-phong/phong-trao/{number}/so?tim=Giao")
    shown = page.follow(next(each for each in page.links() if each.startswith("Giao ban")))
    assert "Vắng" not in shown.text


@pytest.mark.parametrize("subject", ["organisation", "group"])
def test_a_share_of_subjects_names_those_whose_lack_a_sentence_reports(school: School, subject: str) -> None:
    number = programme(
        school, subject,
        fields=[PUPILS, {"key": "hindered", "label": "Vướng mắc", "type": "text"}],
        criteria=[
            {"key": "has", "text": "Có học sinh", "rule": {"at_least": {"pupils": 1}}},
            {"key": "told", "text": "Nêu vướng mắc", "rule": {"filled": "hindered"}},
        ],
        counts=[
            {"key": "has", "unit": "nơi", "label": "Nơi có học sinh", "where": {"all": ["has"]}, "of": "subjects"},
            {"key": "told", "unit": "nơi", "label": "Nơi nêu vướng mắc", "where": {"all": ["told"]}, "of": "subjects"},
            {"key": "pupils", "unit": "em", "label": "Học sinh", "sum": "pupils", "by": ["organisation"]},
        ],
        sentences=[{"in": "can-bo", "lack": True, "text": "Còn {has-} nơi chưa có học sinh."}],
        sees=["officer", "leader"],
        **({"one_per": "organiser", "records": ["organisation.school"]} if subject == "group" else {}),
    )  # fmt: skip
    with school.write() as session:
        unit, asked = session.get_one(AdministrativeUnit, school.unit.id), session.get_one(Programme, number).current
        for each in (10, 9):
            make_organisation(session, unit, f"Trường số {each}")
            make_group(session, unit, f"Tổ {each}")
        one = make_group(session, unit, "Tổ 2")
        of_group = Site.residential_group_id == one.id
        wanted = of_group if subject == "group" else Site.organisation_id == school.school.id
        site, now = session.scalars(select(Site).where(Site.kind == subject, wanted)).one(), clock.now()
        assert asked
        recording.record(
            session, site, asked, uuid=str(uuid4()), by=None, way="office", at=now, now=now,
            organisation_id=school.school.id, answers={"pupils": 12, "hindered": "Thiếu máy"},
        )  # fmt: skip
    pages = school.officer()
    page = pages.get("/van-phong/so-lieu/tried.has")
    assert "Chưa có: 2 điểm" in page.text
    assert ("Tổ 9, Tổ 10" if subject == "group" else "Trường số 9, Trường số 10") in page.text
    assert "Chưa có" not in pages.get("/van-phong/so-lieu/tried.told").text
    with school.write() as session:  # who recorded none is no less there than who recorded some
        recording.record(
            session, session.get_one(Site, site.id), asked, uuid=str(uuid4()), by=None, way="office",
            at=clock.now(), now=clock.now(), organisation_id=school.school.id, answers={"pupils": 0},
        )  # fmt: skip
    rows = [words(each) for each in pages.get("/van-phong/so-lieu/tried.pupils?theo=co-quan").all("tr")]
    assert any(each.startswith("Trường THCS Túc Duyên 0") for each in rows), rows
