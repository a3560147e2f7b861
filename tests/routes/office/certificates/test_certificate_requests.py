"""A mistaken name on a paper, a paper given to the wrong one: asked for by an officer, decided by a leader."""

import hashlib

from app.country import clock
from app.models import CertificateState
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office
from tests.routes.office.papers import certificates, issued


def entry(office: Office, number: int = 1) -> str:
    return f"/van-phong/so-cap/{office.ward.code}/{clock.today().year}/{number}"


def asked(office: Office, kind: str = "cap-lai", **fields: str) -> Page:
    """The request, as the officer sees it after sending."""
    form = office.as_officer().get(f"{entry(office)}/{kind}").form(f"/{kind}")
    wanted = {"full_name": "Cao Thị Ngoãn"} if kind == "cap-lai" else {}
    return form.submit({**wanted, "reason": "Ghi sai dấu trong tên.", **fields})


def waiting(office: Office, leader: Pages) -> Page:
    """The request before the leader, reached from what waits, by the address where it stood once."""
    page = leader.get("/van-phong/de-nghi")
    address = next(href for href in page.links().values() if "/de-nghi/" in href)
    return leader.get(address)


def test_a_mistaken_name_becomes_another_paper_with_its_own_number(office: Office) -> None:
    leader = issued(office, people=2)
    old = certificates(office)[0]
    papers = office.app.extensions["settings"].data_dir / "papers"
    before = (papers / str(old.file)).read_bytes()
    page = office.as_officer().get(entry(office))

    form = page.follow("Giấy ghi sai, đề nghị cấp lại").form("/cap-lai")
    sent = form.submit({"full_name": "Cao Thị Ngoãn", "reason": "Ghi sai dấu trong tên."})
    assert "Đã gửi đề nghị cho lãnh đạo." in sent.text
    shown = waiting(office, leader)
    assert f"Cấp lại giấy số 001/{clock.today().year}" in shown.h1
    assert old.paper["full_name"] in shown.text
    assert "Cao Thị Ngoãn" in shown.text
    done = shown.form("/dong-y").submit()

    assert f"Giấy số 001/{clock.today().year} được thay bằng giấy số 003/{clock.today().year}." in done.text
    first, second, third = certificates(office)
    assert (first.state, second.state, third.state) == (
        CertificateState.REPLACED,
        CertificateState.ISSUED,
        CertificateState.ISSUED,
    )
    assert third.paper == {**first.paper, "full_name": "Cao Thị Ngoãn"}
    assert (papers / str(first.file)).read_bytes() == before  # the old one is not touched
    drawn = (papers / str(third.file)).read_bytes()
    assert hashlib.sha256(drawn).hexdigest() == third.sha256
    assert {"certificate_request.made", "certificate.replaced"} <= set(office.acts(f"001/{clock.today().year}"))


def test_the_register_shows_the_old_number_struck_and_what_stands_for_it(office: Office) -> None:
    leader = issued(office, people=1)
    asked(office)
    waiting(office, leader).form("/dong-y").submit()

    page = office.as_officer().get("/van-phong/so-cap")

    assert f"<s>001/{clock.today().year}</s>" in page.html
    assert f"thay bằng 002/{clock.today().year}" in page.text
    assert f"thay giấy số 001/{clock.today().year}" in page.text
    assert "002" in office.as_officer().get("/van-phong/so-cap?tim=ngoan").text
    assert f"thay bằng 002/{clock.today().year}" in office.as_officer().get("/van-phong/lop/DEM5/giay").text
    code = certificates(office)[0].code
    public = Pages(office.app.test_client()).get(f"/g/{code}")
    assert f"giấy số 002/{clock.today().year} đứng thay" in public.text


def test_revoked_it_is_said_to_whoever_scans_it(office: Office) -> None:
    leader = issued(office, people=1)
    asked(office, "thu-hoi", reason="Cấp nhầm người.")

    done = waiting(office, leader).form("/dong-y").submit()

    assert f"Đã thu hồi giấy số 001/{clock.today().year}." in done.text
    row = certificates(office)[0]
    assert row.state == CertificateState.REVOKED
    assert "đã bị thu hồi" in Pages(office.app.test_client()).get(f"/g/{row.code}").text
    assert "Đã thu hồi" in office.as_officer().get(entry(office)).text


def test_refused_with_a_reason_the_paper_stays(office: Office) -> None:
    leader = issued(office, people=1)
    asked(office)
    page = waiting(office, leader)

    assert "Anh chị chưa ghi dòng này." in page.form("/tu-choi").submit({"answer": ""}, status=422).text
    done = page.form("/tu-choi").submit({"answer": "Căn cước ghi đúng như giấy."})

    assert "Lê Hồng Thái không đồng ý" in done.text
    assert "Căn cước ghi đúng như giấy." in office.as_officer().get(entry(office)).text
    assert [row.state for row in certificates(office)] == [CertificateState.ISSUED]
    assert "Không có gì chờ duyệt" in leader.get("/van-phong/duyet").text


def test_who_asked_takes_the_request_back_and_may_ask_again(office: Office) -> None:
    leader = issued(office, people=1)
    asked(office)
    before_leader = waiting(office, leader)
    officer = office.as_officer()
    mine = officer.get(entry(office)).follow("Mở đề nghị đang chờ")

    page = mine.form("/rut").submit()

    assert "Đã rút đề nghị. Giấy vẫn như cũ." in page.text
    assert "Lường Thị Bích Đào rút đề nghị" in officer.get(entry(office)).text
    assert "Lường Thị Bích Đào đã rút đề nghị" in officer.get(mine.address).text
    assert "Không có gì chờ duyệt" in leader.get("/van-phong/duyet").text
    assert "Người gửi đã rút đề nghị này. Giấy vẫn như cũ." in before_leader.form("/dong-y").submit(status=409).text
    assert [row.state for row in certificates(office)] == [CertificateState.ISSUED]
    assert "certificate_request.withdrawn" in office.acts(f"001/{clock.today().year}")
    assert "Lường Thị Bích Đào đã rút đề nghị" in mine.form("/rut").submit().text  # pressed twice is no fault
    assert "Đã gửi đề nghị cho lãnh đạo." in asked(office).text


def test_what_is_wrong_with_a_request_is_said(office: Office) -> None:
    issued(office, people=1)
    form = office.as_officer().get(f"{entry(office)}/cap-lai").form("/cap-lai")

    assert "Giấy mới sẽ giống hệt giấy cũ." in form.submit({"reason": "Sai."}, status=422).text
    assert "chưa ghi dòng này" in form.submit({"full_name": "Cao Thị Ngoãn", "reason": ""}, status=422).text
    assert "Đã gửi" in form.submit({"full_name": "Cao Thị Ngoãn", "reason": "Sai."}).text
    assert "đang có một đề nghị" in form.submit({"full_name": "Cao Thị Ngoãn", "reason": "Sai."}).text


def test_that_a_paper_was_read_is_noted(office: Office) -> None:
    leader = issued(office, people=1)

    leader.get(entry(office))
    leader.client.get(f"{entry(office)}.pdf").close()

    assert office.acts(f"001/{clock.today().year}") == ["certificate.viewed", "certificate.viewed"]


def test_handed_over_it_can_still_be_replaced_and_says_to_whom_it_went(office: Office) -> None:
    leader = issued(office, people=1)
    page = office.as_officer().get("/van-phong/lop/DEM5/trao-giay")
    page.form("/trao-giay").submit({"papers": [certificates(office)[0].name]})
    asked(office)

    waiting(office, leader).form("/dong-y").submit()

    assert "Đã trao" in office.as_officer().get(entry(office)).text
    assert "Cao Thị Ngoãn" in office.as_officer().get("/van-phong/lop/DEM5/trao-giay").text  # the new one waits
