"""The office answers what people ask of what is kept of them: sees who asks, agrees or not, hands a copy over."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.country import clock
from app.jobs.work import Impossible
from app.models import AuditEvent, DataRequest, DataRequestStep, Person, Role
from app.models.trust.data_rights import Right
from app.routes.office.rights.data_requests import FEW
from tests.factories import make_account, make_course, make_person, make_registration, make_ward
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office

WHO = {"full_name": "Lương Doãn Thiệu", "birth_year": "1954", "phone": "0912 345 678"}


def on_file(office: Office, name: str = "Lương Doãn Thiệu", **given: str) -> str:
    """Somebody on file; returns their public id."""
    with office.write() as session:
        return make_person(session, office.here(session), name, 1954, **given).public_id


def asked(office: Office, kind: str = Right.COPY, words: str = "Tên đệm sai") -> tuple[Pages, Page]:
    """Somebody came to the counter; the officer's browser, and the page of the request."""
    pages = office.as_officer()
    form = pages.get("/van-phong/quyen/moi").form("/moi")
    return pages, form.submit({**WHO, "kind": kind, "way": "desk", "words": words})


def request(office: Office) -> DataRequest:
    with office.read() as session:
        return session.scalars(select(DataRequest)).one()


def acts(office: Office) -> list[str]:
    with office.read() as session:
        about = select(AuditEvent.action).where(AuditEvent.subject_kind == "data_request").order_by(AuditEvent.id)
        return [act for act in session.scalars(about) if act != "data_request.viewed"]


def see(page: Page, person: str, status: int = 200) -> Page:
    """Somebody saw who asks."""
    return page.form("/nguoi-hoi").submit({"how": "paper", "person": person}, status=status)


def test_the_day_says_what_waits_and_that_it_is_late(office: Office) -> None:
    asked(office)
    assert "Một yêu cầu xem, sửa, xóa thông tin" in office.as_officer().get("/van-phong").text
    for pages in (office.as_officer(), office.as_leader()):
        assert "Xin bản sao" in pages.get("/van-phong/quyen").text
    with clock.shifted(timedelta(days=9)):
        assert "thông tin đến hạn hoặc quá hạn" in office.as_officer().get("/van-phong").text
        assert "Quá hạn" in office.as_officer().get("/van-phong/quyen").text


def test_a_copy_is_granted_after_seeing_who_asks_and_lies_there_for_seven_days(office: Office) -> None:
    person = on_file(office, phone="+84912345678")
    pages, page = asked(office)

    page = see(page, person).form("/dong-y").submit({"answer": "Mời bác tải."})

    token = request(office).token
    copy = pages.client.get(f"/quyen/{token}/ban-sao.pdf")
    assert copy.data.startswith(b"%PDF")
    told = json.loads(pages.client.get(f"/quyen/{token}/ban-sao.json").data)
    assert told["format"] == "lop-so/personal-copy/1"
    assert "0912 345 678" in json.dumps(told, ensure_ascii=False)
    handed = pages.client.get(f"{page.address}/ban-sao.pdf")
    assert handed.data.startswith(b"%PDF")
    with office.read() as session:
        steps = list(session.scalars(select(DataRequestStep.step).order_by(DataRequestStep.id)))
    assert steps == ["asked", "seen", "granted", "done", "fetched", "fetched", "handed"]
    told_acts = [act.removeprefix("data_request.") for act in acts(office)]
    assert told_acts == ["logged", "seen", "granted", "paper.asked", "handed_over"]
    with clock.shifted(timedelta(days=7, minutes=1)):
        Pages(office.app.test_client()).get(f"/quyen/{token}/ban-sao.pdf", status=404)
        assert "Tải tờ chữ to" not in Pages(office.app.test_client()).get(f"/quyen/{token}").text


def test_a_copy_that_went_with_the_papers_of_somebody_erased_is_drawn_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = on_file(office)
    pages, page = asked(office)
    page = see(page, person).form("/dong-y").submit()
    handed, own = f"{page.address}/ban-sao.pdf", f"/quyen/{request(office).token}/ban-sao.pdf"

    def lose() -> None:
        for paper in (office.app.extensions["settings"].data_dir / "papers" / "copies").rglob("*.pdf"):
            paper.unlink()

    for address in (handed, own):
        lose()
        assert pages.client.get(address).data.startswith(b"%PDF")
    lose()
    monkeypatch.setattr("app.jobs.queue.enqueue", lambda job_id: None)  # the worker is busy
    for address, said in ((handed, "Anh chị bấm lại sau một phút."), (own, "Bác mở lại trang sau một phút.")):
        assert said in pages.get(address, status=503).text
    with office.read() as session:
        steps = list(session.scalars(select(DataRequestStep.step).order_by(DataRequestStep.id)))
    assert steps[-2:] == ["handed", "fetched"]


def test_a_copy_that_could_not_be_drawn_is_drawn_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(content: object) -> bytes:
        raise Impossible("Máy vẽ hết giấy.")

    person = on_file(office)
    pages, page = asked(office)
    with monkeypatch.context() as broken:
        broken.setattr("app.documents.personal_copy.draw", breaks)
        page = see(page, person).form("/dong-y").submit()
    assert "Chưa vẽ được bản sao" in page.text
    assert "Máy vẽ hết giấy." in page.text
    assert "/lam-lai" not in office.as_leader().get(page.address).html
    ticket, anybody = f"/quyen/{request(office).token}", Pages(office.app.test_client())
    assert "Máy chưa làm được bản sao." in anybody.get(ticket).text

    answer = pages.client.post(page.form("/lam-lai").action, data=page.form("/lam-lai").fields)

    assert answer.status_code == 303
    assert request(office).state == "done"
    assert "Tải tờ chữ to" in pages.get(page.address).text
    assert "Máy chưa làm được bản sao." not in anybody.get(ticket).text


def test_nobody_is_granted_what_nobody_saw_them_ask_for(office: Office) -> None:
    on_file(office)
    pages, page = asked(office)
    token = page.form("/nguoi-hoi").fields["csrf_token"][0]

    answer = pages.client.post(f"{page.address}/dong-y", data={"csrf_token": token})

    assert answer.status_code == 409
    assert request(office).state == "asked"


def test_a_copy_is_of_somebody_on_file(office: Office) -> None:
    on_file(office)
    page = see(asked(office)[1], "khong-co")
    assert "chọn đúng người trong sổ" in page.form("/dong-y").submit({}, status=409).text


@pytest.mark.parametrize("kind", Right)
def test_who_on_file_it_is_can_be_searched_for(office: Office, kind: Right, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.routes.office.rights.data_decisions.wipe", lambda: None)  # of a file, not of a transaction
    person = on_file(office, "Vàng Thị Xuyến")
    page = asked(office, kind)[1]
    assert "Vàng Thị Xuyến" not in page.text
    page = page.form(button="Tìm trong sổ").submit({"tim": "xuyen"})
    wrong = page.form("/nguoi-hoi").submit({"person": person}, status=422)
    assert wrong.form("/nguoi-hoi").fields["person"] == [person], "what was ticked stays"
    assert wrong.form(button="Tìm trong sổ").fields["tim"] == ["xuyen"]
    for seen in (see(page, person), see(wrong, person)):
        assert seen.form("/nguoi-hoi").fields["person"] == [person]
        assert seen.form(button="Tìm trong sổ").fields["tim"] == ["xuyen"], "the search stays with the case"
    decided = seen.form("/xoa" if kind == Right.ERASURE else "/dong-y").submit({})
    came_from = decided.response.request.query_string
    assert came_from == (b"" if kind == Right.ERASURE else b"tim=xuyen"), "an erased name stands in no address"
    assert request(office).state in ("granted", "done")
    with office.read() as session:
        kept = session.scalars(select(Person).where(Person.public_id == person)).one()
    assert (kept.erased_at is not None) == (kind == Right.ERASURE)


def test_a_search_for_who_it_is_stays_when_somebody_proves_who_they_are(office: Office) -> None:
    person = on_file(office, "Vàng Thị Xuyến")
    page = asked(office, Right.ERASURE)[1]
    page = see(page.form(button="Tìm trong sổ").submit({"tim": "xuyen"}), person)
    with clock.shifted(timedelta(minutes=11)):
        proof = page.form("/xoa").submit({}, status=422).form("/xoa")
    assert "proof_password" in proof.fields
    assert proof.action.endswith("/xoa?tim=xuyen")


def test_somebody_who_says_another_year_is_offered(office: Office) -> None:
    with office.write() as session:
        person = make_person(session, office.here(session), WHO["full_name"], 1974).public_id
    page = asked(office)[1]
    assert "Sinh 1974, khác năm người hỏi nói: 1954" in page.text
    assert "sinh năm 1974, khác năm người hỏi nói: 1954" in see(page, person).text
    assert request(office).person_id is not None


def test_more_people_than_are_shown_are_told(office: Office) -> None:
    for _number in range(FEW + 2):
        on_file(office, "Vàng Thị Xuyến")
    page = asked(office)[1].form(button="Tìm trong sổ").submit({"tim": "xuyen"})
    assert page.text.count("Vàng Thị Xuyến") == FEW
    assert f"Có {FEW + 2} người, đây là {FEW} người đầu." in page.text


@pytest.mark.parametrize("gone", ["another ward", "erased", "never there", ""])
def test_only_who_is_on_file_in_the_ward_is_chosen(office: Office, gone: str) -> None:
    person = on_file(office) if gone == "erased" else "3f2b8a52-3c39-4a7c-9e53-3d6a2c0f9f11" if gone else ""
    with office.write() as session:
        if gone == "erased":
            session.scalars(select(Person).where(Person.public_id == person)).one().erased_at = clock.now()
        if gone == "another ward":
            person = make_person(session, make_ward(session), "Vàng Thị Xuyến", 1954).public_id
    page = asked(office)[1]
    token = page.form("/nguoi-hoi").fields["csrf_token"][0]
    answer = page.pages.client.post(
        f"{page.address}/nguoi-hoi", data={"csrf_token": token, "how": "paper", "person": person}
    )
    assert answer.status_code == 422
    assert "Vàng Thị Xuyến" not in answer.text
    assert request(office).state == "asked"


def test_who_asks_for_another_is_seen_with_what_allows_it(office: Office) -> None:
    mother = on_file(office, "Vàng Thị Xuyến", phone="+84912345999")
    page = asked(office, Right.ERASURE)[1].form(button="Tìm trong sổ").submit({"tim": "xuyen"})
    page = page.form("/nguoi-hoi").submit({"how": "call", "person": mother, "behalf": "consent"})
    said = "Hỏi thay: chính người này đồng ý"
    assert page.text.count(said) == 3, "among the choices, beside how they were seen, and in the history"
    assert page.form("/nguoi-hoi").fields["behalf"] == ["consent"]
    with office.read() as session:
        seen = session.scalars(select(AuditEvent).where(AuditEvent.action == "data_request.seen")).one()
        assert json.loads(seen.detail) == {"how": "call", "behalf": "consent", "person": mother}
    ticket = Pages(office.app.test_client()).get(f"/quyen/{request(office).token}").text
    assert "Hỏi thay" not in ticket, "whoever holds the code may be another one"

    page = page.form("/nguoi-hoi").submit({"how": "call", "behalf": "self"})
    assert page.text.count(said) == 2, "what was said before stays in the history alone"


def test_not_agreeing_says_why_and_by_what_law(office: Office) -> None:
    page = asked(office)[1]
    wrong = page.form("/tu-choi").submit({"why": "Đang xét khiếu nại"}, status=422)
    wrong.form(button="Gửi lời từ chối").submit({"legal_ground": "Luật 91/2025/QH15"})

    told = Pages(office.app.test_client()).get(f"/quyen/{request(office).token}")
    assert told.h1 == "Phường chưa làm theo được"
    assert "Đang xét khiếu nại" in told.text
    assert "Luật 91/2025/QH15" in told.text
    assert acts(office)[-1] == "data_request.refused"


def test_a_correction_is_granted_and_then_done_by_hand(office: Office) -> None:
    page = see(asked(office, Right.CORRECTION)[1], "khong-co")
    page = page.form("/dong-y").submit({})
    assert request(office).state == "granted"
    page.form("/xong").submit({"done": "Đã sửa tên đệm."})

    told = Pages(office.app.test_client()).get(f"/quyen/{request(office).token}")
    assert "Đã sửa tên đệm." in told.text
    assert acts(office)[-1] == "data_request.done"


def test_pressed_by_two_officers_it_is_answered_once(office: Office) -> None:
    page = see(asked(office, Right.CORRECTION)[1], "khong-co")
    form, other = page.form("/dong-y"), page.form("/tu-choi")
    form.submit({})
    assert "vừa có người trả lời" in other.submit({"why": "x", "legal_ground": "y"}, status=409).text
    assert request(office).state == "granted"


def test_the_leader_sees_and_decides_nothing(office: Office) -> None:
    address = asked(office)[1].address
    page = office.as_leader().get(address)
    assert [form for form in page.forms() if "/quyen/" in form.action] == []
    office.as_leader().get("/van-phong/quyen/moi", status=403)


def test_another_ward_learns_nothing(office: Office) -> None:
    address = asked(office)[1].address
    with office.write() as session:
        stranger = make_account(session, make_ward(session), Role.OFFICER)
    pages = Pages(office.app.test_client()).sign_in(stranger)
    pages.get(address, status=404)
    assert "Lương" not in pages.get("/van-phong/quyen").text


def test_each_look_is_noted(office: Office) -> None:
    address = asked(office)[1].address
    office.as_leader().get(address)
    with office.read() as session:
        looks = session.scalars(select(AuditEvent.account_id).where(AuditEvent.action == "data_request.viewed")).all()
    assert sorted(filter(None, looks)) == sorted([office.officer.id, office.leader.id])


def test_erasing_waits_while_somebody_has_a_seat(office: Office) -> None:
    person = on_file(office)
    page = see(asked(office, Right.ERASURE)[1], person)
    with office.write() as session:
        held = session.scalars(select(Person).where(Person.public_id == person)).one()
        make_registration(session, make_course(session, office.here(session), code="DEM1")).person = held

    again = page.form("/xoa").submit({}, status=409)

    assert "đang có chỗ ở lớp" in again.text
    assert request(office).state == "seen"
    with office.read() as session:
        assert session.scalars(select(Person).where(Person.public_id == person)).one().full_name == "Lương Doãn Thiệu"


def test_the_next_request_written_over_the_first_on_one_page_is_another_one(office: Office) -> None:
    form = office.as_officer().get("/van-phong/quyen/moi").form("/moi")
    said = {**WHO, "kind": "correction", "way": "desk", "words": "Sai tên đệm"}
    first = form.submit(said)
    assert form.submit(said).address == first.address
    others = [
        form.submit({**said, **other}).address for other in ({"words": "Sai năm sinh"}, {"full_name": "Ma Thị Mơ"})
    ]
    assert len({first.address, *others}) == 3
