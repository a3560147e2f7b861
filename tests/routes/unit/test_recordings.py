"""What an organisation records for programmes, from its start page to the entry."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.country import clock
from app.country.months import months_before
from app.country.periods import Period, PeriodType, name_of
from app.models import (
    Account,
    AdministrativeUnit,
    AuditEvent,
    Event,
    Organisation,
    Programme,
    ProgrammeEntry,
    ProgrammeSubject,
    Role,
    Site,
)
from app.models.movement import entry_recording
from app.models.movement.declaration import Subject
from app.models.movement.declaration_reading import read
from app.models.movement.represented import OrganisationSite
from tests import recording
from tests.factories import make_account, make_grant, make_group, make_organisation, make_ward
from tests.pages import Form, Page, Pages
from tests.routes.unit.conftest import School
from tests.statements import counted

PUPILS = {"key": "pupils", "label": "Học sinh có kỹ năng số", "type": "number", "counted": True}
OPEN = {"key": "open", "label": "Đang mở cửa", "type": "yes_no", "counted": True}


def programme(school: School, subject: str, key: str = "tried", *, ago: int = 0, **said: Any) -> int:
    """A programme in use of the ward since some days ago; its id."""
    among = {"among": {"organisations": ["school"]}} if subject == "organisation" else {}
    fields = [PUPILS] if subject == "organisation" else [OPEN]
    definition = {
        "key": key, "name": f"Số liệu {key}", "shape": "recognise", "subject": subject, "noun": "điểm",
        "fields": fields, **among, **said,
    }  # fmt: skip
    now = clock.now() - timedelta(days=ago)
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        made = Programme.begun(session, unit, read(definition), catalogue="", now=now)
        made.use_draft(seen=str(made.version), now=now)
        session.flush()
        return made.id


def line(page: Page, begins: str) -> str:
    """The text of the link of a line."""
    return next(each for each in page.links() if each.startswith(begins))


def entries(school: School) -> list[tuple[str, int | None, int | None, dict[str, Any]]]:
    """All entries: name of the site, account, organisation, answers."""
    with school.read() as session:
        rows = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).all()
        return [(each.site.name, each.by_id, each.organisation_id, each.given) for each in rows]


@pytest.mark.postgresql
def test_a_school_sends_its_own_numbers(school: School) -> None:
    programme(school, "organisation", records=["own_organisation", "officer"])
    page = school.reader().get("/don-vi")
    form = page.follow(line(page, "Số liệu tried")).form(button="Lưu")
    sent = form.submit({"a_pupils": "120"})
    assert "Đã gửi: Số liệu tried" in sent.text
    assert "đã gửi" in line(sent, "Số liệu tried")
    assert entries(school) == [("Trường THCS Túc Duyên", school.account.id, school.school.id, {"pupils": 120})]
    with school.read() as session:
        [act] = [each for each in session.scalars(select(AuditEvent)) if each.action.startswith("programme_site")]
        assert "120" not in act.detail
        assert act.account_id == school.account.id


def test_a_colleague_mends_what_was_sent(school: School) -> None:
    number = programme(school, "organisation", records=["own_organisation"], sees=["leader"])
    with school.read() as session:
        at = f"/don-vi/{number}/{session.scalars(select(OrganisationSite)).one().public_id}"
    school.reader().get(at).form(button="Lưu").submit({"a_pupils": "120"})
    colleague = Pages(school.app.test_client()).sign_in(school.other(school.school))
    form = colleague.get(at).form(button="Lưu")
    assert form.fields["a_pupils"] == ["120"]
    form.submit({"a_pupils": "125"})
    assert [each[3] for each in entries(school)] == [{"pupils": 120}, {"pupils": 125}]


def test_what_differs_in_nothing_is_stored_once(school: School) -> None:
    """Else what was confirmed would wait again."""
    programme(school, "organisation", records=["own_organisation", "officer"])
    page = school.reader().get("/don-vi")
    sent = page.follow(line(page, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    again = sent.follow(line(sent, "Số liệu tried")).form(button="Lưu").submit()
    assert "Đã gửi: Số liệu tried" in again.text
    assert len(entries(school)) == 1


def test_a_page_sent_again_with_other_answers_mends_what_it_stored(school: School) -> None:
    programme(school, "site", records=["organisation.mass_organisation"])
    reader = Pages(school.app.test_client()).sign_in(school.other(school.union))
    page = reader.get("/don-vi")
    form = page.follow(line(page, "Số liệu tried")).follow("Thêm điểm").form(button="Lưu")
    for is_open in ("yes", "yes", "no"):
        form.submit({"name": "Tủ sách Túc Duyên", "a_open": is_open})
    assert [(each[0], each[3]) for each in entries(school)] == [
        ("Tủ sách Túc Duyên", {"open": True}), ("Tủ sách Túc Duyên", {"open": False})
    ]  # fmt: skip


def test_what_the_office_keyed_in_of_its_own_report_is_in_its_form(school: School) -> None:
    number = programme(school, "organisation", records=["own_organisation", "officer"], sees=["officer", "leader"])
    with school.read() as session:
        row = session.scalars(select(OrganisationSite)).one().public_id
    office = school.officer().get(f"/van-phong/phong-trao/{number}/so/{row}/sua")
    office.form(button="Lưu").submit({"a_pupils": "120"})
    assert [each[2:] for each in entries(school)] == [(None, {"pupils": 120})]

    form = school.reader().get(f"/don-vi/{number}/{row}").form(button="Lưu")

    assert form.fields["a_pupils"] == ["120"]
    form.submit({"a_pupils": "125"})
    assert [each[3] for each in entries(school)] == [{"pupils": 120}, {"pupils": 125}]


def test_nothing_said_is_nothing_sent(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"])
    page = school.reader().get("/don-vi")
    form = page.follow(line(page, "Số liệu tried")).form(button="Lưu")
    assert "ít nhất một câu" in form.submit({"a_pupils": ""}, status=422).text
    assert "vài chục" not in form.submit({"a_pupils": "vài chục"}, status=422).h1
    assert entries(school) == []


def test_each_open_period_is_sent_once(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"], every="month", outcomes=["done", "nothing"])
    with school.read() as session:
        schedule = session.scalars(select(Programme)).one().schedule
        assert schedule
        [period] = schedule.open_on(clock.today())
    page = school.reader().get("/don-vi")
    [asked] = [each for each in page.links() if each.startswith("Số liệu tried")]
    assert period.name in asked
    form = page.follow(asked).form(button="Lưu")
    assert period.name[1:] in form.page.text
    sent = form.submit({"outcome": "nothing"})
    assert "đã gửi" in line(sent, "Số liệu tried")
    with school.read() as session:
        assert session.scalars(select(ProgrammeEntry)).one().period == period.key


def test_a_running_month_is_sent_as_of_its_day_and_asked_again_once_it_is_over(school: School) -> None:
    adds = {"counts": [{"key": "pupils", "unit": "lượt", "label": "Lượt học", "sum": "pupils"}]}
    programme(school, "organisation", records=["own_organisation"], every="month", due={"days_after": 5}, **adds)
    today = clock.today()
    running = clock.at_local(today.replace(day=15), 9) - clock.now()
    over = clock.at_local((today.replace(day=28) + timedelta(days=4)).replace(day=2), 9) - clock.now()
    name = name_of(PeriodType.MONTH, today.replace(day=1))

    def asked(page: Page) -> list[bool]:
        """Of each line of that month whether it is sent."""
        return [each.endswith("đã gửi") for each in page.links() if each.startswith("Số liệu tried") and name in each]

    with clock.shifted(running):
        page = school.reader().get("/don-vi")
        assert asked(page) == [False]
        form = page.follow(line(page, "Số liệu tried")).form(button="Lưu")
        assert asked(form.submit({"a_pupils": "120"})) == [False]
    with clock.shifted(over):
        page = school.reader().get("/don-vi")
        assert asked(page) == [False]
        [again] = [each for each in page.links() if each.startswith("Số liệu tried") and name in each]
        form = page.follow(again).form(button="Lưu")
        assert form.fields["a_pupils"] == ["120"]  # what was sent is looked at again, and sent
        assert asked(form.submit({"a_pupils": "120"})) == [True]


def test_what_is_sent_after_its_period_closed_is_answered_in_words(
    school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme(school, "organisation", records=["own_organisation"], every="month", outcomes=["done", "nothing"])
    page = school.reader().get("/don-vi")
    form = page.follow(line(page, "Số liệu tried")).form(button="Lưu")
    monkeypatch.setattr(Period, "is_open", lambda self, day: False)
    sent = form.submit({"a_pupils": "120"}, status=422)
    assert "Anh chị nhờ văn phòng phường ghi." in sent.text
    assert sent.form(button="Lưu").fields["a_pupils"] == ["120"]
    assert entries(school) == []


def test_a_union_adds_a_place_of_its_own(school: School) -> None:
    programme(school, "site", records=["organisation.mass_organisation"])
    reader = Pages(school.app.test_client()).sign_in(school.other(school.union))
    page = reader.get("/don-vi")
    form = page.follow(line(page, "Số liệu tried")).follow("Thêm điểm").form(button="Lưu")
    assert "code" not in form.fields
    form.submit({"name": "Tủ sách Túc Duyên", "a_open": "yes"})
    with school.read() as session:
        [site] = session.scalars(select(Site).where(Site.name == "Tủ sách Túc Duyên"))
        assert site.organisation_id == school.union.id
    again = reader.get("/don-vi").follow(line(reader.get("/don-vi"), "Số liệu tried"))
    form = again.follow(line(again, "Tủ sách Túc Duyên")).form(button="Lưu")
    assert form.fields["a_open"] == ["yes"]
    form.submit({"a_open": "no"})
    assert [each[3] for each in entries(school)] == [{"open": True}, {"open": False}]
    own = reader.get("/don-vi/da-ghi")
    assert own.text.count("Tủ sách Túc Duyên") == 1, "the newest entry of each place"


def site(school: School, number: int, name: str, by: Organisation | None = None, within: str = "") -> str:
    """A place of a programme, or an event of today; its uuid."""
    with school.write() as session:
        kept = session.get_one(Programme, number)
        event = kept.current is not None and kept.current.declared.subject is Subject.EVENT
        more: dict[str, Any] = {"held_on": clock.today()} if event else {}
        made = (Event if event else Site)(
            unit=kept.unit, name=name, programme_id=number, **more,
            organisation=session.get_one(Organisation, by.id) if by else None,
            within=session.scalars(select(Site).where(Site.public_id == within)).one() if within else None,
        )  # fmt: skip
        session.add(made)
        session.flush()
        return made.public_id


def test_a_market_board_records_all_stalls_of_its_market_alone(school: School) -> None:
    outer = programme(school, "site", "cho", records=["officer"])
    number = programme(school, "site", within="cho", records=["unit"])
    own, others = site(school, outer, "Chợ của trường", school.school), site(school, outer, "Chợ khác", school.union)
    stall = site(school, number, "Quầy 1", within=own)
    foreign = [site(school, number, "Quầy 2", by, within=others) for by in (None, school.school)]
    reader = school.reader()
    page = reader.get(f"/don-vi/{number}")
    assert ("Quầy 1" in page.text, "Quầy 2" in page.text) == (True, False)
    reader.get(f"/don-vi/{number}/{stall}")
    for each in foreign:
        reader.get(f"/don-vi/{number}/{each}", status=404)
    form = page.follow("Thêm điểm").form(button="Lưu")
    assert "Chợ khác" not in reader.get(f"/don-vi/{number}/moi").text
    form.submit({"name": "Quầy 3", "within": own, "a_open": "yes"})
    reader.get(f"/don-vi/{number}/moi").form(button="Lưu").submit(
        {"name": "Quầy 4", "within": others, "a_open": "yes"}, status=422
    )
    assert [(each[0], each[2]) for each in entries(school)] == [("Quầy 3", school.school.id)]


def test_a_place_that_is_there_by_name_is_asked_about_once(school: School) -> None:
    outer = programme(school, "site", "cho", records=["officer"])
    number = programme(school, "site", within="cho", records=["unit"])
    own = site(school, outer, "Chợ của trường", school.school)
    other = site(school, outer, "Chợ hai của trường", school.school)
    there = site(school, number, "Quầy 100", within=own)
    reader = school.reader()
    typed = {"name": "Quầy 100", "within": other, "a_open": "yes"}
    reader.get(f"/don-vi/{number}/moi").form(button="Lưu").submit(typed)
    form = reader.get(f"/don-vi/{number}/moi").form(button="Lưu")
    asked = form.submit({**typed, "name": "quầy  100", "within": own}, status=422)
    assert "Đã có “Quầy 100”" in asked.text
    assert asked.follow("Mở dòng ấy").address.startswith(f"/don-vi/{number}/{there}")
    again = asked.form(button="Vẫn thêm dòng mới")
    assert again.fields["name"] == ["quầy  100"]
    again.submit({"them": there})
    assert [each[0] for each in entries(school)] == ["Quầy 100", "quầy 100"]


def test_a_place_of_another_that_may_be_the_same_is_asked_about_without_a_way_to_it(school: School) -> None:
    number = programme(school, "site", records=["unit", "officer"], sees=["officer"])
    there = site(school, number, "Chợ Quang", school.union)
    with school.write() as session:
        row = session.scalars(select(Site).where(Site.public_id == there)).one()
        row.change({"name": "Chợ Đồng Quang"}, str(row.version))
        row.residential_group = make_group(session, row.unit, "Tổ Đồng Quang")
    form = school.reader().get(f"/don-vi/{number}/moi").form(button="Lưu")
    for typed in ("chợ quang", "Chợ Đồng Quang"):
        asked = form.submit({"name": typed, "a_open": "yes"}, status=422)
        assert "Đã có “Chợ Đồng Quang”, Tổ Đồng Quang" in asked.text
        assert not [each for each in asked.links().values() if there in each]
    asked.form(button="Vẫn thêm dòng mới").submit({"them": there})
    assert [each[0] for each in entries(school)] == ["Chợ Đồng Quang"]
    office = school.officer().get(f"/van-phong/phong-trao/{number}/so/{there}")
    assert "Có thể là cùng một điểm" in office.text
    assert len([each for each in office.links() if each.startswith("Chợ Đồng Quang")]) == 1


def test_of_a_stall_of_another_where_it_lies_alone_is_said(school: School) -> None:
    outer = programme(school, "event", "hoi", records=["officer"])
    title = {"key": "name", "label": "Quầy số mấy, của ai", "type": "text", "required": True, "personal": True}
    number = programme(school, "site", within="hoi", records=["unit"], title="name", fields=[title, OPEN])
    festival = site(school, outer, "Ngày hội", school.union)
    site(school, number, "Quầy 4, ông Chiến", school.union, within=festival)
    form = school.reader().get(f"/don-vi/{number}/moi").form(button="Lưu")
    asked = form.submit({"name": "Quầy 4 ông Chiến", "within": festival, "a_open": "yes"}, status=422)
    assert "Đã có một điểm như vậy ở Ngày hội" in asked.text
    assert "Quầy 4, ông Chiến" not in asked.text


def test_an_event_of_the_same_day_and_title_is_asked_about_once(school: School) -> None:
    title = {"key": "name", "label": "Chủ đề", "type": "text", "required": True}
    number = programme(school, "event", records=["unit"], title="name", fields=[title, OPEN])
    day = clock.today()
    typed = {"name": "An toàn trên mạng", "held_on": str(day), "a_open": "yes"}
    for each in (day, day - timedelta(days=1)):
        school.reader().get(f"/don-vi/{number}/moi").form(button="Lưu").submit({**typed, "held_on": str(each)})
    asked = school.reader().get(f"/don-vi/{number}/moi").form(button="Lưu").submit(typed, status=422)
    assert "Đã có “An toàn trên mạng”" in asked.text
    assert len(entries(school)) == 2
    [press] = [each for each in asked.all("button") if each.get("name") == "them"]
    asked.form(button="Vẫn thêm dòng mới").submit({"them": press.get("value")})
    assert len(entries(school)) == 3


def test_any_organisation_has_its_own_stall_at_an_event_of_another(school: School) -> None:
    outer = programme(school, "event", "hoi", records=["officer"])
    number = programme(school, "site", within="hoi", records=["unit"])
    festival = site(school, outer, "Ngày hội", school.union)
    theirs = site(school, number, "Gian của Hội", school.union, within=festival)
    reader = school.reader()
    reader.get(f"/don-vi/{number}/moi").form(button="Lưu").submit(
        {"name": "Gian của trường", "within": festival, "a_open": "yes"}
    )
    page = reader.get(f"/don-vi/{number}")
    assert ("Gian của trường" in page.text, "Gian của Hội" in page.text) == (True, False)
    reader.get(f"/don-vi/{number}/{theirs}", status=404)


@pytest.mark.parametrize("path", ["", "/moi"])
def test_who_may_not_record_meets_nothing(school: School, path: str) -> None:
    union = programme(school, "site", "a", records=["organisation.mass_organisation"])
    office = programme(school, "site", "b", records=["officer"])
    houses = programme(school, "household", "c", records=["unit"])
    for number in (union, office, houses, 999_999):
        school.reader().get(f"/don-vi/{number}{path}", status=404)


def test_another_organisations_place_is_not_there(school: School) -> None:
    number = programme(school, "site", records=["unit"])
    with school.write() as session:
        unit, union = (
            session.get_one(AdministrativeUnit, school.unit.id),
            session.get_one(Organisation, school.union.id),
        )
        theirs = Site(unit=unit, name="Điểm của Hội", programme_id=number, organisation=union)
        wards = Site(unit=unit, name="Điểm của phường", programme_id=number)
        session.add_all([theirs, wards])
        session.flush()
        named = [theirs.public_id, wards.public_id]
    reader = school.reader()
    assert "Điểm của" not in reader.get(f"/don-vi/{number}").text
    for each in named:
        reader.get(f"/don-vi/{number}/{each}", status=404)
    reader.get(f"/don-vi/{number}?cua={school.union.code}", status=404)


def test_what_others_recorded_of_a_group_is_not_shown(school: School) -> None:
    number = programme(school, "group", records=["unit", "officer"], sees=["officer"])
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        make_group(session, unit, "Tổ dân phố Túc Duyên 1")
        version = session.get_one(Programme, number).current
        assert version
        session.flush()
        [site] = session.scalars(select(Site).where(Site.kind == "group"))
        recording.record(session, site, version, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
                              answers={"open": True}, now=clock.now())  # fmt: skip
    page = school.reader().get(f"/don-vi/{number}")
    assert "Chưa ghi" in line(page, "Tổ dân phố Túc Duyên 1")
    form = page.follow(line(page, "Tổ dân phố Túc Duyên 1")).form(button="Lưu")
    assert form.fields.get("a_open") != ["yes"]
    form.submit({"a_open": "yes"})
    assert [each[2] for each in entries(school)] == [None, school.school.id]
    assert "Đã ghi ngày" in line(school.reader().get(f"/don-vi/{number}"), "Tổ dân phố Túc Duyên 1")


def test_earlier_periods_are_shown_as_far_as_their_sender_sees_them(school: School) -> None:
    number = programme(
        school, "group", records=["unit", "officer"], sees=["officer"], every="month", ago=93, fields=[PUPILS],
        recorded_on=["office", "table"],
    )  # fmt: skip
    now = clock.now()
    current, last, earliest = months_before(clock.today(), 3)
    with school.write() as session:
        make_group(session, session.get_one(AdministrativeUnit, school.unit.id), "Tổ dân phố Túc Duyên 1")
        asked = session.get_one(Programme, number)
        assert asked.current
        session.flush()
        [site] = session.scalars(select(Site).where(Site.kind == "group"))
        for by, pupils, period in ((school.account, 11, earliest), (None, 77, last)):
            recording.record(
                session, site, asked.current, uuid=str(uuid4()), by=by and session.get_one(Account, by.id),
                way="office", at=now, answers={"pupils": pupils}, period=period, now=now,
            )  # fmt: skip
        key = site.public_id
    form = school.reader().get(f"/don-vi/{number}/{key}?ky={current}").text
    assert ": 11." in form
    assert "77" not in form
    table = school.reader().get(f"/don-vi/{number}/bang?ky={current}").text
    assert "Kỳ trước: 11" in table
    assert "77" not in table


def test_left_out_it_is_asked_no_more(school: School) -> None:
    number = programme(school, "organisation", records=["own_organisation"])
    with school.write() as session:
        [site] = session.scalars(select(OrganisationSite))
        today = clock.today() - timedelta(days=1)
        ProgrammeSubject.decide(session, site, number, included=False, reason="Thôi", on=today)
    assert "Số liệu tried" not in school.reader().get("/don-vi").text


@pytest.mark.postgresql
def test_many_programmes_ask_the_same_number_of_questions(school: School) -> None:
    def asked() -> int:
        reader = school.reader()
        reader.get("/don-vi")
        with counted() as statements:
            reader.get("/don-vi")
        return len(statements)

    programme(school, "organisation", "a", records=["own_organisation"])
    first = asked()
    for key in "bcdef":
        programme(school, "organisation", key, records=["own_organisation"])
    assert asked() == first


def test_an_ended_programme_and_another_ward_are_not_there(school: School) -> None:
    number = programme(school, "site", records=["unit"])
    with school.write() as session:
        other = make_ward(session, name="Quyết Thắng")
        organisation = make_organisation(session, other, "Trường Ngoài")
        session.flush()
    stranger = Pages(school.app.test_client()).sign_in(_of_other(school, other.id, organisation.id))
    stranger.get(f"/don-vi/{number}", status=404)
    with school.write() as session:
        session.get_one(Programme, number).retire(clock.today())
    school.reader().get(f"/don-vi/{number}", status=404)


def _of_other(school: School, unit_id: int, organisation_id: int) -> Account:
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, unit_id)
        account = make_account(session, unit)
        make_grant(session, account, unit, Role.UNIT, organisation=session.get_one(Organisation, organisation_id))
    return account


def test_what_is_confirmed_waits_and_what_is_returned_comes_back(school: School) -> None:
    number = programme(school, "organisation", records=["own_organisation"], confirmed_by=["officer"])
    page = school.reader().get("/don-vi")
    page.follow(line(page, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    with school.write() as session:
        [entry] = session.scalars(select(ProgrammeEntry))
        assert entry.waits
        assert entry_recording.decide(
            session, entry, session.get_one(Account, school.account.id), clock.now(), returned="Thiếu lớp 9"
        )
    page = school.reader().get("/don-vi")
    assert "Trả lại: “Thiếu lớp 9”" in page.text
    back = next(each for each in page.links() if "Thiếu lớp 9" in each)
    page.follow(back).form(button="Lưu").submit({"a_pupils": "125"})
    page = school.reader().get("/don-vi")
    assert "Thiếu lớp 9" not in page.text
    assert "đã gửi" in line(page, "Số liệu tried")
    assert number


def test_a_union_plans_an_event_and_tells_it(school: School) -> None:
    programme(school, "event", records=["unit"], plans_ahead=True, outcomes=["done", "called_off"])
    reader = Pages(school.app.test_client()).sign_in(school.other(school.union))
    page = reader.get("/don-vi")
    form = page.follow(line(page, "Số liệu tried")).follow("Thêm điểm").form(button="Lưu")
    assert "organisation" not in form.fields
    day = clock.today() - timedelta(days=1)
    form.submit({"name": "Ngày hội số", "held_on": str(day), "a_open": "yes", "outcome": "done"})
    [(_name, _by, organisation, answers)] = entries(school)
    assert (organisation, answers) == (school.union.id, {"open": True})
    with school.read() as session:
        assert session.scalars(select(Site)).one().organisation_id == school.union.id


def test_long_lists_have_pages_and_say_what_became_of_events(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.routes.unit.recordings.PAGE_SIZE", 1)
    monkeypatch.setattr("app.routes.entries.sent_entries.PAGE_SIZE", 1)
    called = {"key": "called", "label": "Tên", "type": "text", "required": True, "planned": True}
    said: dict[str, Any] = {"title": "called", "fields": [called, OPEN], "outcomes": ["done", "called_off"]}
    number = programme(school, "event", records=["unit"], plans_ahead=True, **said)
    reader, today = school.reader(), clock.today()
    for name, ago, outcome in (("Ra quân", 2, "done"), ("Ngày hội", 1, "called_off")):
        day = str(today - timedelta(days=ago))
        form = reader.get(f"/don-vi/{number}/moi").form(button="Lưu")
        form.submit({"name": name, "held_on": day, "a_open": "yes" if outcome == "done" else "", "outcome": outcome})
    first = reader.get(f"/don-vi/{number}")
    assert ("Ngày hội" in first.text, "Ra quân" in first.text) == (True, False)
    assert "Không tổ chức nữa" in line(first, "Ngày hội")
    assert "Đã tổ chức" in line(first.follow("Trang sau"), "Ra quân")
    recorded = reader.get("/don-vi/da-ghi")
    assert ("Không tổ chức nữa" in recorded.text, "Trang 1 trong 2" in recorded.text) == (True, True)
    assert "Đã tổ chức" in recorded.follow("Trang sau").text


def test_what_was_sent_of_an_event_says_its_title_and_day_as_the_programme_does(school: School) -> None:
    title = {"key": "called", "label": "Tên tin, bài", "type": "text", "required": True}
    number = programme(
        school, "event", records=["unit"], title="called", words={"day": "Ngày đăng"},
        fields=[title, OPEN, {"key": "photo", "label": "Ảnh", "type": "photo"}],
    )  # fmt: skip
    yesterday = clock.today() - timedelta(days=1)
    form = school.reader().get(f"/don-vi/{number}/moi").form(button="Lưu")
    sent = form.submit({"name": "Bài viết số 1", "held_on": str(yesterday), "a_open": "yes"})
    assert "Tên tin, bài Bài viết số 1" in sent.text
    assert f"Ngày đăng {yesterday:%d/%m/%Y}" in sent.text
    assert "Nơi ghi" not in sent.text


def test_a_zero_is_an_answer(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"])
    page = school.reader().get("/don-vi")
    sent = page.follow(line(page, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "0"})
    assert "Đã gửi: Số liệu tried" in sent.text
    assert [given for _name, _by, _organisation, given in entries(school)] == [{"pupils": 0}]


def test_what_cannot_be_read_and_what_lacks_are_said_at_once(school: School) -> None:
    how = {"key": "how", "label": "Kênh", "type": "choice", "of": {"zalo": "Zalo", "loud": "Loa"}, "required": True}
    number = programme(school, "organisation", records=["own_organisation"], fields=[PUPILS, how])
    page = school.reader().get("/don-vi")
    form = page.follow(line(page, "Số liệu tried")).form(button="Lưu")
    wrong = form.submit({"a_pupils": "hai"}, status=422)
    assert "Còn 2 dòng cần sửa" in wrong.text
    assert "Cần ghi: Kênh." in wrong.text
    assert number


def own_form(school: School) -> Form:
    """The form of the school for the programme."""
    page = school.reader().get("/don-vi")
    return page.follow(line(page, "Số liệu tried")).form(button="Lưu")


def counting(school: School) -> tuple[dict[str, Any], date]:
    """Answers and day of the only entry that counts."""
    with school.read() as session:
        entry = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.counts)).one()
        return entry.given, entry.day


def test_a_later_word_about_a_period_counts_whatever_day_it_names(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"], every="month")
    own_form(school).submit({"a_pupils": "10"})
    before = clock.today() - timedelta(days=7)
    own_form(school).submit({"a_pupils": "500", "day": f"{before:%d/%m/%Y}"})
    assert counting(school) == ({"pupils": 500}, before)
    assert own_form(school).fields["a_pupils"] == ["500"]
    earlier = before - timedelta(days=1)
    own_form(school).submit({"day": f"{earlier:%d/%m/%Y}"})
    assert counting(school) == ({"pupils": 500}, earlier), "the day alone is a correction"


def test_without_periods_an_earlier_day_is_told_what_counts(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"])
    own_form(school).submit({"a_pupils": "10"})
    before = clock.today() - timedelta(days=7)
    sent = own_form(school).submit({"a_pupils": "500", "day": f"{before:%d/%m/%Y}"})
    assert f"Lần ghi ngày {clock.today():%d/%m/%Y} mới hơn nên vẫn tính" in sent.text
    assert counting(school) == ({"pupils": 10}, clock.today())
    assert len(entries(school)) == 2


@pytest.mark.parametrize("every", ["month", None])
def test_a_day_before_the_known_years_is_refused_in_words(school: School, every: str | None) -> None:
    programme(school, "organisation", records=["own_organisation"], **({"every": every} if every else {}))
    form = own_form(school)
    assert "Ngày này trước năm 2020." in form.submit({"a_pupils": "42", "day": "1/1/2019"}, status=422).text
    assert entries(school) == []


def test_something_recorded_without_an_answer_is_nothing_sent(school: School) -> None:
    needed = {**PUPILS, "required": True}
    said = {"every": "month", "outcomes": ["done", "nothing"]}
    programme(school, "organisation", records=["own_organisation"], fields=[needed], **said)
    assert "Cần ghi: Học sinh có kỹ năng số." in own_form(school).submit({"outcome": "done"}, status=422).text
    assert entries(school) == []
    own_form(school).submit({"outcome": "done", "a_pupils": "3"})
    assert "Cần ghi" in own_form(school).submit({"outcome": "done", "a_pupils": ""}, status=422).text
    assert len(entries(school)) == 1


def test_without_a_required_question_one_answer_or_a_file_is_needed(school: School) -> None:
    said = {"every": "month", "outcomes": ["done", "nothing"]}
    programme(school, "organisation", records=["own_organisation"], **said)
    assert "Anh chị trả lời ít nhất một câu" in own_form(school).submit({"outcome": "done"}, status=422).text
    signed = {"key": "signed", "label": "Bản ký", "type": "file"}
    number = programme(school, "organisation", "signed", records=["own_organisation"], fields=[signed], **said)
    page = school.reader().get("/don-vi")
    page.follow(line(page, "Số liệu signed")).form(button="Lưu").submit({"outcome": "done"})
    with school.read() as session:
        assert session.scalars(select(ProgrammeEntry)).one().programme_id == number


def test_what_was_typed_beside_nothing_happened_is_given_back(school: School) -> None:
    said = {"every": "month", "outcomes": ["done", "nothing"]}
    programme(school, "organisation", records=["own_organisation"], **said)
    wrong = own_form(school).submit({"outcome": "nothing", "a_pupils": "3"}, status=422)
    assert "Anh chị chọn “Kỳ này không có” nhưng còn ghi: Học sinh có kỹ năng số." in wrong.text
    assert wrong.form(button="Lưu").fields["a_pupils"] == ["3"]
    assert entries(school) == []
    own_form(school).submit({"outcome": "done", "a_pupils": "3"})
    asked = own_form(school).submit({"outcome": "nothing"}, status=422)
    assert "Kỳ này đã có số liệu" in asked.text
    assert len(entries(school)) == 1
    asked.form(button="Kỳ này không có, bỏ số đã gửi").submit({"bo-so": "1"})
    assert [each[3] for each in entries(school)] == [{"pupils": 3}, {}], "what stood may go"


def test_an_older_page_overwrites_nothing_unseen(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"], every="month")
    programme(school, "organisation", "second", records=["own_organisation"])
    older, newer = own_form(school), own_form(school)
    newer.submit({"a_pupils": "20"})
    page = school.reader().get("/don-vi")
    page.follow(line(page, "Số liệu second")).form(button="Lưu").submit({"a_pupils": "7"})
    overtaken = older.submit({"a_pupils": "25"}, status=409)
    assert "có người ghi khác ở: Học sinh có kỹ năng số" in overtaken.text
    assert "Học sinh có kỹ năng số: 20" in overtaken.text
    again = overtaken.form(button="Lưu")
    assert again.fields["a_pupils"] == ["25"]
    again.submit()
    assert [each[3] for each in entries(school)] == [{"pupils": 20}, {"pupils": 7}, {"pupils": 25}]


def test_what_was_recorded_of_another_programme_overtakes_no_form(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"], every="month")
    programme(school, "organisation", "second", records=["own_organisation"])
    form, page = own_form(school), school.reader().get("/don-vi")
    page.follow(line(page, "Số liệu second")).form(button="Lưu").submit({"a_pupils": "7"})
    form.submit({"a_pupils": "25"})
    assert len(entries(school)) == 2


@pytest.mark.parametrize("every", ["month", None])
def test_an_entered_day_bears_no_hour(school: School, every: str | None) -> None:
    programme(school, "organisation", records=["own_organisation"], **({"every": every} if every else {}))
    before = clock.today() - timedelta(days=2)
    own_form(school).submit({"a_pupils": "10", "day": f"{before:%d/%m/%Y}"})
    listed = school.reader().get("/don-vi/da-ghi")
    shown = listed.follow(line(listed, "Số liệu tried"))
    for page in (listed, shown):
        assert f"{before:%d/%m/%Y}" in page.text
        assert " giờ" not in page.text
    own_form(school).submit({"a_pupils": "11"})
    assert " giờ" in school.reader().get("/don-vi/da-ghi").text
