"""A leader gives tasks on a phone; whoever has one reports it; the leader accepts it or gives it back with a reason."""

import io
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pikepdf import Dictionary, String
from sqlalchemy import select

from app.country import clock, formats
from app.jobs.forgetting import forget_entry_photos
from app.models import Account, AuditEvent, Matter, MatterFile, Plan, Role, Workplace
from app.models.targets.body_matching import sync
from app.models.targets.task_owner import Owner
from tests.factories import make_account, make_grant, make_group, make_organisation, make_plan
from tests.pages import Page, Pages
from tests.routes.counter.test_house_photos import picture
from tests.routes.office.conftest import Office
from tests.routes.office.movement.test_entry_files import DOCX
from tests.statements import counted
from tests.web.office_packages.test_hostile_files import HOSTILE
from tests.web.test_incoming_pdfs import form, made

LIST, GIVEN, MINE = "/van-phong/nhiem-vu", "/van-phong/viec-giao", "/quay/viec-duoc-giao"
# What was taken until each function of a sheet and each part of a file had to be known.
AT_THE_DOOR: dict[str, tuple[Callable[[], bytes], str]] = {
    **{
        name: HOSTILE[name]
        for name in (
            "text of a page",
            "table of a page",
            "prices of an exchange",
            "program of Python",
            "function of Excel 4 in a name",
            "name that runs when the workbook opens",
            "workbook of a share by slashes in a formula",
            "drawing with styles of a page",
            "drawing filled by a page",
            "drawing with a picture of a page by its style",
        )
    },
    "PDF of another PDF": (lambda: made(lambda pdf: form(pdf, Ref=Dictionary(F=String("x.pdf")))), "từ tệp khác"),
}
WORDS = "Đã mở hai lớp, 56 người học, có danh sách ký."


def make_task(office: Office, text: str = "Mở lớp hằng tháng", owner: Any = None, **values: Any) -> str:
    """A task of a plan; returns its public id."""
    with office.write() as session:
        ward = office.here(session)
        plan = session.scalars(select(Matter)).first()
        row = Matter(unit=ward, plan=plan.plan if plan else make_plan(session, ward), text=text, **values)
        row.owner = Owner.of(session.merge(owner)) if owner is not None else None
        session.add(row)
        session.flush()
        sync(session, [row])
        return row.public_id


def task(office: Office, public_id: str) -> Matter:
    with office.read() as session:
        return session.scalars(select(Matter).where(Matter.public_id == public_id).options(*Matter.with_owner())).one()


def teacher(office: Office) -> Account:
    with office.write() as session:
        return make_account(session, office.here(session), Role.INSTRUCTOR, full_name="Lý Thị Dạy")


def as_(office: Office, account: Account) -> Pages:
    return Pages(office.app.test_client()).sign_in(account)


def report(office: Office, account: Account, public_id: str, words: str = WORDS) -> Page:
    page = as_(office, account).get(f"{MINE}/{public_id}")
    return page.form(button="Báo đã xong").submit({"answer": words})


def test_a_leader_gives_a_task_in_three_taps(office: Office) -> None:
    with office.write() as session:
        police = make_organisation(session, office.here(session), "Công an phường", kind="police")
    day = clock.today() + timedelta(days=40)
    public_id = make_task(office, "Tuần tra", lead="Công an phường", due_on=day)
    home = office.as_leader().get("/van-phong")

    place = home.follow("Việc giao")  # 1
    [link] = [each for each in place.all("a") if each.get("href") == f"{LIST}?xem={public_id}"]
    page = home.pages.get(link.get("href") or "")  # 2
    form = page.form(button="Giao")
    assert form.fields["owner"] == [f"organisation-{police.id}"]
    assert form.fields["due"] == [day.isoformat()]
    done = form.submit()  # 3: the body that leads and the day of the plan are chosen

    assert f"Đã giao cho Công an phường, xong trước {formats.date(day)}" in done.text
    row = task(office, public_id)
    assert (row.owner, row.due_on, row.given_by_id) == (Owner("organisation", police.id), day, office.leader.id)
    assert "chưa có tài khoản" in office.as_leader().get(f"{LIST}?xem={public_id}").text
    with office.read() as session:
        [detail] = session.scalars(select(AuditEvent.detail).where(AuditEvent.action == "matter.given"))
    assert "Công an phường" in detail


def test_another_owner_is_searched_and_another_day_typed(office: Office) -> None:
    person, public_id = teacher(office), make_task(office)
    page = office.as_leader().get(f"{LIST}?xem={public_id}")
    assert "Không thấy ai, nơi nào có “zzz”" in page.pages.get(f"{LIST}?xem={public_id}&ai=zzz").text
    found = page.pages.get(f"{LIST}?xem={public_id}&ai=ly+thi+day")
    assert "Lý Thị Dạy, giảng viên" in found.text
    form = found.form(button="Giao")
    refused = form.submit({"day": "31/2"}, status=422)
    assert "Anh chị chọn người hoặc nơi nhận việc." in refused.text
    assert "chưa phải một ngày" in refused.text
    assert refused.form(button="Giao").fields["day"] == ["31/2"]

    form.submit({"owner": f"account-{person.id}", "day": "28/2/2030"})

    row = task(office, public_id)
    assert row.owner == Owner("account", person.id)
    assert row.due_on
    assert row.due_on.year == 2030
    assert "Thấy việc này trên máy: Lý Thị Dạy" in office.as_leader().get(f"{LIST}?xem={public_id}").text
    assert form.submit({"owner": "account-0"}, status=422)


def test_no_two_to_whom_one_gives_are_called_alike(office: Office) -> None:
    first, second = teacher(office), teacher(office)
    with office.write() as session:
        make_grant(session, session.merge(second), office.here(session), Role.GROUP_HEAD,
                   group=make_group(session, office.here(session), name="Quang Trung 1"))  # fmt: skip
        make_organisation(session, office.here(session), "Trường Lý Thị Dạy")
    public_ids = [make_task(office), make_task(office, "Tuần tra")]
    ask = office.as_officer().get(f"/van-phong/nhiem-vu/da-chon?v=give&dong={'&dong='.join(public_ids)}")
    assert [each.get("name") for each in ask.all("select")] == ["dong"]
    found = ask.form(button="Tìm").submit({"ai": "lý thị dạy"})
    told = [words for each in found.all("label") if "Lý Thị Dạy" in (words := "".join(each.itertext()))]
    assert told == ["Lý Thị Dạy, giảng viên", "Lý Thị Dạy, giảng viên, tổ trưởng, trưởng thôn Quang Trung 1",
                    "Trường Lý Thị Dạy, đơn vị"]  # fmt: skip
    form = found.form(button="Lưu cho 2 dòng")
    assert "Anh chị chọn một dòng" in form.submit(status=422).text
    third = teacher(office)
    assert "(" in office.as_officer().get(f"/van-phong/nhiem-vu/da-chon?v=give&dong={public_ids[0]}&ai=ly").text
    form.submit({"owner": f"account-{third.id}"})
    assert {task(office, each).owner for each in public_ids} == {Owner("account", third.id)}
    assert first.id != third.id


@pytest.mark.postgresql
def test_of_two_leaders_the_second_keeps_what_was_chosen(office: Office) -> None:
    person, public_id = teacher(office), make_task(office)
    first, second = (office.as_leader().get(f"{LIST}?xem={public_id}").form(button="Giao") for _each in range(2))
    first.submit({"owner": f"account-{person.id}"})
    page = second.submit({"owner": f"account-{office.officer.id}"}, status=409)
    assert "Có người vừa sửa việc này" in page.text
    assert page.form(button="Giao lại").fields["owner"] == [f"account-{office.officer.id}"]
    assert task(office, public_id).owner == Owner("account", person.id)


def test_who_has_it_reports_it_and_the_leader_accepts_it_in_two_taps(office: Office) -> None:
    person = teacher(office)
    public_id = make_task(office, owner=person, due_on=clock.today() - timedelta(days=3))
    start = as_(office, person).get("/giang-vien")
    assert "Việc được giao · 1" in start.text
    assert "quá hạn 3 ngày" in start.text

    begun = as_(office, person).get(f"{MINE}/{public_id}").form(button="Báo đã xong").submit({"dang-lam": "1"})
    assert "Đã ghi" in begun.text
    assert task(office, public_id).state == "doing"
    page = as_(office, person).get(f"{MINE}/{public_id}")
    assert any("Mở lớp hằng tháng" in "".join(each.itertext()) for each in page.all("b"))  # what is asked
    refused = page.form(button="Báo đã xong").submit({"answer": " "}, status=422)
    assert "Anh chị ghi một dòng" in refused.text
    assert "Đã báo xong, chờ duyệt" in report(office, person, public_id).text

    home = office.as_leader().get("/van-phong")
    assert "Mở lớp hằng tháng" in home.text
    place = home.follow("Việc giao")
    assert WORDS in place.text
    done = place.form(button="Duyệt").submit()
    assert "Đã duyệt" in done.text
    assert task(office, public_id).state == "accepted"
    assert "Việc được giao ·" not in as_(office, person).get("/giang-vien").text
    assert {"matter.begun", "matter.reported", "matter.accepted"} <= set(office.acts(public_id))


def test_what_is_given_back_stands_first_with_its_words(office: Office) -> None:
    person = teacher(office)
    make_task(office, "Việc quá hạn", owner=person, due_on=clock.today() - timedelta(days=30))
    public_id = make_task(office, owner=person)
    report(office, person, public_id)
    assert f"{GIVEN}/{public_id}/tra-lai" in office.as_leader().get(GIVEN).links().values()
    ask = office.as_leader().get(f"{GIVEN}/{public_id}/tra-lai")
    ask.form(button="Trả lại").submit({"why": " "}, status=422)
    ask.form(button="Trả lại").submit({"why": "Thiếu danh sách ký."})

    start = as_(office, person).get("/giang-vien")
    first = next(each for each in start.all("a") if (each.get("href") or "").startswith(MINE))
    assert first.get("href") == f"{MINE}/{public_id}"
    assert "Lãnh đạo trả lại: “Thiếu danh sách ký.”" in start.text
    own = as_(office, person).get(f"{MINE}/{public_id}")
    assert own.form(button="Báo đã xong").fields["answer"] == [WORDS]
    officer = office.as_officer().get("/van-phong")
    assert "Mở lớp hằng tháng Lãnh đạo: “Thiếu danh sách ký.”" in officer.text
    again = report(office, person, public_id, "Đã kèm danh sách ký.")
    assert "Đã báo xong" in again.text
    assert "Lần trước anh chị trả lại: “Thiếu danh sách ký.”" in office.as_leader().get(GIVEN).text


def test_what_was_accepted_by_mistake_is_opened_again(office: Office) -> None:
    person = teacher(office)
    public_id = make_task(office, owner=person)
    report(office, person, public_id)
    office.as_leader().get(GIVEN).form(button="Duyệt").submit()
    page = (
        office.as_leader().get(f"{LIST}?xem={public_id}").form(button="Mở lại, làm tiếp").submit({"why": "Số liệu sai"})
    )
    assert "Đã mở lại" in page.text
    assert (task(office, public_id).state, task(office, public_id).reason) == ("returned", "Số liệu sai")


def test_a_head_and_who_works_there_see_it_and_others_do_not(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        group, school = make_group(session, ward), make_organisation(session, ward, "Trường Ao Sen")
        head = make_account(session, ward, full_name="Bùi Văn Quyết")
        make_grant(session, head, ward, Role.GROUP_HEAD, group=group)
        works = make_account(session, ward, Role.COUNTER)
        session.add(Workplace(account_id=works.id, unit_id=ward.id, organisation_id=school.id))
    of_group, of_school = make_task(office, "Việc của tổ", group), make_task(office, "Việc của trường", school)
    start = as_(office, head).get("/quay/to-cua-toi")
    assert "Việc của tổ" in start.text
    assert "Việc của trường" not in start.text
    log = as_(office, works).get("/quay")
    assert f'href="{MINE}"' in log.html
    assert "Việc của trường" in as_(office, works).get(MINE).text
    as_(office, works).get(f"{MINE}/{of_group}", status=404)
    as_(office, head).get(f"{MINE}/{of_school}", status=404)
    assert "Không có việc nào" in as_(office, teacher(office)).get(MINE).text


def test_reported_twice_the_second_is_told(office: Office) -> None:
    person, public_id = teacher(office), make_task(office)
    with office.write() as session:
        row = session.scalars(Matter.locked(task(office, public_id).id)).one()
        row.owner = Owner.of(session.merge(person))
    form = as_(office, person).get(f"{MINE}/{public_id}").form(button="Báo đã xong")
    report(office, person, public_id)
    again = form.submit({"answer": "Lần nữa"}, status=422).text
    assert "vừa được báo xong" in again
    assert "Lần nữa" in again
    assert task(office, public_id).answer == WORDS


def test_what_was_written_of_a_task_of_an_ended_plan_is_given_back(office: Office) -> None:
    person = teacher(office)
    public_id = make_task(office, owner=person)
    form = as_(office, person).get(f"{MINE}/{public_id}").form(button="Báo đã xong")
    with office.write() as session:
        plan = session.scalars(select(Plan)).one()
        plan.retired_on = clock.today()
    page = form.submit({"answer": WORDS}, status=404).text
    assert "kế hoạch của việc đã dừng" in page
    assert WORDS in page
    assert not task(office, public_id).answer


def test_the_page_finds_what_nobody_has_and_asks_no_more_for_many(office: Office) -> None:
    person = teacher(office)
    make_task(office, "Tuần tra ban đêm", lead="Công an phường")
    make_task(office, "Mở lớp", owner=person)
    leader = office.as_leader()
    assert "Tuần tra ban đêm" in leader.get(f"{GIVEN}?tim=tuan+tra").text
    assert "Không thấy việc nào" in leader.get(f"{GIVEN}?tim=khong+co").text
    leader.get(GIVEN)
    with counted() as few:
        leader.get(GIVEN)
    for number in range(9):
        make_task(office, f"Việc {number}", owner=person if number % 2 else None)
    with counted() as many:
        page = leader.get(GIVEN)
    assert len(many) == len(few)
    assert "Chưa giao ai · 6" in page.text
    office.as_officer().get(GIVEN, status=403)


def test_an_officer_marks_a_task_that_somebody_has_as_reported(office: Office) -> None:
    public_id = make_task(office, owner=teacher(office))
    page = office.as_officer().get(f"{LIST}?viec=tat-ca")
    done = page.form(button="Đang làm").submit({"dong": [public_id], "v": "done"})
    assert "đã ghi 1 dòng" in done.text
    row = task(office, public_id)
    assert (row.state, row.proposed_by_id) == ("reported", office.officer.id)
    office.as_leader().get(GIVEN).form(button="Duyệt").submit()
    again = office.as_officer().get(f"{LIST}?viec=tat-ca").form(button="Đang làm")
    assert "1 dòng không có gì đổi" in again.submit({"dong": [public_id], "v": "doing"}).text
    assert task(office, public_id).state == "accepted"


def kept_files(office: Office) -> set[Path]:
    """Where the files of tasks lie that rows name."""
    folder = office.app.extensions["settings"].data_dir / "photos" / "tasks"
    with office.read() as session:
        return {folder / file for file in session.scalars(select(MatterFile.file))}


def report_with(
    office: Office, account: Account, public_id: str, *files: tuple[io.BytesIO, str], status: int = 200
) -> Page:
    form = as_(office, account).get(f"{MINE}/{public_id}").form(button="Báo đã xong")
    sent = {"answer": WORDS, "files": list(files)}
    return form.submit(sent, status=status, content_type="multipart/form-data")


def test_photos_and_files_go_with_the_report_to_who_gave_it(office: Office) -> None:
    person = teacher(office)
    public_id = make_task(office, owner=person)
    report_with(office, person, public_id, picture(), (io.BytesIO(DOCX), "danh sách.docx"))

    leader = office.as_leader()
    page = leader.get(GIVEN)
    [small] = [str(each.get("src")) for each in page.all("img") if "/tep/" in str(each.get("src"))]
    with leader.client.get(small) as answer:
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    [paper] = {to for told, to in leader.get(f"{LIST}?xem={public_id}").links().items() if told.startswith("Tệp DOCX")}
    with leader.client.get(paper) as answer:
        assert answer.get_data() == DOCX
        assert "attachment" in answer.headers["Content-Disposition"]
    other = teacher(office)
    as_(office, other).get(small.replace(GIVEN, MINE).partition("?")[0], status=404)
    assert {each.suffix for each in kept_files(office) if each.exists()} == {".docx", ".jpg"}
    with counted() as few:
        leader.get(GIVEN)
    second = make_task(office, "Việc nữa", owner=person)
    report_with(office, person, second, (io.BytesIO(DOCX), "a.docx"))
    with counted() as many:
        leader.get(GIVEN)
    assert len(many) == len(few)


def test_too_many_or_unusable_files_are_refused_and_the_words_given_back(office: Office) -> None:
    person = teacher(office)
    public_id = make_task(office, owner=person)
    five = [picture(colour) for colour in ("red", "green", "blue", "white", "black")]
    refused = report_with(office, person, public_id, *five, status=422)
    assert "nhiều nhất 4 ảnh, tệp" in refused.text
    assert refused.form(button="Báo đã xong").fields["answer"] == [WORDS]
    refused = report_with(office, person, public_id, (io.BytesIO(b"hello"), "a.txt"), status=422)
    assert "không phải ảnh" in refused.text
    assert task(office, public_id).state == "open"
    with office.read() as session:
        assert session.scalars(select(MatterFile)).all() == []


def test_what_was_sent_with_a_report_is_taken_away_until_it_is_reported_again(office: Office) -> None:
    person = teacher(office)
    public_id = make_task(office, owner=person)
    report_with(office, person, public_id, picture())
    ask = office.as_leader().get(f"{GIVEN}/{public_id}/tra-lai")
    ask.form(button="Trả lại").submit({"why": "Thiếu danh sách ký."})
    remove = as_(office, person).get(f"{MINE}/{public_id}").form(button="Bỏ ảnh, tệp này")
    report(office, person, public_id)
    assert "giữ nguyên" in remove.submit().text
    [path] = kept_files(office)
    assert path.exists()
    office.as_leader().get(f"{GIVEN}/{public_id}/tra-lai").form(button="Trả lại").submit({"why": "Ảnh mờ."})
    page = as_(office, person).get(f"{MINE}/{public_id}").form(button="Bỏ ảnh, tệp này").submit()
    assert "Đã bỏ." in page.text
    assert (kept_files(office), path.exists()) == (set(), False)
    assert "matter.file_removed" in office.acts(public_id)


@pytest.mark.parametrize("name", sorted(AT_THE_DOOR))
def test_a_file_that_runs_or_fetches_is_refused_in_words_with_a_report(office: Office, name: str) -> None:
    person = teacher(office)
    public_id = make_task(office, owner=person)
    file, why = AT_THE_DOOR[name]
    refused = report_with(office, person, public_id, (io.BytesIO(file()), "bảng.xlsx"), status=422)
    assert why in refused.text
    assert "rồi gửi." in refused.text
    assert kept_files(office) == set()


def test_files_of_tasks_go_after_their_time(office: Office) -> None:
    person = teacher(office)
    first, second = make_task(office, owner=person), make_task(office, "Việc nữa", owner=person)
    report_with(office, person, first, picture())
    report_with(office, person, second, picture())
    with office.write() as session:
        row = session.scalars(select(MatterFile).order_by(MatterFile.id)).first()
        assert row is not None
        row.at -= timedelta(days=400)
    with office.app.app_context():
        forget_entry_photos(clock.now())
    [path] = kept_files(office)
    assert path.exists()  # the other task has the same picture
    with office.app.app_context():
        forget_entry_photos(clock.now() + timedelta(days=400))
    assert (kept_files(office), path.exists()) == (set(), False)
