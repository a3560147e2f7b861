"""The table of what an organisation recorded in a period: its own rows and numbers, for its accounts alone."""

from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import AdministrativeUnit, AuditEvent, Job, Organisation, Programme, Role, RoleGrant, Site
from app.models.movement.represented import GroupSite
from tests import recording
from tests.documents.ruler import Paper
from tests.factories import make_group, make_organisation
from tests.pages import Page, Pages
from tests.routes.unit.conftest import School
from tests.routes.unit.test_entry_sheets import browser
from tests.routes.unit.test_recordings import PUPILS, line, programme

SAID: dict[str, Any] = {
    "every": "month", "records": ["unit", "officer"], "sees": ["leader"], "recorded_on": ["table", "office"],
    "fields": [PUPILS],
}  # fmt: skip


@pytest.fixture
def number(school: School) -> int:
    """A programme about groups; the school recorded two of three, the union the third, for the month that is open."""
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        for name in ("Tổ dân phố 1", "Tổ dân phố 2", "Tổ dân phố 3"):
            make_group(session, unit, name)
    made = programme(school, "group", **SAID)
    tell(school, made, school.school, {"Tổ dân phố 1": 1200, "Tổ dân phố 2": 34})
    tell(school, made, school.union, {"Tổ dân phố 3": 7777})
    return made


def tell(school: School, number: int, who: Organisation, pupils: dict[str, int], **more: int) -> None:
    with school.write() as session:
        kept, now = session.get_one(Programme, number), clock.now()
        assert kept.current
        period = kept.schedule.open_on(clock.today())[-1].key if kept.schedule else None
        for name, many in pupils.items():
            site = session.scalars(select(GroupSite).where(Site.name == name)).one()
            recording.record(
                session, site, kept.current, uuid=f"{site.public_id[:-4]}{many:04}", by=None, organisation_id=who.id,
                way="office", at=now, period=period, answers={"pupils": many, **more}, now=now,
            )  # fmt: skip


def printed(page: Page, button: str = "In bảng kỳ") -> bytes:
    form = page.form(button=button)
    with page.pages.client.post(form.element.get("action") or "", data=form.fields, follow_redirects=True) as paper:
        assert paper.status_code == 200
        return paper.data


def test_it_has_the_rows_and_numbers_of_the_organisation_alone(school: School, number: int) -> None:
    text = Paper(printed(school.reader().get(f"/don-vi/{number}"))).words()
    for words in ("BẢNG TỔNG HỢP SỐ LIỆU TRIED", "Trường THCS Túc Duyên", "Tổ dân phố 1", "Tổ dân phố 2", "1.234",
                  "THỦ TRƯỞNG ĐƠN VỊ", "NGƯỜI LẬP BIỂU"):  # fmt: skip
        assert words in text
    assert "Tổ dân phố 3" not in text
    assert "7.777" not in text
    with school.read() as session:
        [asked] = session.scalars(select(AuditEvent).where(AuditEvent.action == "paper.asked"))
        assert asked.account_id == school.account.id


def test_of_a_group_that_several_reported_it_has_the_own_numbers(school: School) -> None:
    with school.write() as session:
        make_group(session, session.get_one(AdministrativeUnit, school.unit.id), "Tổ dân phố 9")
    made = programme(school, "group", "each", **{**SAID, "one_per": "organiser"})
    for who, many in ((school.school, 1200), (school.union, 7777)):
        tell(school, made, who, {"Tổ dân phố 9": many})
    text = Paper(printed(school.reader().get(f"/don-vi/{made}"))).words()
    assert "1.200" in text
    for other in ("7.777", "8.977", "Hội Phụ nữ"):
        assert other not in text


def test_it_is_printed_of_what_was_sent_for_a_period_too(school: School) -> None:
    programme(school, "organisation", records=["own_organisation"], every="month", sees=["leader"])
    start = school.reader().get("/don-vi")
    start.follow(line(start, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    listed = school.reader().get("/don-vi/da-ghi")
    assert "120" in Paper(printed(listed.follow(line(listed, "Số liệu tried")))).words()


def test_who_recorded_nothing_is_told_so(school: School, number: int) -> None:
    with school.write() as session:
        other = make_organisation(
            session, session.get_one(AdministrativeUnit, school.unit.id), "Trường Tiểu học Đội Cấn"
        )
    pages = browser(school, school.other(other))
    page = pages.get(f"/don-vi/{number}")
    assert "In bảng kỳ" not in page.text
    fields = pages.get("/don-vi").form("/dang-xuat").fields
    assert "chưa gửi gì" in pages.post(f"/don-vi/{number}/in", fields).text


def test_nobody_else_fetches_it_nor_who_records_for_the_organisation_no_more(school: School, number: int) -> None:
    both = school.other(school.school, school.union)
    reader = browser(school, both)
    printed(reader.get(f"/don-vi/{number}?cua={school.school.code}"))
    with school.read() as session:
        job = session.scalars(select(Job).where(Job.kind == "unit_sheet")).one()
    at = f"/don-vi/viec/{job.public_id}/tep.pdf"
    others: list[Pages] = [browser(school, school.other(each)) for each in (school.school, school.union)]
    for pages in (*others, school.officer(Role.OFFICER)):
        assert pages.client.get(at).status_code == 404
    with reader.client.get(at) as seen:
        assert seen.status_code == 200
    with school.write() as session:
        theirs = select(RoleGrant).where(RoleGrant.account_id == both.id)
        session.scalars(theirs.where(RoleGrant.organisation_id == school.school.id)).one().revoked_at = clock.now()
    assert reader.client.get(at).status_code == 404
    fields = reader.get("/don-vi").form("/dang-xuat").fields
    assert reader.client.post(f"/don-vi/{number}/in?cua={school.school.code}", data=fields).status_code == 404


def test_a_group_of_which_a_share_was_sent_stands_with_it(school: School) -> None:
    with school.write() as session:
        unit = session.get_one(AdministrativeUnit, school.unit.id)
        for name in ("Tổ dân phố 1", "Tổ dân phố 2"):
            make_group(session, unit, name)
    whole = {"key": "all", "label": "Học sinh", "type": "number", "counted": True}
    count = {"key": "skilled", "unit": "người", "label": "Có kỹ năng số", "sum": "pupils", "of": "all"}
    every = {"key": "all", "unit": "người", "label": "Học sinh", "sum": "all"}
    made = programme(school, "group", **{**SAID, "fields": [whole, PUPILS], "counts": [every, count]})
    tell(school, made, school.school, {"Tổ dân phố 1": 512}, all=640)
    page = school.reader().get(f"/don-vi/{made}")
    assert "Có kỹ năng số: 512/640 (80%)" in page.text
    assert page.text.count("(80%)") == 1
