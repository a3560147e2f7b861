"""The book of a period on paper with its sums, the sheet of one entry, and who fetches either."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.data.programmes import catalogue
from app.jobs.entry_sheets import sheet_of
from app.models import Job, Programme, ProgrammeEntry, Role, Site
from tests.documents.ruler import Paper
from tests.factories import make_account, make_grant, make_group, make_organisation
from tests.pages import Pages
from tests.returns import make_returns, moment, send
from tests.routes.office.conftest import Office

OCTOBER = date(2026, 10, 1)
LEVELS = {"primary": "Tiểu học", "lower": "THCS"}
SAID: Mapping[str, Any] = {
    "fields": [
        {"key": "loans", "label": "Lượt mượn", "type": "number", "counted": True, "section": "Sách"},
        {"key": "pupils", "label": "Học sinh", "type": "tally", "of": LEVELS, "counted": True, "section": "Sách"},
        {"key": "share", "label": "Tỷ lệ", "type": "number", "unit": "%", "most": 100, "counted": True},
        {"key": "open", "label": "Mở cửa", "type": "yes_no", "counted": True},
        {"key": "why", "label": "Vì sao đóng", "type": "text", "shown_when": {"is": {"open": False}}},
        {"key": "keeper", "label": "Người trông", "type": "person"},
    ],
}  # fmt: skip
ANSWERS: Mapping[str, Any] = {
    "loans": 1200, "pupils.primary": 30, "pupils.lower": 12, "share": 80, "open": True, "keeper": "H'Hen Niê",
    "keeper_agreed": True, "keeper_age": "36_59",
}  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Any:
    with clock.shifted(moment(date(2026, 11, 20)) - clock.now()):
        yield


def returned(office: Office, sees: tuple[str, ...] = ("officer", "leader")) -> str:
    """Three shelves, two of which were recorded for October; the address of the programme."""
    with office.write() as session:
        unit = office.here(session)
        group = make_group(session, unit, "Tổ dân phố 1")
        programme, sites = make_returns(session, unit, **SAID, sees=[*sees])
        for site in sites:
            site.residential_group = group
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), **ANSWERS)
        send(session, programme, sites[1], OCTOBER, date(2026, 11, 4), loans=34, **{"pupils.primary": 5, "share": 60})
        return f"/van-phong/phong-trao/{programme.id}"


def printed(pages: Pages, address: str, button: str) -> bytes:
    """The file of a press."""
    form = pages.get(address).form(button=button)
    with pages.client.post(form.action, data=form.fields, follow_redirects=True) as paper:
        assert paper.status_code == 200
        return paper.data


def test_the_table_of_a_period_has_all_rows_their_sums_and_who_signs(office: Office) -> None:
    address = returned(office)
    paper = Paper(printed(office.as_officer(), f"{address}/so?ky={OCTOBER}", "In bảng kỳ"))
    text = paper.words()
    assert "BẢNG TỔNG HỢP TỦ SÁCH BÁO CÁO tháng 10/2026" in text
    assert "Tổ dân phố 1 (3 tủ sách)" in text
    assert "Cộng 1.234 47 1" in text  # loans, pupils, who is open; shares are not added
    assert "Danh sách có 03 tủ sách." in text
    assert "NGƯỜI LẬP BIỂU" in text
    assert text.index("Cộng") < text.index("NGƯỜI LẬP BIỂU")


def test_its_sums_are_of_what_counts_and_what_waits_has_a_line_of_its_own(office: Office) -> None:
    leader = office.as_leader()
    with office.write() as session:
        programme, sites = make_returns(session, office.here(session), **SAID, confirmed_by=["leader"])
        address = f"/van-phong/phong-trao/{programme.id}/so"
        rows = [f"{address}/{site.public_id}?ky={OCTOBER}" for site in sites]
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), loans=100, open=True)
        send(session, programme, sites[1], OCTOBER, date(2026, 11, 4), loans=30, open=False)
    book = f"{address}?ky={OCTOBER}"
    for row in rows[:2]:
        leader.get(row).form(button="Xác nhận").submit()
    assert "chưa cộng" not in Paper(printed(leader, book, "In bảng kỳ")).words()
    with office.write() as session:
        again, first, *_rest, last = session.scalars(select(Programme)).one(), *session.scalars(select(Site))
        send(session, again, first, OCTOBER, date(2026, 11, 5), loans=150, open=True)  # mended, not yet confirmed
        send(session, again, last, OCTOBER, date(2026, 11, 5), loans=7, open=True)
    text = Paper(printed(leader, book, "In bảng kỳ")).words()
    assert "Cộng 130 1" in text  # without pupils: a column that nobody answered is left out
    assert "Chờ xem, chưa cộng 157 2" in text


def test_of_more_answers_than_fit_it_has_those_that_are_required(office: Office) -> None:
    numbers = [{"key": f"n{each}", "label": f"Mục {each}", "type": "number", "counted": True} for each in range(1, 10)]
    pupils = {"key": "pupils", "label": "Học sinh", "type": "tally", "of": LEVELS, "counted": True, "required": True}
    answers = {**{f"n{each}": 100 + each for each in range(1, 10)}, "pupils.primary": 30, "pupils.lower": 12}
    with office.write() as session:
        fields, unit = [*numbers, pupils], office.here(session)
        programme, sites = make_returns(session, unit, sites=1, fields=fields, criteria=[])
        send(session, programme, sites[0], OCTOBER, date(2026, 11, 3), **answers)
    text = Paper(printed(office.as_officer(), f"/van-phong/phong-trao/{programme.id}/so?ky={OCTOBER}", "In bảng kỳ"))
    assert "101 102 103 104 105 106 107 42" in text.words()
    assert "108" not in text.words()


def test_the_table_is_also_a_word_file(office: Office) -> None:
    address = returned(office)
    page = office.as_officer().get(f"{address}/so?ky={OCTOBER}")
    form = page.form(button="In bảng kỳ")
    with page.pages.client.post(form.action, data={**form.fields, "word": "1"}, follow_redirects=True) as paper:
        assert paper.data.startswith(b"PK")


def test_a_sheet_says_the_answers_by_section_and_who_recorded_them_for_whom(office: Office) -> None:
    address = returned(office)
    with office.write() as session:
        unit = office.here(session)
        school = make_organisation(session, unit, "Trường Tiểu học Đội Cấn", "school")
        account = make_account(session, unit, full_name="Hà Thị Thơm")
        make_grant(session, account, unit, Role.UNIT, organisation=school)
        entry = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id)).first()
        assert entry
        entry.by_id, entry.organisation_id = account.id, school.id
    with office.read() as session:
        made = sheet_of(session, session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id).limit(1)).one())
    assert [each.title for each in made.sections] == ["Sách", ""]
    assert made.recorded == "Người ghi: Hà Thị Thơm (Trường Tiểu học Đội Cấn), ngày 03/11/2026."
    text = Paper(printed(office.as_officer(), row(office, address), "In phiếu")).words()
    for words in (
        "PHIẾU GHI TỦ SÁCH BÁO CÁO", "Tháng 10/2026, Đã ghi", "Lượt mượn 1.200", "Học sinh 30 12 42", "Tỷ lệ (%) 80",
        "H'Hen Niê", "Tiêu chí đạt: Có cho mượn.", "Hà Thị Thơm", "XÁC NHẬN CỦA ĐƠN VỊ",
    ):  # fmt: skip
        assert words in text
    assert "Vì sao đóng" not in text  # what a rule hides was not asked


def row(office: Office, address: str) -> str:
    with office.read() as session:
        site = session.scalars(select(Site).order_by(Site.id).limit(1)).one()
        return f"{address}/so/{site.public_id}?ky={OCTOBER}"


def test_only_who_sees_the_programme_orders_and_fetches_its_papers(office: Office) -> None:
    address = returned(office, sees=("leader",))
    at = row(office, address)
    leader, officer = office.as_leader(), office.as_officer()
    assert printed(leader, at, "In phiếu").startswith(b"%PDF")
    assert printed(leader, f"{address}/so?ky={OCTOBER}", "In bảng kỳ").startswith(b"%PDF")
    with office.read() as session:
        jobs = session.scalars(select(Job).where(Job.kind.in_(("entry_sheet", "register_list")))).all()
    assert len(jobs) == 2
    for job in jobs:
        for page in ("", "/tep.pdf"):
            here = f"/van-phong/viec/{job.public_id}{page}"
            assert officer.client.get(here).status_code == 404
            with leader.client.get(here, follow_redirects=True) as seen:
                assert seen.status_code == 200
    with office.read() as session:
        entry = session.scalars(select(ProgrammeEntry.uuid).order_by(ProgrammeEntry.id)).first()
    sent = officer.client.post(f"{at.partition('?')[0]}/phieu", data={"entry": entry})
    assert sent.status_code in (400, 404)


def test_an_entry_that_was_taken_back_has_no_sheet(office: Office) -> None:
    at = row(office, returned(office))
    form = office.as_officer().get(at).form(button="In phiếu")
    with office.write() as session:
        for entry in session.scalars(select(ProgrammeEntry)):
            entry.withdrawn_at, entry.latest, entry.counts = clock.now(), False, False
    form.submit(status=404)


def test_a_book_of_words_prints_what_they_say_and_on_which_day(office: Office) -> None:
    """Of proposals: to whom, on which day, by which paper, and the answer."""
    with office.write() as session:
        unit = office.here(session)
        shipped = catalogue()["proposal"]
        programme = Programme.begun(session, unit, shipped, catalogue="proposal", now=moment(date(2026, 9, 1)))
        programme.use_draft(seen="1", now=moment(date(2026, 9, 1)))
        site = Site(unit=unit, name="Kinh phí cho Tổ công nghệ số", programme_id=programme.id)
        session.add(site)
        session.flush()
        answers = {
            "addressee": "UBND tỉnh", "sent": "2026-10-05", "number": "45/TTr-UBND", "answer": "Đồng ý",
        }  # fmt: skip
        send(session, programme, site, None, date(2026, 11, 4), **answers)
        address = f"/van-phong/phong-trao/{programme.id}"
    text = Paper(printed(office.as_officer(), f"{address}/so", "In bảng tổng hợp")).words()
    for words in ("UBND tỉnh", "05/10/2026", "45/TTr-UBND", "Đồng ý"):
        assert words in text, words
