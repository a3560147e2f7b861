"""The ward's programmes: taken over from the plans, edited, retired, and a class made from one."""

import pytest

from app.country import clock
from app.data.programmes import common_programmes
from app.models import Programme, Role
from app.models.learning.programme import ProgrammeDetails
from tests.factories import make_course, make_grant, make_ward
from tests.routes.office.conftest import Office
from tests.statements import counted


def a_programme(office: Office, name: str = "Bình dân học AI") -> Programme:
    with office.write() as session:
        details = ProgrammeDetails(name=name, title=name, weekdays="13", starts="19:30", source="Kế hoạch 88/KH-UBND")
        return Programme.begin(session, office.here(session), details, now=clock.now())


def all_of(office: Office) -> list[Programme]:
    with office.read() as session:
        return list(session.scalars(Programme.of(office.ward.id)))


def test_a_new_ward_takes_over_what_plans_name(office: Office) -> None:
    page = office.as_officer().get("/van-phong/chuong-trinh")
    assert "Chưa có chương trình nào" in page.text

    page = page.form("/chuong-trinh/thuong-gap").submit()

    assert f"Đã thêm {len(common_programmes())} chương trình." in page.text
    assert len(all_of(office)) == len(common_programmes())
    assert "Lớp “Bình dân học vụ số” cho người cao tuổi" in page.text
    assert not [form for form in page.forms() if form.action.endswith("/thuong-gap")]
    assert office.acts(next(iter(common_programmes()))) == ["programme.added"]


def test_a_programme_is_added_and_edited(office: Office) -> None:
    pages = office.as_officer()
    form = pages.get("/van-phong/chuong-trinh/moi").form("/moi")

    page = form.submit({"name": "Chợ số 4T", "title": "Chợ số", "topics": "mã QR, hóa đơn", "starts": "8h"})

    assert "Đã thêm chương trình Chợ số 4T." in page.text
    (made,) = all_of(office)
    assert (made.key, made.topics, made.starts) == ("cho-so-4t", "mã QR|hóa đơn", "08:00")
    form = pages.get("/van-phong/chuong-trinh/cho-so-4t/sua").form("/sua")
    assert form.fields["starts"] == ["8 giờ"]
    form.submit({"lessons": "6", "weekdays": ["0", "4"]})
    (changed,) = all_of(office)
    assert (changed.lessons, changed.weekdays, changed.version) == (6, "04", 2)
    assert office.acts("cho-so-4t") == ["programme.added", "programme.changed"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Anh chị chưa ghi dòng này."),
        ({"starts": "tối"}, "ví dụ 19 giờ 30 hoặc 8:30, hoặc để trống"),
        ({"lessons": "0"}, "Anh chị ghi một số từ 1 đến 60."),
    ],
)
def test_what_is_wrong_is_said(office: Office, changes: dict[str, str], sentence: str) -> None:
    form = office.as_officer().get("/van-phong/chuong-trinh/moi").form("/moi")
    assert sentence in form.submit({"name": "Chợ số", "title": "Chợ số", **changes}, status=422).text


def test_two_officers_edit_one_the_second_sees_both_versions(office: Office) -> None:
    key = a_programme(office).key
    first, second = (office.as_officer().get(f"/van-phong/chuong-trinh/{key}/sua").form("/sua") for _each in "12")
    first.submit({"seats": "41"})

    page = second.submit({"seats": "42"}, status=409)

    assert "Có người vừa sửa chương trình này" in page.text
    assert "41" in page.text
    assert all_of(office)[0].seats == 41
    page.form("/sua").submit()
    assert all_of(office)[0].seats == 42


def test_one_is_retired_and_used_again(office: Office) -> None:
    programme = a_programme(office)
    pages = office.as_officer()

    page = pages.get("/van-phong/chuong-trinh").form(button="Thôi dùng").submit()
    assert "Thôi dùng (1)" in page.text
    assert all_of(office) == []
    assert programme.name not in pages.get("/van-phong/lop/moi").text

    page.form(button="Dùng lại").submit()
    assert [each.id for each in all_of(office)] == [programme.id]
    assert office.acts(programme.key) == ["programme.retired", "programme.restored"]


def test_what_was_taught_from_one_is_counted(office: Office) -> None:
    programme = a_programme(office)
    with office.write() as session:
        here = office.here(session)
        for _number in range(2):
            make_course(session, here, programme=session.merge(programme), seated=5)

    assert "Đã mở 2 lớp, 10 lượt người học" in office.as_leader().get("/van-phong/chuong-trinh").text


def test_a_leader_reads_and_changes_nothing(office: Office) -> None:
    key = a_programme(office).key
    pages = office.as_leader()

    page = pages.get("/van-phong/chuong-trinh")

    assert not [form for form in page.forms() if form.action.startswith("/van-phong")]
    pages.get(f"/van-phong/chuong-trinh/{key}/sua", status=403)


def test_each_ward_has_its_own(office: Office) -> None:
    with office.write() as session:
        other = make_ward(session, name="Gia Sàng")
        make_grant(session, session.merge(office.officer), other, Role.OFFICER)
        details = ProgrammeDetails(name="Của Gia Sàng", title="Của Gia Sàng")
        theirs = Programme.begin(session, other, details, now=clock.now())
        stranger = make_ward(session, name="Xa Lạ")
        hidden = Programme.begin(session, stranger, details, now=clock.now(), key="xa-la")
    pages = office.as_officer()

    assert "Của Gia Sàng" not in pages.get("/van-phong/chuong-trinh").text
    assert "Của Gia Sàng" in pages.get(f"/van-phong/chuong-trinh?phuong={other.code}").text
    form = pages.get(f"/van-phong/chuong-trinh/{theirs.key}/sua?phuong={other.code}").form("/sua")
    assert "Đã lưu chương trình" in form.submit({"seats": "9"}).text
    pages.get(f"/van-phong/chuong-trinh/{theirs.key}/sua", status=404)
    pages.get(f"/van-phong/chuong-trinh/{hidden.key}/sua?phuong={stranger.code}", status=404)


def test_the_list_costs_the_same_however_long(office: Office) -> None:
    asked = []
    for count in (1, 9):
        for number in range(count):
            a_programme(office, f"Chương trình {count}.{number}")
        pages = office.as_leader()
        with counted() as seen:
            pages.get("/van-phong/chuong-trinh")
        asked.append(len(seen))
    assert asked[0] == asked[1] <= 9
