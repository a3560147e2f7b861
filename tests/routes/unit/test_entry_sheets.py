"""The sheet of an entry on paper: for the organisation that recorded it or that it is about, and for who sees all."""

from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.models import Account, AuditEvent, Job, ProgrammeEntry, Role, RoleGrant
from tests.documents.ruler import Paper
from tests.factories import make_account, make_grant, make_organisation, make_ward
from tests.pages import Page, Pages
from tests.routes.unit.conftest import School
from tests.routes.unit.test_recordings import line, programme

SAID: dict[str, Any] = {"records": ["own_organisation"], "sees": ["leader"]}


def recorded(school: School, **said: Any) -> str:
    """The school records 120 pupils; the uuid of the entry."""
    programme(school, "organisation", **(SAID | said))
    page = school.reader().get("/don-vi")
    page.follow(line(page, "Số liệu tried")).form(button="Lưu").submit({"a_pupils": "120"})
    with school.read() as session:
        return session.scalars(select(ProgrammeEntry.uuid)).one()


def browser(school: School, account: Account) -> Pages:
    return Pages(school.app.test_client()).sign_in(account)


def status(pages: Pages, entry: str) -> int:
    """What the order of a sheet is answered, with the token of a page."""
    fields = pages.get("/don-vi").form("/dang-xuat").fields
    return pages.client.post(f"/don-vi/phieu/{entry}", data=fields).status_code


def printed(page: Page) -> bytes:
    """The file of the press on a page."""
    form = page.form(button="In phiếu")
    with page.pages.client.post(form.action, data=form.fields, follow_redirects=True) as paper:
        assert paper.status_code == 200
        return paper.data


def test_who_recorded_an_entry_prints_it_from_its_form_and_from_what_was_recorded(school: School) -> None:
    recorded(school)
    reader = school.reader()
    start = reader.get("/don-vi")
    entries = reader.get("/don-vi/da-ghi")
    for page in (each.follow(line(each, "Số liệu tried")) for each in (start, entries)):
        text = Paper(printed(page)).words()
        assert "Học sinh có kỹ năng số 120" in text
        assert "Người ghi: Hoàng Thị Lan (Trường THCS Túc Duyên)" in text
    with school.read() as session:
        asked = session.scalars(select(AuditEvent).where(AuditEvent.action == "paper.asked")).all()
        assert [(each.account_id, each.subject_kind) for each in asked] == [(school.account.id, "programme_site")] * 2


@pytest.fixture
def entry(school: School) -> str:
    return recorded(school)


def test_the_sheet_of_what_a_school_sent_is_for_its_accounts_alone(school: School, entry: str) -> None:
    colleague, union = school.other(school.school), school.other(school.union)
    assert status(browser(school, colleague), entry) == 303
    assert status(browser(school, union), entry) == 404
    with school.write() as session:
        elsewhere = make_organisation(session, make_ward(session))
        stranger = make_account(session, elsewhere.unit, full_name="Lò Văn Xa")
        make_grant(session, stranger, elsewhere.unit, Role.UNIT, organisation=elsewhere)
    assert status(browser(school, stranger), entry) == 404


def test_the_sheet_of_a_place_is_for_who_recorded_it_and_for_whom_the_programme_lets_see_all(school: School) -> None:
    number = programme(school, "site", records=["organisation.mass_organisation"], sees=["organisation.police"])
    with school.write() as session:
        police = make_organisation(session, session.merge(school.unit), "Công an phường", "police")
    union = browser(school, school.other(school.union))
    union.get(f"/don-vi/{number}/moi").form(button="Lưu").submit({"name": "Điểm chợ", "a_open": "yes"})
    with school.read() as session:
        entry = session.scalars(select(ProgrammeEntry.uuid)).one()
    assert status(union, entry) == 303
    assert status(browser(school, school.other(police)), entry) == 303
    assert status(school.reader(), entry) == 404


def test_nobody_else_fetches_the_file(school: School, entry: str) -> None:
    reader = school.reader()
    assert status(reader, entry) == 303
    with school.read() as session:
        job = session.scalars(select(Job).where(Job.kind == "entry_sheet")).one()
    addresses = [f"/don-vi/viec/{job.public_id}{each}" for each in ("", "/tep.pdf")]
    others = [browser(school, school.other(each)) for each in (school.school, school.union)]
    for at in addresses:
        assert [each.client.get(at).status_code for each in others] == [404, 404]
        with reader.client.get(at, follow_redirects=True) as seen:
            assert seen.status_code == 200


def test_who_records_no_more_for_the_organisation_fetches_no_file(school: School) -> None:
    """A colleague printed it; once they record for the union alone, the file is not theirs."""
    entry = recorded(school)
    colleague = school.other(school.school, school.union)
    pages = browser(school, colleague)
    assert status(pages, entry) == 303
    with school.write() as session:
        job = session.scalars(select(Job).where(Job.asked_by_id == colleague.id)).one()
        theirs = select(RoleGrant).where(RoleGrant.account_id == colleague.id)
        session.scalars(theirs.where(RoleGrant.organisation_id == school.school.id)).one().revoked_at = clock.now()
    assert pages.client.get(f"/don-vi/viec/{job.public_id}/tep.pdf").status_code == 404
    assert status(pages, entry) == 404


def test_a_withdrawn_entry_has_no_sheet(school: School, entry: str) -> None:
    with school.write() as session:
        row = session.scalars(select(ProgrammeEntry)).one()
        row.withdrawn_at, row.latest, row.counts = clock.now(), False, False
    assert status(school.reader(), entry) == 404
