"""An exception to the rule: the office proposes it with the list, a leader makes it, the paper follows."""

from app.models import Role
from tests.factories import make_account
from tests.pages import Pages
from tests.routes.office.conftest import Office
from tests.routes.office.papers import LIST, certificates, finished, token, unmet


def proposed(office: Office) -> str:
    """DEM5 before the leader with somebody proposed; their public id."""
    finished(office, people=2, seldom=2)
    seat = unmet(office)[0]
    form = office.as_officer().get("/van-phong/lop/DEM5/trinh-duyet").form("/trinh-duyet")
    page = form.submit({f"ngoai-le-{seat.public_id}": "Nằm viện hai buổi, đã học bù."})
    assert "Đã trình lãnh đạo duyệt 2 giấy." in page.text
    assert "Kèm 1 đề nghị ngoại lệ" in page.text
    return seat.public_id


def test_the_leader_makes_an_exception_and_the_paper_follows(office: Office) -> None:
    public_id = proposed(office)
    leader = office.as_leader()
    page = leader.get(LIST)
    assert page.h1 == "Duyệt 2 giấy"
    assert "Cán bộ đề nghị: Nằm viện hai buổi, đã học bù." in page.text

    form = page.follow("Cho ngoại lệ").form(f"/ngoai-le/{public_id}")
    assert form.fields["reason"] == ["Nằm viện hai buổi, đã học bù."]
    page = form.submit({"reason": "Đồng ý, có giấy ra viện."})

    assert page.h1 == "Duyệt 3 giấy"
    assert "Lãnh đạo cho ngoại lệ: Đồng ý, có giấy ra viện." in page.text
    page.pages.get(f"{LIST}/cap-so").form(LIST).submit()
    assert len(certificates(office)) == 3
    assert "approval.exception_made" in office.acts("DEM5")


def test_left_alone_a_proposal_earns_no_paper(office: Office) -> None:
    proposed(office)
    leader = office.as_leader()

    leader.get(f"{LIST}/cap-so").form(LIST).submit()

    assert len(certificates(office)) == 2


def test_an_exception_can_be_taken_back_before_the_approval(office: Office) -> None:
    public_id = proposed(office)
    leader = office.as_leader()
    page = leader.get(LIST).follow("Cho ngoại lệ").form(f"/ngoai-le/{public_id}").submit({"reason": "Đồng ý."})

    page = page.form("/bo").submit()

    assert page.h1 == "Duyệt 2 giấy"
    assert "approval.exception_taken_back" in office.acts("DEM5")


def test_without_a_reason_there_is_no_exception(office: Office) -> None:
    public_id = proposed(office)

    page = (
        office.as_leader()
        .get(f"/van-phong/lop/DEM5/ngoai-le/{public_id}")
        .forms()[0]
        .submit({"reason": " "}, status=422)
    )

    assert "Anh chị chưa ghi dòng này." in page.text


def test_not_by_the_officer_nor_on_ones_own_list_nor_after_the_approval(office: Office) -> None:
    finished(office, people=1, seldom=1)
    seat = unmet(office)[0]
    with office.write() as session:
        both = make_account(session, office.here(session), Role.OFFICER, Role.LEADER)
    mine = Pages(office.app.test_client()).sign_in(both)
    form = mine.get("/van-phong/lop/DEM5/trinh-duyet").form("/trinh-duyet")
    form.submit({f"ngoai-le-{seat.public_id}": "Ốm."})
    address = f"/van-phong/lop/DEM5/ngoai-le/{seat.public_id}"

    own = mine.post(address, {"csrf_token": token(mine.get(LIST)), "reason": "Đồng ý."}, status=409)
    officer = office.as_officer()
    officer.post(address, {"csrf_token": token(officer.get(LIST)), "reason": "Đồng ý."}, status=403)
    leader = office.as_leader()
    stale = leader.get(address).forms()[0]
    leader.get(f"{LIST}/cap-so").form(LIST).submit()
    late = stale.submit({"reason": "Đồng ý."})

    assert "Danh sách này do chính anh chị trình" in own.text
    assert late.h1 == "1 giấy chứng nhận"
    assert len(certificates(office)) == 1


def test_a_reason_too_long_is_kept_to_be_shortened(office: Office) -> None:
    finished(office, people=1, seldom=1)
    seat = unmet(office)[0]

    page = (
        office.as_officer()
        .get("/van-phong/lop/DEM5/trinh-duyet")
        .form("/trinh-duyet")
        .submit({f"ngoai-le-{seat.public_id}": "dài " * 200}, status=422)
    )

    assert "Lý do dài quá." in page.text
    assert page.html.count("dài dài") > 0


def test_how_a_leave_counts_stands_under_the_list(office: Office) -> None:
    finished(office, people=1, seldom=1)

    assert "Vắng có phép vẫn tính là vắng." in office.as_officer().get("/van-phong/lop/DEM5/trinh-duyet").text


def test_several_are_proposed_with_one_reason(office: Office) -> None:
    finished(office, people=2, seldom=3)
    first, second, third = (seat.public_id for seat in unmet(office))
    form = office.as_officer().get("/van-phong/lop/DEM5/trinh-duyet").form("/trinh-duyet")

    page = form.submit({"ngoai-le": [first, second], "ly-do": "Bão, đường ngập.", "v": "ghi"})
    own = {each.get("name"): each.text for each in page.all("textarea")}
    assert own == {f"ngoai-le-{first}": "Bão, đường ngập.", f"ngoai-le-{second}": "Bão, đường ngập.", "ly-do": ""}
    assert "approval.submitted" not in office.acts("DEM5")
    own |= {"ngoai-le": [third], "ly-do": "Nằm viện.", f"ngoai-le-{second}": "Nhà ngập."}
    page = page.form("/trinh-duyet").submit(own)

    assert "Kèm 3 đề nghị ngoại lệ" in page.text
    text = office.as_leader().get(LIST).text
    assert all(f"Cán bộ đề nghị: {each}" in text for each in ("Bão, đường ngập.", "Nhà ngập.", "Nằm viện."))


def test_ticked_without_a_reason_or_a_reason_for_nobody_is_asked_and_stays(office: Office) -> None:
    finished(office, people=2, seldom=1)
    (seat,) = unmet(office)
    form = office.as_officer().get("/van-phong/lop/DEM5/trinh-duyet").form("/trinh-duyet")

    page = form.submit({"ngoai-le": seat.public_id}, status=422)
    assert "Anh chị ghi vì sao nên cấp cho 1 người đã đánh dấu." in page.text
    assert [each.get("value") for each in page.all("input") if each.get("checked") is not None] == [seat.public_id]
    page = form.submit({"ly-do": "Nằm viện."}, status=422)
    assert "mà chưa đánh dấu ai" in page.text
    assert page.form("/trinh-duyet").fields["ly-do"] == ["Nằm viện."]
    assert "approval.submitted" not in office.acts("DEM5")
