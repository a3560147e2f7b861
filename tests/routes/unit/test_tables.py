"""The table of an organisation: where every place of the ward is its to record, on one page."""

import pytest
from sqlalchemy import select

from app.country import clock, formats
from app.country.periods import Period
from app.models import AdministrativeUnit, Event, Organisation, ProgrammeEntry
from app.models.movement.represented import GroupSite
from app.routes.entries import tables as entry_tables
from tests.factories import make_group, make_organisation
from tests.routes.office.movement.test_tables import form_of, pressed
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import programme


def tabled(school: School, **said: object) -> int:
    """A programme about all groups of the ward that its organisations record in tables."""
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        for number in (1, 2):
            make_group(session, unit, f"Tổ dân phố Túc Duyên {number}")
    return programme(school, "group", records=["unit"], recorded_on=["table"], **said)


def test_an_organisation_records_all_groups_on_one_page(school: School) -> None:
    number = tabled(school, sees=["officer"])
    page = school.reader().get(f"/don-vi/{number}").follow("Ghi cả bảng")
    with school.read() as session:
        keys = {each.name: each.public_id for each in session.scalars(select(GroupSite))}
    assert len(keys) == 2
    look = pressed(page, "look", {f"o|{each}|a_open": "yes" for each in keys.values()})
    assert "Sẽ ghi 2 dòng" in look.text
    assert "Đã ghi 2 dòng" in pressed(look, "save", {}).text
    with school.read() as session:
        rows = session.scalars(select(ProgrammeEntry)).all()
        assert {(each.by_id, each.organisation_id) for each in rows} == {(school.account.id, school.school.id)}


def test_lines_of_a_further_page_are_stored_where_they_were_typed(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry_tables, "MOST", 1)
    number = tabled(school, sees=["officer"])
    first = school.reader().get(f"/don-vi/{number}").follow("Ghi cả bảng")
    assert "Bảng có 2 dòng, chia 2 trang." in first.text
    with school.read() as session:
        keys = [each.public_id for each in session.scalars(select(GroupSite).order_by(GroupSite.name))]
    look = pressed(first.follow("Trang sau"), "look", {f"o|{keys[1]}|a_open": "yes"})
    assert "Sẽ ghi 1 dòng" in look.text
    assert "Đã ghi 1 dòng" in pressed(look, "save", {}).text
    following = pressed(pressed(first, "look", {f"o|{keys[0]}|a_open": "yes"}), "save", {})
    assert "Đã ghi 1 dòng" in following.text
    assert "Trang 2 trong 2" in following.text
    with school.read() as session:
        assert {each.site.public_id for each in session.scalars(select(ProgrammeEntry))} == set(keys)
    assert "Trang 2 trong 2" in school.reader().get(f"/don-vi/{number}/bang?trang=9").text


def test_it_shows_nothing_that_it_may_not_see(school: School) -> None:
    number = tabled(school, sees=["officer"])
    with school.read() as session:
        key = session.scalars(select(GroupSite.public_id).order_by(GroupSite.id)).first()
    at = f"/don-vi/{number}/bang"
    colleague = school.other(school.union)
    other = type(school.reader())(school.app.test_client()).sign_in(colleague)
    pressed(pressed(other.get(at), "look", {f"o|{key}|a_open": "yes"}), "save", {})
    assert form_of(other.get(at)).fields[f"o|{key}|a_open"] == ["yes"]
    mine = form_of(school.reader().get(at))
    assert mine.fields[f"o|{key}|a_open"] == [""]


def test_a_table_of_a_period_that_closed_meanwhile_keeps_what_was_typed(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = tabled(school, every="month")
    page = school.reader().get(f"/don-vi/{number}").follow("Ghi cả bảng")
    with school.read() as session:
        key = session.scalars(select(GroupSite.public_id).order_by(GroupSite.id)).first()
    look = pressed(page, "look", {f"o|{key}|a_open": "yes"})
    monkeypatch.setattr(Period, "is_open", lambda self, day: False)
    refused = pressed(look, "save", {}, status=422)
    assert "gửi được từ" in refused.text
    assert form_of(refused).fields[f"o|{key}|a_open"] == ["yes"]
    with school.read() as session:
        assert session.scalars(select(ProgrammeEntry)).all() == []


def test_places_of_its_own_have_no_table(school: School) -> None:
    number = programme(school, "site", records=["unit"], recorded_on=["table"])
    school.reader().get(f"/don-vi/{number}/bang", status=404)


def of_events(school: School, **said: object) -> int:
    """A programme of events that organisations record in tables."""
    fields = [
        {"key": "name", "label": "Tên tin", "type": "text", "required": True},
        {"key": "items", "label": "Số tin", "type": "number", "required": True, "counted": True},
    ]
    shape = {"noun": "tin", "title": "name", "around": ["group"], "fields": fields, "criteria": [], "counts": []}
    return programme(school, "event", **{"records": ["unit"], "recorded_on": ["table"], **shape, **said})


def test_an_organisation_records_ten_events_of_its_own_on_one_page(school: School) -> None:
    number = of_events(school)
    page = school.reader().get(f"/don-vi/{number}").follow("Ghi cả bảng")
    assert "Đơn vị tổ chức" not in page.text  # it is the organisation itself
    day = formats.date(clock.today())
    typed = {
        f"o|moi-{line}|{key}": value
        for line in range(1, 11)
        for key, value in {"name": f"Tin số {line}", "held_on": day, "a_items": str(line)}.items()
    }
    look = pressed(page, "look", typed)
    assert "Sẽ ghi 10 dòng" in look.text
    assert "Đã ghi 10 dòng" in pressed(look, "save", {}).text
    with school.read() as session:
        made = session.scalars(select(Event)).all()
        assert {each.organisation_id for each in made} == {school.school.id}
        entries = session.scalars(select(ProgrammeEntry)).all()
        assert {(each.by_id, each.organisation_id) for each in entries} == {(school.account.id, school.school.id)}
        assert sum(each.given["items"] for each in entries) == 55
    again = pressed(school.reader().get(f"/don-vi/{number}/bang"), "look", typed, status=200)
    assert "Sổ đã có Tin số 1." in again.text


def test_pasted_events_are_named_below_the_heading_that_the_table_shows(school: School) -> None:
    page = school.reader().get(f"/don-vi/{of_events(school)}/bang")
    day = formats.date(clock.today())
    pasted = "\n".join(("Tin\tNgày tổ chức\tSố tin", *(f"Tin số {line}\t{day}\t{line}" for line in range(1, 11))))
    filled = pressed(page, "read", {"paste": pasted})
    assert "Sẽ ghi 10 dòng" in pressed(filled, "look", {}).text


def test_who_records_for_those_below_it_names_one_of_them_in_each_line(school: School) -> None:
    number = of_events(school, records=["unit", "superior"])
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        below = make_organisation(session, unit, "Chi đoàn Túc Duyên 1", "youth_cell")
        below.superior = session.get_one(Organisation, school.school.id)
        make_organisation(session, unit, "Chi đoàn Gia Sàng", "youth_cell")
    page = school.reader().get(f"/don-vi/{number}/bang")
    line = {"o|moi-1|name": "Tin số 1", "o|moi-1|held_on": formats.date(clock.today()), "o|moi-1|a_items": "1"}
    for named, words in (("", "Chưa ghi đơn vị tổ chức."), ("Chi đoàn Gia Sàng", "Chi đoàn Gia Sàng")):
        waits = pressed(page, "look", {**line, "o|moi-1|organisation": named})
        assert "Sẽ ghi 0 dòng" in waits.text
        assert words in waits.text
    look = pressed(page, "look", {**line, "o|moi-1|organisation": "Chi đoàn Túc Duyên 1"})
    assert "Đã ghi 1 dòng" in pressed(look, "save", {}).text
    with school.read() as session:
        assert [each.organisation.name for each in session.scalars(select(Event)) if each.organisation] == [
            "Chi đoàn Túc Duyên 1"
        ]
