"""What an organisation sends while the office merges it, or the place about which it records."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock
from app.models import Organisation, Programme, ProgrammeEntry, Site
from app.models.movement.merging import merge
from app.models.movement.represented import OrganisationSite
from app.models.movement.site_merging import merge_sites
from app.web.database import immediate
from tests.at_once import under_way
from tests.factories import make_group, make_organisation
from tests.pages import Pages
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import entries, line, programme

pytestmark = pytest.mark.postgresql
GONE = "vừa gộp hay vừa bỏ khỏi sổ"


@pytest.fixture
def app(make_app: Callable[..., Flask], engine: str) -> Flask:
    return make_app(engine)


@pytest.fixture
def into(school: School) -> int:
    """Another school of the ward, by id."""
    with school.write() as session:
        unit = session.get_one(Organisation, school.school.id).unit
        return make_organisation(session, unit, "Trường THCS Quang Trung").id


@pytest.fixture
def meanwhile(school: School, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Any], None]:
    """Lets the next press of a page store while another transaction is under way."""

    def run(module: str, act: Callable[[Session], object]) -> None:
        @contextmanager
        def late() -> Iterator[Session]:
            monkeypatch.undo()
            with under_way(school.app, act), immediate() as session:
                yield session

        monkeypatch.setattr(f"app.routes.{module}.immediate", late)

    return run


def joins(school: School, into_id: int) -> Callable[[Session], object]:
    """Merges the school into another."""

    def act(session: Session) -> None:
        both = {each.id: each for each in session.scalars(Organisation.locked(school.school.id, into_id))}
        merge(session, both[school.school.id], both[into_id], clock.today())

    return act


def retires(number: int) -> Callable[[Session], object]:
    """Takes the only place of a programme out of the book."""

    def act(session: Session) -> None:
        session.scalars(select(Site).where(Site.programme_id == number).with_for_update()).one().retire(clock.today())

    return act


def test_what_it_sends_of_itself_is_refused_in_words(school: School, into: int, meanwhile: Any) -> None:
    programme(school, "organisation", records=["own_organisation"])
    page = school.reader().get("/don-vi")
    form = page.follow(line(page, "Số liệu tried")).form(button="Lưu")
    meanwhile("entries.keeping", joins(school, into))
    assert GONE in form.submit({"a_pupils": "120"}).text
    assert entries(school) == []
    with school.read() as session:
        assert session.scalars(OrganisationSite.of(school.school.id)).one().retired_on


def test_a_place_that_the_office_takes_out_of_the_book_is_said(school: School, meanwhile: Any) -> None:
    number = programme(school, "site", records=["unit"])
    school.reader().get(f"/don-vi/{number}/moi").form(button="Lưu").submit({"name": "Điểm một", "a_open": "yes"})
    page = school.reader().get(f"/don-vi/{number}")
    form = page.follow(line(page, "Điểm một")).form(button="Lưu")
    meanwhile("entries.keeping", retires(number))
    assert GONE in form.submit({"a_open": "no"}).text
    assert [given for *_of, given in entries(school)] == [{"open": True}]


def test_a_new_place_is_of_no_school_that_is_gone(school: School, into: int, meanwhile: Any) -> None:
    number = programme(school, "site", records=["unit"])
    form = school.reader().get(f"/don-vi/{number}/moi").form(button="Lưu")
    meanwhile("entries.keeping", joins(school, into))
    assert GONE in form.submit({"name": "Điểm một", "a_open": "yes"}).text
    assert entries(school) == []


def test_a_table_is_of_no_school_that_is_gone(school: School, into: int, meanwhile: Any) -> None:
    with school.write() as session:
        make_group(session, session.get_one(Organisation, school.school.id).unit, "Tổ dân phố 1")
    number = programme(school, "group", records=["unit"], recorded_on=["table", "office"])
    look = _typed(school, number)
    meanwhile("entries.tables", joins(school, into))
    assert GONE in look.submit({"step": "save"}).text
    assert entries(school) == []


def test_a_line_of_a_table_that_is_gone_is_said(school: School, meanwhile: Any) -> None:
    with school.write() as session:
        group = make_group(session, session.get_one(Organisation, school.school.id).unit, "Tổ dân phố 1")
    number = programme(school, "group", records=["unit"], recorded_on=["table", "office"])
    look = _typed(school, number)

    def ends(session: Session) -> None:
        session.get_one(type(group), group.id).end(clock.today() - timedelta(days=1), None)

    meanwhile("entries.tables", ends)
    assert GONE in look.submit({"step": "save"}, status=409).text
    assert entries(school) == []


def _typed(school: School, number: int) -> Any:
    """The form that stores a table in which one line is typed."""
    page = school.reader().get(f"/don-vi/{number}/bang")
    form = next(each for each in page.forms() if any(name.startswith("o|") for name in each.fields))
    name = next(name for name in form.fields if name.startswith("o|") and name.endswith("|a_open"))
    looked = form.submit({name: "yes", "step": "look"})
    return next(each for each in looked.forms() if name in each.fields)


@pytest.fixture
def two(school: School) -> tuple[int, Site, Site]:
    """A programme with two places, of which the first has an entry that waits."""
    number = programme(school, "site", records=["unit", "officer"], confirmed_by=["officer"])
    with school.write() as session:
        unit = session.get_one(Organisation, school.school.id).unit
        into = Site(unit=unit, programme_id=number, name="Điểm hai")
        session.add(into)
    school.reader().get(f"/don-vi/{number}/moi").form(button="Lưu").submit({"name": "Điểm một", "a_open": "yes"})
    with school.read() as session:
        return number, session.scalars(select(Site).where(Site.name == "Điểm một")).one(), into


def merges(gone_id: int, into_id: int) -> Callable[[Session], object]:
    """Merges a place into another."""

    def act(session: Session) -> None:
        both = {each.id: each for each in session.scalars(Site.locked(gone_id, into_id))}
        merge_sites(session, both[gone_id], both[into_id], clock.now())

    return act


def test_the_office_form_of_a_place_that_was_merged_is_refused_in_words(
    school: School, two: tuple[int, Site, Site], meanwhile: Any
) -> None:
    number, gone, into = two
    form = school.officer().get(f"/van-phong/phong-trao/{number}/so/{gone.public_id}/sua").form(button="Lưu")
    meanwhile("registers.views", merges(gone.id, into.id))
    assert "vừa gộp vào dòng khác" in form.submit({"a_open": "no"}).text
    assert [(name, given) for name, *_of, given in entries(school)] == [("Điểm hai", {"open": True})]


def test_what_is_sent_of_a_place_that_was_merged_is_recorded_of_the_one_that_stands(
    school: School, two: tuple[int, Site, Site]
) -> None:
    number, gone, into = two
    with school.write() as session:
        session.get_one(Site, into.id).organisation_id = school.school.id
    at = f"/don-vi/{number}/{gone.public_id}"
    form, place = school.reader().get(at).form(button="Lưu"), school.reader().get(f"{at}/noi").form(button="Lưu")
    with school.write() as session:
        merges(gone.id, into.id)(session)
    assert school.reader().get(at).h1 == school.reader().get(f"/don-vi/{number}/{into.public_id}").h1
    assert "Đã gửi" in form.submit({"a_open": "no"}).text
    assert [(name, given) for name, *_of, given in entries(school)][-1] == ("Điểm hai", {"open": False})
    assert "Điểm cũ" in place.submit({"name": "Điểm cũ"}, status=409).text


def test_an_entry_is_confirmed_at_the_place_into_which_its_own_was_merged(
    school: School, two: tuple[int, Site, Site], meanwhile: Any
) -> None:
    number, gone, into = two
    form = school.officer().get(f"/van-phong/phong-trao/{number}/so/{gone.public_id}").form(button="Xác nhận")
    meanwhile("entries.decisions", merges(gone.id, into.id))
    confirmed = form.submit({})
    assert "Đã xác nhận, tính từ bây giờ." in confirmed.text
    assert confirmed.h1 == "Điểm hai"
    with school.read() as session:
        entry = session.scalars(select(ProgrammeEntry)).one()
        assert (entry.site_id, entry.waits, entry.counts) == (into.id, False, True)


@pytest.mark.parametrize("moment", ["before it is sent", "before it is stored"])
@pytest.mark.parametrize("subject", ["organisation", "site"])
def test_what_is_sent_after_its_programme_ended_is_answered_in_words(
    school: School, monkeypatch: pytest.MonkeyPatch, subject: str, moment: str
) -> None:
    own = subject == "organisation"
    number = programme(school, subject, records=["own_organisation" if own else "organisation.mass_organisation"])
    reader = school.reader() if own else Pages(school.app.test_client()).sign_in(school.other(school.union))
    page = reader.get("/don-vi")
    page = page.follow(line(page, "Số liệu tried"))
    form = (page if own else page.follow("Thêm điểm")).form(button="Lưu")

    def ends() -> None:
        with school.write() as session:
            session.get_one(Programme, number).retire(clock.today())

    @contextmanager
    def late() -> Iterator[Session]:
        ends()
        with immediate() as session:
            yield session

    if moment == "before it is sent":
        ends()
    else:
        monkeypatch.setattr("app.routes.entries.keeping.immediate", late)
    typed = {"a_pupils": "120"} if own else {"name": "Tủ sách Túc Duyên", "a_open": "yes"}
    sent = form.submit(typed, status=422)
    assert "Phong trào này đã thôi nên chưa ghi." in sent.text
    again = sent.form(button="Lưu").fields
    assert {key: again[key] for key in typed} == {key: [each] for key, each in typed.items()}
    assert entries(school) == []


@pytest.mark.parametrize("moment", ["before it is sent", "before it is stored"])
def test_a_table_keeps_what_was_typed_when_its_programme_ends(
    school: School, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    with school.write() as session:
        make_group(session, session.get_one(Organisation, school.school.id).unit, "Tổ dân phố 1")
    number = programme(school, "group", records=["unit"], recorded_on=["table", "office"])
    look = _typed(school, number)
    typed = {name: given for name, given in look.fields.items() if name.endswith("|a_open")}

    def ends() -> None:
        with school.write() as session:
            session.get_one(Programme, number).retire(clock.today())

    @contextmanager
    def late() -> Iterator[Session]:
        ends()
        with immediate() as session:
            yield session

    if moment == "before it is sent":
        ends()
    else:
        monkeypatch.setattr("app.routes.entries.tables.immediate", late)
    sent = look.submit({"step": "save"}, status=422)
    assert "phong trào này đã dừng từ" in sent.text
    assert typed.items() <= next(each for each in sent.forms() if typed.keys() <= each.fields.keys()).fields.items()
    assert entries(school) == []
