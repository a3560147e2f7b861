"""A programme that ships with the periods of a reporting rule: the rule is offered, chosen, changed; its periods."""

from datetime import date

import pytest
from sqlalchemy import select

from app.data.programmes import catalogue
from app.models import AuditEvent, Programme, ProgrammeEntry, ReportingRule
from app.models.movement.declaration_reading import read
from tests.factories import make_group, make_organisation
from tests.following import OF_UNITS, make_following, make_rule, rows_of
from tests.pages import words
from tests.returns import moment, send
from tests.routes.office.conftest import Office

pytestmark = pytest.mark.usefixtures("november")

HERE = "/van-phong/phong-trao"
USE = "Mở sổ: Báo cáo kết quả của đơn vị"
MAY, NOVEMBER = date(2026, 5, 20), date(2026, 11, 20)


def rule_of(office: Office, **said: str) -> str:
    """A rule of the ward; its public id."""
    with office.write() as session:
        return make_rule(session, office.here(session), **said).public_id


def followed(office: Office) -> str:
    with office.read() as session:
        programme = session.scalars(select(Programme)).one()
        return programme.rule.public_id if programme.rule else ""


def acts(office: Office) -> list[str]:
    with office.read() as session:
        wanted = select(AuditEvent.action).where(AuditEvent.action.startswith("movement_programme."))
        return list(session.scalars(wanted.order_by(AuditEvent.id)))


@pytest.fixture
def running(office: Office) -> int:
    """Two schools and a programme of theirs since February; one of them sent in May."""
    with office.write() as session:
        unit = office.here(session)
        for name in ("Trường Một", "Trường Hai"):
            make_organisation(session, unit, name)
        programme = make_following(session, unit, make_rule(session, unit))
        send(session, programme, rows_of(session, programme)[0], MAY, date(2026, 5, 18), classes=2)
        return programme.id


def test_a_ward_without_a_rule_is_shown_the_way_to_one(office: Office) -> None:
    page = office.as_officer().get(HERE)
    assert "phường chưa có chế độ nào đang dùng" in page.text
    assert any("/che-do-bao-cao/" in each for each in page.links().values())
    assert USE not in page.text
    rule_of(office)
    form = office.as_officer().get(HERE).form(button=USE)
    with office.write() as session:
        session.scalars(select(ReportingRule)).one().retire(date(2026, 11, 19))
    assert "Anh chị chọn một chế độ, hoặc thêm chế độ trước." in form.submit().text
    with office.read() as session:
        assert session.scalars(select(Programme)).all() == []


def test_one_rule_needs_no_choice(office: Office) -> None:
    rule = rule_of(office)
    form = office.as_officer().get(HERE).form(button=USE)
    assert "che-do" not in form.fields
    page = form.submit()
    assert followed(office) == rule
    assert "6 tháng, hạn 20/5; 20/11: Báo cáo 6 tháng" in page.text


def test_the_rule_that_names_most_senders_comes_first_else_the_half_yearly_one(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session)
        make_organisation(session, unit, "Trường Một")
        make_group(session, unit, "Tổ 1")
    yearly = rule_of(office, every="yearly", days="12-10", text="Báo cáo năm", senders="các trường")
    half = rule_of(office)
    page = office.as_officer().get(HERE)
    assert page.form(button=USE).fields["che-do"] == [yearly]
    assert page.form(button="Mở sổ: Báo cáo của tổ dân phố, thôn, bản").fields["che-do"] == [half]
    page.form(button=USE).submit({"che-do": half})
    assert followed(office) == half


def test_a_draft_without_a_rule_is_put_to_use_with_one(office: Office) -> None:
    with office.write() as session:
        declared = read(OF_UNITS)
        number = Programme.begun(session, office.here(session), declared, catalogue="", now=moment(MAY)).id
    page = office.as_officer().get(f"{HERE}/{number}/ban-moi")
    assert "phường chưa có chế độ nào đang dùng" in page.text
    assert "hoặc thêm chế độ trước" in page.form(button="Dùng bản này từ bây giờ").submit().text
    rules = [rule_of(office), rule_of(office, every="yearly", days="12-10", text="Báo cáo năm")]
    page = office.as_officer().get(f"{HERE}/{number}/ban-moi")
    page.form(button="Dùng bản này từ bây giờ").submit({"che-do": rules[1]})
    assert followed(office) == rules[1]


def test_another_rule_is_chosen_for_periods_without_an_entry(office: Office, running: int) -> None:
    page = office.as_officer().get(f"{HERE}/{running}")
    assert "Theo hạn gửi khác" not in page.text
    yearly = rule_of(office, every="yearly", days="12-10", text="Báo cáo năm")
    form = office.as_officer().get(f"{HERE}/{running}").form(button="Theo chế độ này")
    page = [form.submit() for _twice in range(2)][-1]
    assert "Hằng năm, hạn 10/12: Báo cáo năm" in page.text
    assert followed(office) == yearly
    assert acts(office) == ["movement_programme.rule_chosen"]
    book = office.as_officer().get(f"{HERE}/{running}/so?ky=2026-05-20")
    assert book.h1 == "Báo cáo của đơn vị, năm 2026 (hạn 20/5)"
    assert "Năm 2026 (hạn 10/12)" in book.text
    assert "20/11/2026" not in book.text
    assert "không còn dùng" in form.submit({"che-do": "nothing"}).text
    assert "Theo hạn gửi khác" not in office.as_leader().get(f"{HERE}/{running}").text


def test_the_office_opens_a_period_of_a_rule_on_demand(office: Office, running: int) -> None:
    rule_of(office, every="on_demand", days="", text="Khi có yêu cầu")
    pages = office.as_officer()
    pages.get(f"{HERE}/{running}").form(button="Theo chế độ này").submit()
    page = pages.get(f"{HERE}/{running}")
    form = page.form(button="Mở kỳ")
    assert "chưa phải một ngày" in (wrong := form.submit({"han": "mai"}, status=422)).text
    assert wrong.form(button="Mở kỳ").fields["han"] == ["mai"]
    assert "Ngày này đã qua" in form.submit({"han": "1/2/2026"}, status=422).text
    for _again in range(2):
        assert "Đã mở kỳ, hạn gửi 15/12/2026." in form.submit({"han": "15/12/2026"}).text
    assert acts(office) == ["movement_programme.rule_chosen", "movement_programme.period_opened"]
    book = pages.get(f"{HERE}/{running}/so?ky=2026-12-15")
    assert "năm 2026 (hạn 15/12)" in book.h1
    pages.get(f"{HERE}/{running}/so/{row(office)}/sua?ky=2026-12-15").form(button="Lưu").submit(
        {"outcome": "done", "a_done": "Mở hai lớp", "a_classes": "2"}
    )
    with office.read() as session:
        assert date(2026, 12, 15) in {each.period for each in session.scalars(select(ProgrammeEntry))}


def row(office: Office) -> str:
    with office.read() as session:
        return rows_of(session, session.scalars(select(Programme)).one())[0].public_id


def test_before_a_period_is_opened_the_book_is_to_be_read(office: Office) -> None:
    with office.write() as session:
        unit = office.here(session)
        make_organisation(session, unit, "Trường Một")
        number = make_following(session, unit, make_rule(session, unit, every="on_demand", days="")).id
    page = office.as_officer().get(f"{HERE}/{number}")
    assert "chưa ai phải gửi cho đến khi mở một kỳ" in page.text
    assert "Trường Một" in " ".join(words(each) for each in office.as_officer().get(f"{HERE}/{number}/so").all("tbody"))
    office.as_officer().get(f"{HERE}/{number}/so/{row(office)}/sua", status=404)


def test_it_says_what_became_of_its_rule(office: Office, running: int) -> None:
    with office.write() as session:
        rule = session.scalars(select(ReportingRule)).one()
        rule.plan.until = date(2026, 10, 1)
    assert "Kế hoạch có chế độ này đã hết hạn" in office.as_leader().get(f"{HERE}/{running}").text
    with office.write() as session:
        session.scalars(select(ReportingRule)).one().retire(date(2026, 6, 1))
    page = office.as_officer().get(f"{HERE}/{running}")
    assert "không có kỳ mới nữa" in page.text
    assert "phường chưa có chế độ nào đang dùng" in page.text


def test_every_shipped_one_with_the_periods_of_a_rule_says_so_alone() -> None:
    following = {each.key for each in catalogue().values() if each.every == "report"}
    assert following == {"unit_report", "group_report", "team_report"}


def test_its_page_leads_to_the_senders_of_its_rule(office: Office, running: int) -> None:
    with office.write() as session:
        session.scalars(select(ReportingRule)).one().senders = "các trường"
    page = office.as_officer().get(f"{HERE}/{running}")
    page = page.follow("Nơi gửi về")
    assert "Chưa gửi (2)" in page.text
