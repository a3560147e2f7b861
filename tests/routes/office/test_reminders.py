"""/van-phong/nhac: who is late with papers and tasks is reminded in one press, and their lists say when."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock, formats
from app.jobs.reminder_letters import content_of
from app.models import AuditEvent, Matter, Reminder, ReportingRule, Role, Team
from app.models.targets.task_owner import Owner
from tests.documents.ruler import assert_sound
from tests.documents.test_invitation import words_of
from tests.factories import make_grant, make_organisation, make_plan, make_ward
from tests.pages import Form, Page
from tests.routes.office.conftest import Office
from tests.statements import counted
from tests.team_months import use_months

ALL = "Đã báo cả nhóm"
LATE = "2 nơi còn nợ tờ gửi về"
LIST = "/van-phong/bao-cao/noi-gui"


@pytest.fixture
def there(office: Office) -> str:
    """A rule whose report a school and the Red Cross have not sent, overdue by four days; the page of who sent it."""
    due = clock.today() - timedelta(days=4)
    with office.write() as session:
        unit = office.here(session)
        plan = make_plan(session, unit, since=due - timedelta(days=200), until=due + timedelta(days=90))
        said = {"text": "Báo cáo", "every": "yearly", "days": f"{due:%m-%d}", "via": "Phòng Văn hóa - Xã hội"}
        rule = ReportingRule(
            unit=unit, plan=plan, valid_from=plan.since, senders="các cơ sở giáo dục; Hội Chữ thập đỏ", **said
        )
        session.add(rule)
        school = make_organisation(session, unit, "Trường THCS Túc Duyên")
        school.contact_name, school.contact_phone = "Đỗ Thị Hạnh", "+84912345678"
        session.flush()
        return f"/van-phong/bao-cao/noi-gui/{rule.public_id}/{due.isoformat()}"


@pytest.fixture
def page(office: Office, there: str) -> Page:
    """The page that the line of "Hôm nay" opens."""
    return office.as_officer().get("/van-phong").follow(f"Nhắc: {LATE}")


def stored(office: Office) -> list[Reminder]:
    with office.read() as session:
        return list(session.scalars(select(Reminder).order_by(Reminder.id)))


def acts(office: Office) -> list[str]:
    with office.read() as session:
        wanted = select(AuditEvent.action).where(AuditEvent.action.startswith("reminder."))
        return list(session.scalars(wanted.order_by(AuditEvent.id)))


def text_of(page: Page) -> str:
    return page.all("textarea")[0].text or ""


def one(page: Page, name: str, receiver: str) -> str:
    """The value of a receiver's own button."""
    row = next(row for row in page.all("tr") if receiver in "".join(row.itertext()))
    return next(str(each.get("value")) for each in row.iter("button") if each.get("name") == name)


def test_all_who_are_late_are_reminded_in_three_presses_from_the_day_page(office: Office, page: Page) -> None:
    due = formats.date(clock.today() - timedelta(days=4))
    assert "Hội Chữ thập đỏ" in text_of(page)
    assert "Trường THCS Túc Duyên" in text_of(page)
    assert f"Hạn {due}, gửi về Phòng Văn hóa - Xã hội." in text_of(page)
    assert "quá 4 ngày" in page.text

    done = page.form(button=ALL).submit()
    assert "Đã ghi: báo cả nhóm Zalo 2 nơi." in done.text
    day = formats.day_month(clock.today())
    assert done.text.count(f"{day}, nhóm Zalo") == 2
    assert LATE not in office.as_officer().get("/van-phong").text
    assert "Không còn nơi nào cần nhắc" in office.as_officer().get(f"{LIST}?xem=can-nhac").text
    assert [row.how for row in stored(office)] == ["zalo_group"] * 2
    assert acts(office) == ["reminder.recorded"]


def test_whoever_was_reminded_is_to_be_reminded_again_after_a_week(office: Office, page: Page) -> None:
    page.form(button=ALL).submit()
    with clock.shifted(timedelta(days=7)):
        assert LATE in office.as_officer().get("/van-phong").text


def test_the_same_press_twice_records_one(office: Office, page: Page) -> None:
    form = page.form(button=ALL)
    form.submit()
    assert "đã được ghi từ trước" in form.submit().text
    assert len(stored(office)) == 2
    assert acts(office) == ["reminder.recorded"]


def test_a_slip_is_taken_back_for_all_and_for_one(office: Office, page: Page) -> None:
    done = page.form(button=ALL).submit()
    assert "Bấm nhầm: bỏ ghi hôm nay" in done.form(button=ALL).buttons
    assert "Đã bỏ ghi 2 nơi." in done.form(button=ALL).submit({"bo-nhom": "1"}).text
    assert stored(office) == []
    called = page.form(button=ALL).submit({"goi": one(page, "goi", "Túc Duyên")})
    after = called.form(button=ALL).submit({"bo": one(called, "bo", "Túc Duyên")})
    assert "Đã bỏ ghi 1 nơi." in after.text
    assert stored(office) == []
    assert acts(office) == ["reminder.recorded", "reminder.undone"] * 2


def test_one_is_called_or_sent_a_message_of_the_telephone(office: Office, page: Page) -> None:
    assert "sms:+84912345678?&body=" in page.html
    form = page.form(button=ALL)
    form.submit({"nhan": one(page, "nhan", "Túc Duyên")})
    done = form.submit({"goi": one(page, "goi", "Túc Duyên")})
    assert "Đã ghi: đã nhắc Trường THCS Túc Duyên." in done.text
    assert "gọi điện" in done.text
    assert [row.how for row in stored(office)] == ["sms", "call"]


def test_the_list_of_senders_reminds_some_and_says_when(office: Office, there: str) -> None:
    senders = office.as_officer().get(there)
    boxes = [str(box.get("value")) for box in senders.all("input") if box.get("name") == "noi"]
    named = next(key for key in boxes if key.startswith("name-"))
    page = senders.form(button="Nhắc").submit({"noi": named, "nhac": "1"})
    assert "Hội Chữ thập đỏ" in text_of(page)
    assert "Túc Duyên" not in text_of(page)
    page.form(button=ALL).submit()
    [row] = stored(office)
    assert (row.words, row.about) == ("Hội Chữ thập đỏ", "report")
    assert f"đã nhắc {formats.day_month(clock.today())}" in office.as_officer().get(there).text
    assert f"đã nhắc {formats.day_month(clock.today())}" in office.as_leader().get(there).text
    assert len(stored_items(office.as_officer().get(there).follow("Nhắc 2 nơi"))) == 2


def test_ticked_rows_alone_are_shown(office: Office, page: Page) -> None:
    item = stored_items(page)[0]
    narrow = page.form(button="Chỉ nhắc nơi đánh dấu").submit({"noi": item})
    assert "Túc Duyên" in text_of(narrow)
    assert "Hội Chữ thập đỏ" not in narrow.text
    assert narrow.form(button=ALL).fields["noi"] == [item]


def stored_items(page: Page) -> list[str]:
    return page.form(button=ALL).fields["noi"]


def test_a_leader_sees_who_is_late_and_neither_telephones_nor_presses(office: Office, there: str) -> None:
    page = office.as_leader().get(LIST)
    assert "Trường THCS Túc Duyên" in page.text
    assert "+84912345678" not in page.html
    assert ALL not in page.text
    office.as_leader().post("/van-phong/nhac", {"noi": "report-1"}, status=403)


def test_another_ward_reminds_nobody_here(office: Office, page: Page) -> None:
    with office.write() as session:
        code = make_ward(session).code
    form = page.form(button=ALL)
    form.submit({"phuong": code}, status=404)
    form.submit({"noi": ["report-1.2026-01-01.team-1", "x"]})
    assert stored(office) == []


def test_overdue_tasks_are_reminded_from_their_list(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session)
        plan, due = make_plan(session, unit), clock.today() - timedelta(days=3)
        owned = Matter(unit=unit, plan=plan, text="Mở lớp chữ to", due_on=due)
        session.add_all([owned, Matter(unit=unit, plan=plan, text="Không ai làm", due_on=due)])
        owned.owner = Owner.of(make_organisation(session, unit, "Trường THCS Túc Duyên"))
        session.flush()
        key = owned.public_id
    listed = office.as_officer().get("/van-phong/nhiem-vu")
    page = listed.form(button="Nhắc").submit({"dong": key, "v": "remind"})
    assert f"Trường THCS Túc Duyên: Mở lớp chữ to (hạn {formats.date(due)})." in text_of(page)
    assert "Không ai làm" not in page.text
    assert text_of(listed.follow("Quá hạn (2)").follow("Nhắc 1 nơi")) == text_of(page)
    page.form(button=ALL).submit()
    assert f"đã nhắc {formats.day_month(clock.today())}" in office.as_officer().get("/van-phong/nhiem-vu").text


def test_teams_are_reminded_of_their_month(office: Office) -> None:
    with office.write() as session:
        for number in (1, 2):
            session.add(Team.made(session, office.here(session), {"name": f"Tổ công nghệ số cộng đồng {number}"}))
        programme = use_months(session, office.here(session))
        schedule = programme.schedule
        assert schedule
        due = schedule.newest_due(clock.today())
        number = programme.id
    assert due
    page = office.as_officer().get(f"/van-phong/bao-cao/noi-gui?so={number}").follow("Nhắc 2 nơi")
    assert "Còn 2 nơi chưa gửi" in text_of(page)
    assert f"Hạn {formats.date(due.due)}." in text_of(page)
    done = page.form(button=ALL).submit()
    assert done.text.count(f"{formats.day_month(clock.today())}, nhóm Zalo") == 2


def drawn(form: Form, changes: dict[str, Any]) -> bytes:
    """The file that an order leads to."""
    sent = form.press(changes)
    with form.page.pages.client.post(form.action, data=sent, follow_redirects=True) as answer:
        assert answer.status_code == 200
        return answer.data


def test_a_letter_with_a_number_goes_to_all_and_is_recorded(office: Office, page: Page) -> None:
    form = page.form(button="In công văn")
    number = {"number": "142/UBND-VHXH", "day": "25/11/2026", "due": "30/11/2026"}
    told = assert_sound(drawn(form, number)).words()
    assert "142/UBND-VHXH" in told
    assert "- Trường THCS Túc Duyên;" in told or "- Trường THCS Túc Duyên." in told
    assert "trước ngày 30 tháng 11 năm 2026" in told
    assert {(row.how, row.number) for row in stored(office)} == {("letter", "142/UBND-VHXH")}
    shown = office.as_officer().get(f"{LIST}?nhac=1").text
    assert "công văn 142/UBND-VHXH" in shown
    assert "Hội Chữ thập đỏ" in words_of(drawn(form, {**number, "word": "1"}))
    assert len(stored(office)) == 2


def test_a_letter_about_two_papers_of_one_receiver_names_that_one(office: Office) -> None:
    row = {"name": "Trạm Y tế phường", "due": "2026-11-20"}
    said = {"about": "paper", "to": "", "number": "", "day": "", "by": "",
            "rows": [{**row, "what": "báo cáo năm"}, {**row, "what": "số liệu tháng 10"}]}  # fmt: skip
    with office.read() as session:
        letter = content_of(office.here(session), said, date(2026, 11, 25))
    assert letter.opening.endswith("chưa nhận được báo cáo, số liệu sau đây của Trạm Y tế phường:")
    assert letter.closing.startswith("Đề nghị Trạm Y tế phường gửi")


def test_a_draft_of_a_letter_is_no_reminder_and_half_a_number_is_refused(office: Office, page: Page) -> None:
    form = page.form(button="In công văn")
    assert "DỰ THẢO" in assert_sound(drawn(form, {})).words()
    refused = form.submit({"number": "142/UBND-VHXH"}, status=422)
    assert "ghi cả số và ngày ký" in refused.text
    assert refused.form(button="In công văn").fields["number"] == ["142/UBND-VHXH"]
    bare = form.submit({"number": "215", "day": "25/11/2026"}, status=422)
    assert "ghi cả ký hiệu, ví dụ 215/UBND-VHXH" in bare.text
    assert stored(office) == []


def test_the_pages_take_as_many_statements_however_many_are_late(office: Office, there: str) -> None:
    asked = []
    for first in (0, 40):
        with office.write() as session:
            for number in range(first, first + 20):
                make_organisation(session, office.here(session), f"Trường số {number}")
        for address in (LIST, "/van-phong", there):
            pages = office.as_officer()
            with counted() as statements:
                pages.get(address)
            asked.append(len(statements))
    assert asked[:3] == asked[3:]


def test_whoever_works_for_two_wards_reminds_each_by_its_own_text(office: Office, there: str) -> None:
    due = clock.today() - timedelta(days=2)
    with office.write() as session:
        other = make_ward(session)
        make_grant(session, session.merge(office.officer), other, Role.OFFICER)
        plan = make_plan(session, other, since=due - timedelta(days=200), until=due + timedelta(days=90))
        said = {"text": "Báo cáo", "every": "yearly", "days": f"{due:%m-%d}"}
        session.add(ReportingRule(unit=other, plan=plan, valid_from=plan.since, senders="Hội Nông dân", **said))
        code = other.code
    page = office.as_officer().get("/van-phong").follow("Nhắc: 3 nơi còn nợ tờ gửi về")
    mine, theirs = (text for text in page.all("textarea") if text.get("id", "").startswith("nhac-"))
    assert ("Hội Nông dân" in (mine.text or "")) != ("Hội Nông dân" in (theirs.text or ""))
    form = next(each for each in page.forms() if ALL in each.buttons and each.fields["phuong"] == [code])
    assert "Đã ghi: báo cả nhóm Zalo 1 nơi." in form.submit().text
    assert [row.words for row in stored(office)] == ["Hội Nông dân"]
    own = office.as_officer().get(f"{LIST}?phuong={code}&nhac=1")
    assert "DỰ THẢO" in assert_sound(drawn(own.form(button="In công văn"), {})).words()
    assert "Túc Duyên" not in own.text
