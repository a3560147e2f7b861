"""/van-phong/bao-cao/noi-gui: who has not sent is reminded, ticked or excused; a slip is undone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.country import clock, formats
from app.models import AuditEvent, Organisation, ProgrammeEntry, ReportingRule, ReportReceipt, Site, Team
from app.models.reports.returns import expected_of
from tests.documents.ruler import assert_sound
from tests.factories import make_organisation, make_plan
from tests.following import make_following, rows_of
from tests.pages import Page, Pages
from tests.returns import send
from tests.routes.office.conftest import Office
from tests.statements import counted


def expecting(office: Office, teams: int = 2) -> str:
    """A rule that expects teams and a school in twelve days; the address of its page."""
    due = clock.today() + timedelta(days=12)
    with office.write() as session:
        unit = office.here(session)
        plan = make_plan(session, unit, since=clock.today() - timedelta(days=200), until=due + timedelta(days=90))
        said = {"text": "Báo cáo", "every": "yearly", "days": f"{due:%m-%d}", "via": "Phòng Văn hóa - Xã hội"}
        rule = ReportingRule(
            unit=unit, plan=plan, valid_from=plan.since, senders="Tổ công nghệ số cộng đồng; các cơ sở giáo dục", **said
        )
        session.add(rule)
        for number in range(1, teams + 1):
            session.add(Team.made(session, unit, {"name": f"Tổ công nghệ số cộng đồng {number}"}))
        school = make_organisation(session, unit, "Trường THCS Túc Duyên")
        school.contact_name, school.contact_phone = "Đỗ Thị Hạnh", "+84912345678"
        session.flush()
        return f"/van-phong/bao-cao/noi-gui/{rule.public_id}/{due.isoformat()}"


def key(office: Office) -> str:
    with office.read() as session:
        return f"organisation-{session.scalars(select(Organisation)).one().id}"


def acts(office: Office) -> list[str]:
    with office.read() as session:
        wanted = select(AuditEvent.action).where(AuditEvent.action.startswith("report_receipt."))
        return list(session.scalars(wanted.order_by(AuditEvent.id)))


@pytest.fixture
def there(office: Office) -> str:
    return expecting(office)


@pytest.fixture
def page(office: Office, there: str) -> Page:
    places = office.as_officer().get("/van-phong/bao-cao/noi-gui")
    return places.follow(f"Báo cáo năm {(clock.today() + timedelta(days=12)).year} (3)")


def test_who_has_not_sent_stands_with_words_to_remind_them(office: Office, page: Page) -> None:
    assert "Chưa gửi (3) Đã gửi (0) Miễn (0)" in page.text
    assert "còn 12 ngày" in page.text
    page = page.follow("Nhắc 3 nơi")
    assert "sms:+84912345678?&body=" in page.html
    assert "chua%20nhan%20duoc%20bao%20cao" in page.html  # one SMS, in the alphabet of old telephones
    assert "Đỗ Thị Hạnh" in page.text


def test_those_that_are_ticked_are_written_down_in_one_press(office: Office, page: Page) -> None:
    form = page.form(button="Ghi đã gửi")
    assert "đánh dấu ít nhất một nơi" in form.submit(status=422).text
    wrong = form.submit({"noi": key(office), "ngay": "mai"}, status=422)
    assert "chưa phải một ngày" in wrong.text
    assert "mai" in wrong.form(button="Ghi đã gửi").fields["ngay"]
    assert "chưa tới" in form.submit({"noi": key(office), "ngay": "1/1/2199"}, status=422).text
    done = form.submit({"noi": key(office)})
    assert "Đã ghi 1 nơi đã gửi." in done.text
    assert "Chưa gửi (2) Đã gửi (1)" in done.text
    assert "Người khác vừa ghi rồi" in form.submit({"noi": key(office)}).text
    came = done.follow("Đã gửi (1)")
    assert f"Trường THCS Túc Duyên {formats.date(clock.today())} · {office.officer.full_name} ghi" in came.text
    assert "Bỏ ghi" not in office.as_leader().get(came.address).text
    assert "Chưa gửi (3) Đã gửi (0)" in came.forms()[0].submit({"bo": key(office)}).text
    assert acts(office) == ["report_receipt.written", "report_receipt.undone"]


def test_who_need_not_send_is_excused_with_a_reason(office: Office, page: Page) -> None:
    form = page.form(button="Miễn gửi kỳ này")
    asked = {"noi": key(office), "mien": "1"}
    assert "vì sao miễn" in form.submit(asked, status=422).text
    done = form.submit({**asked, "ly-do": "Trường nghỉ hè"})
    assert "Chưa gửi (2) Đã gửi (0) Miễn (1)" in done.text
    assert "Trường nghỉ hè" in done.follow("Miễn (1)").text
    with office.read() as session:
        assert session.scalars(select(ReportReceipt.reason)).one() == "Trường nghỉ hè"


def test_a_leader_reads_it_and_changes_nothing(office: Office, there: str) -> None:
    read = office.as_leader().get(there)
    assert "Trường THCS Túc Duyên" in read.text
    assert "+84912345678" not in read.html
    assert "Ghi đã gửi" not in read.text
    form = read.form(button="In danh sách")
    with form.page.pages.client.post(form.action, data=form.fields, follow_redirects=True) as answer:
        assert "Trường THCS Túc Duyên" in assert_sound(answer.data).words()


def test_a_day_that_is_no_day_of_the_rule_is_not_there(office: Office, there: str) -> None:
    for wrong in ("2026-01-01", "hôm nay"):
        office.as_officer().get(f"{there.rpartition('/')[0]}/{wrong}", status=404)


def test_the_page_takes_as_many_statements_however_many_send(office: Office) -> None:
    first = expecting(office, teams=1)
    with counted() as few:
        office.as_officer().get(first)
    with office.write() as session:
        for number in range(100, 140):
            session.add(Team.made(session, office.here(session), {"name": f"Tổ công nghệ số cộng đồng {number}"}))
    with counted() as many:
        office.as_officer().get(first)
    assert len(many) <= len(few)


def test_what_a_programme_asks_for_is_written_down_as_its_entry(office: Office, there: str) -> None:
    with office.write() as session:
        rule = session.scalars(select(ReportingRule)).one()
        make_organisation(session, rule.unit, "Phòng Văn hóa", "agency")
        programme = make_following(session, rule.unit, rule, began=clock.now() - timedelta(days=30))
        rows = {each.name: each for each in rows_of(session, programme)}
        send(session, programme, rows["Phòng Văn hóa"], rule_day(there), clock.today(), classes=2)
    page = office.as_officer().get(there)
    assert "Chưa gửi (3) Đã gửi (1)" in page.text
    assert "phường hỏi thêm" in page.follow("Đã gửi (1)").text  # the plan names schools and teams
    assert "gửi trong Lớp Số" in page.follow("Đã gửi (1)").text
    page = page.form(button="Ghi đã gửi").submit({"noi": school(office)})
    assert "Đã ghi 1 nơi đã gửi." in page.text
    came = page.follow("Đã gửi (2)")
    assert "bản giấy, chưa nhập nội dung" in came.text
    with office.read() as session:
        assert session.scalars(select(ReportReceipt)).all() == []
        entry = session.scalars(select(ProgrammeEntry).order_by(ProgrammeEntry.id.desc())).first()
        assert entry
        assert (entry.outcome, entry.given, entry.way, entry.counts) == ("done", {}, "office", True)
    assert came.follow("Nhập nội dung: Báo cáo của đơn vị, Trường THCS Túc Duyên").h1 == "Trường THCS Túc Duyên"
    page = came.forms()[0].submit({"bo": school(office)})
    assert "Đã bỏ ghi Trường THCS Túc Duyên" in page.text
    assert "Chưa gửi (3) Đã gửi (1)" in page.text
    assert acts(office) == ["report_receipt.written", "report_receipt.undone"]


def test_who_is_excused_is_not_expected_by_the_programme(office: Office, there: str) -> None:
    with office.write() as session:
        rule = session.scalars(select(ReportingRule)).one()
        programme = make_following(session, rule.unit, rule, began=clock.now() - timedelta(days=30))
        rows_of(session, programme)
        assert programme.current
        period = programme.schedule.called(rule_day(there)) if programme.schedule else None
        assert period
        expected = select(Site).where(expected_of(programme, programme.current.declared, period))
        assert len(session.scalars(expected).all()) == 1
        ReportReceipt.write(session, rule, period.key, {school(office): "Trường"}, reason="Nghỉ hè", by=office.officer,
                            now=clock.now())  # fmt: skip
        assert session.scalars(expected).all() == []


def rule_day(there: str) -> date:
    return date.fromisoformat(there.rpartition("/")[2])


def school(office: Office) -> str:
    with office.read() as session:
        wanted = select(Organisation.id).where(Organisation.kind == "school")
        return f"organisation-{session.scalars(wanted).one()}"


POLICE = {"among": {"organisations": ["school", "police"]}}


def test_whom_only_the_ward_asks_is_reminded_and_written_down_alike(office: Office, there: str) -> None:
    with office.write() as session:
        rule = session.scalars(select(ReportingRule)).one()
        agency = make_organisation(session, rule.unit, "Công an phường", "police")
        rows_of(session, make_following(session, rule.unit, rule, began=clock.now() - timedelta(days=30), **POLICE))
        key = f"organisation-{agency.id}"
    page = office.as_officer().get(there)
    form = page.form(button="Ghi đã gửi")
    assert "đánh dấu ít nhất một nơi" in form.submit({"nhac": "1"}, status=422).text
    asked = form.submit({"noi": key, "nhac": "1"})
    assert f"số liệu “Báo cáo của đơn vị” năm {rule_day(there).year} (hạn" in asked.all("textarea")[0].text
    assert "Túc Duyên" not in asked.all("textarea")[0].text

    page = form.submit({"noi": key})

    assert "Đã ghi 1 nơi đã gửi." in page.text
    assert "Chưa gửi (3) Đã gửi (1)" in page.text
    late = Pages(office.app.test_client())
    with clock.shifted(timedelta(days=14)):
        late.sign_in(office.officer)
        assert "Công an" not in late.get("/van-phong/bao-cao/noi-gui").text  # it has sent
        late.get(there).follow("Đã gửi (1)").forms()[0].submit({"bo": key})
        assert "Công an phường" in late.get("/van-phong/bao-cao/noi-gui").text
