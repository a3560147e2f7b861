"""/van-phong/chi-tieu/…/cach-do and /mau-so: what measures a target is chosen by several ways of telling apart at once,
of how many it is entered where it lacks, and a number says what is known of whom it counts."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.data.programmes import catalogue as programmes
from app.indicators.named_figures import INDICATORS
from app.models import Denominator, Measurement, Person, Programme, Site, Target
from tests.factories import (
    PAPER,
    make_attended_course,
    make_course_template,
    make_denominator,
    make_group,
    make_organisation,
    make_plan,
    make_report,
    make_target,
)
from tests.pages import Form
from tests.pairs import make_ambassador
from tests.returns import make_returns, send
from tests.routes.office.conftest import Office

pytestmark = pytest.mark.usefixtures("november")

HERE = "/van-phong/chi-tieu"


def with_target(office: Office, **said: Any) -> str:
    """A target of this year's plan; its address."""
    with office.write() as session:
        unit = office.here(session)
        plan = make_plan(session, unit, number="88/KH-UBND")
        return f"{HERE}/{make_target(session, unit, plan, **said).public_id}"


def choosing(office: Office, address: str, key: str) -> Form:
    """The form of a figure that was chosen for a target."""
    return office.as_officer().get(f"{address}/cach-do?so={key}").form(button="Lưu")


def row(office: Office, address: str) -> Target:
    with office.read() as session:
        return session.scalars(select(Target).where(Target.public_id == address.rpartition("/")[2])).one()


def staff_taught(office: Office) -> None:
    """A clerk and a garment worker who came to all of a class about AI, and both to one about something else."""
    with office.write() as session:
        unit = office.here(session)
        template = make_course_template(session, unit, "Trợ lý ảo")
        template.code = "can-bo-ai"
        works = [make_organisation(session, unit, f"Nơi {kind}", kind).id for kind in ("agency", "enterprise")]
        for more in ({"template": template}, {}):
            course = make_attended_course(session, unit, people=2, audience="cbccvc", **more)
            people = session.scalars(
                select(Person).where(Person.unit_id == unit.id).order_by(Person.id.desc()).limit(2)
            )
            assert course
            for person, place in zip(people.all(), works, strict=True):
                person.organisation_id = place


def test_a_measure_is_narrowed_by_kind_of_office_and_class_at_once_on_a_plain_form(office: Office) -> None:
    staff_taught(office)
    address = with_target(office, name="Cán bộ tập huấn AI", unit_words="người", value=80)
    only = {"only_loai_co_quan": ["agency", "police"], "only_mau": ["can-bo-ai"]}
    page = choosing(office, address, "can-bo-hoc-het-lop").submit(only)
    assert row(office, address).narrowed_to == "loai-co-quan=agency|police&mau=can-bo-ai"
    assert "1 người" in page.text
    assert "Loại cơ quan, đơn vị: cơ quan, phòng, ban, trung tâm, công an." in page.text
    assert "Mẫu lớp: Trợ lý ảo." in page.text
    rows = office.as_leader().get(page.links()["Xem từng dòng"])
    assert "1 người" in rows.text
    version = row(office, address).version
    office.as_officer().get(f"{address}/cach-do").form(button="Lưu").submit()  # as it stands
    assert row(office, address).version == version
    again = office.as_officer().get(f"{address}/cach-do").form(button="Lưu")
    page = again.submit({"only_mau": [], "how_loai_co_quan": "none"})
    assert row(office, address).narrowed_to == "loai-co-quan=!agency|police"
    assert "trừ cơ quan, phòng, ban, trung tâm, công an" in page.text
    assert "2 người" in page.text or "1 người" in page.text
    rows = office.as_leader().get(page.links()["Xem từng dòng"])
    assert "người" in rows.text


def broadcasts(office: Office) -> None:
    """Two programmes with a choice of one key; of the first three items by loudspeaker and two on a site."""
    channel = {"type": "choice", "of": {"speaker": "Loa truyền thanh", "site": "Trang tin"}, "counted": True}
    asked = {"key": "items", "label": "Tin đã phát", "type": "number", "counted": True}
    count = {"key": "items", "unit": "tin", "label": "Tin đã phát", "sum": "items", "by": ["channel"]}
    without = dict.fromkeys(("every", "due", "outcomes", "criteria"))
    with office.write() as session:
        unit = office.here(session)
        for key, label in (("broadcasts", "Kênh"), ("letters", "Cách gửi")):
            fields = [{"key": "channel", "label": label, **channel}, asked]
            said = {"key": key, "name": f"Sổ {label.lower()}", "fields": fields, "counts": [count]}
            programme, sites = make_returns(session, unit, sites=2, began=date(2026, 3, 1), **said, **without)
            for site, by, items in zip(sites, ("speaker", "site"), (3, 2), strict=True):
                send(session, programme, site, None, date(2026, 4, 1), "done", channel=by, items=items)


def test_a_measure_is_narrowed_by_a_choice_of_the_programme_that_it_counts(office: Office) -> None:
    broadcasts(office)
    address = with_target(office, name="Tin trên loa", unit_words="tin", value=10)
    assert "Kênh tất cả" not in choosing(office, address, "letters.items").page.text  # that of another programme
    page = choosing(office, address, "broadcasts.items").submit({"only_channel": ["speaker"]})
    assert row(office, address).narrowed_to == "channel=speaker"
    assert "3 tin" in page.text
    assert "Kênh: Loa truyền thanh." in page.text
    rows = office.as_leader().get(page.links()["Xem từng dòng"])
    assert "Tủ sách 1" in rows.text
    assert "Tủ sách 2" not in rows.text
    version = row(office, address).version
    form = office.as_officer().get(f"{address}/cach-do").form(button="Lưu")
    form.submit()  # as it stands
    assert row(office, address).version == version
    page = form.submit({"how_channel": "none"})
    assert row(office, address).narrowed_to == "channel=!speaker"
    assert "2 tin" in page.text


def test_all_of_several_entries_is_asked_of_what_may_have_them(office: Office) -> None:
    address = with_target(office, name="Tổ học đủ", unit_words="tổ", value=2)
    with office.write() as session:
        for code in ("a-1", "b-2"):
            make_course_template(session, office.here(session), f"Mẫu {code}").code = code
    said = {"only_mau": ["b-2", "a-1"], "how_mau": "all"}
    assert "phải đủ mọi dòng đã chọn" not in choosing(office, address, "buoi").page.text  # a lesson is of one class
    page = choosing(office, address, "to-da-du-lop").submit(said)
    assert row(office, address).narrowed_to == "mau=a-1+b-2"
    assert "đủ cả: Mẫu a-1; Mẫu b-2" in page.text
    figures = office.as_leader().get("/van-phong/so-lieu/to-da-du-lop?mau=a-1%2Bb-2")
    assert "đủ cả: Mẫu a-1; Mẫu b-2" in figures.text
    office.as_leader().get("/van-phong/so-lieu/to-da-du-lop?mau=a-1%2Bkhong-co", status=404)


def test_a_share_of_groups_with_at_least_one_is_chosen_on_the_form(office: Office) -> None:
    address = with_target(office, name="Tổ có Đại sứ số", value=100)
    with office.write() as session:
        unit = office.here(session)
        one, _none = make_group(session, unit, "Tổ 1"), make_group(session, unit, "Tổ 2")
        make_ambassador(session, unit, "Hà Thị Một").residential_group_id = one.id
    form = choosing(office, address, "dai-su")
    assert "mỗi tổ có ít nhất một" in form.page.text
    refused = form.submit({"share_of": "groups"}, status=422)
    assert "Muốn đếm nơi có ít nhất một thì chọn “mỗi tổ”" in refused.text
    page = form.submit({"share_of": "groups", "each_of": "to"})
    assert "1/2, đạt 50%" in page.text
    assert "Tính những nơi, những tháng có ít nhất 1." in page.text
    other = with_target(office, name="Tổ có hai Đại sứ số", value=2, unit_words="người / tổ")
    assert "mỗi tổ có ít nhất một" not in choosing(office, other, "dai-su").page.text


def test_what_the_ward_has_no_class_for_stays_chosen_and_is_said(office: Office) -> None:
    said = {"measured_by": "can-bo-hoc-het-lop", "narrowed_to": "mau=can-bo-ai", "unit_words": "người"}
    address = with_target(office, **said)
    page = office.as_officer().get(f"{address}/cach-do")
    assert "Can-bo-ai, phường chưa có" in page.text
    page.form(button="Lưu").submit()
    assert row(office, address).narrowed_to == "mau=can-bo-ai"
    assert (
        "Mẫu lớp: Trợ lý ảo hành chính và công cụ AI (phường chưa có mẫu này)." in office.as_leader().get(address).text
    )


def test_a_number_of_its_own_goes_before_that_of_its_audience_and_the_book_is_said_beside(office: Office) -> None:
    address = with_target(office, measured_by="to-da-du-lop", unit_words="tổ", value=1)
    with office.write() as session:
        make_denominator(session, office.here(session), 25, "adults")
    with office.write() as session:
        session.scalars(select(Target)).one().unit_words = "%"
    said = {"why": "Công an gửi", "audience": "adults", "own_denominator": "110"}
    choosing(office, address, "").submit(said)
    assert row(office, address).own_denominator == 110
    with office.write() as session:  # numbers of the audience that come later change nothing of it
        target = session.scalars(select(Target)).one()
        make_denominator(session, target.unit, 9999, "adults", counted_on=clock.today(), source="Excel")
        said = {"counted_on": clock.today(), "from_words": "Công an"}
        session.add(Measurement(unit=target.unit, target=target, **PAPER, numerator=11, **said))
    page = office.as_leader().get(address)
    assert "11/110, đạt 10%" in page.text
    assert "Tính trên 110, là tổng số của riêng chỉ tiêu này. Sổ của phường, xã đang có 9.999." in page.text


@pytest.mark.parametrize("measured", [False, True])
def test_an_unknown_denominator_is_entered_where_one_looks(office: Office, measured: bool) -> None:
    by = {"measured_by": "nguoi-hoc", "narrowed_to": "o-day=co"} if measured else {}
    address = with_target(office, name="Người lớn có kỹ năng số", audience="adults", **by)
    with office.write() as session:
        target = session.scalars(select(Target)).one()
        make_attended_course(session, target.unit, people=3)
        group = make_group(session, target.unit)
        for person in session.scalars(select(Person).where(Person.unit_id == target.unit_id)):
            person.residential_group_id = group.id
        said = {"counted_on": clock.today(), "from_words": "Công an"}
        session.add(Measurement(unit=target.unit, target=target, **PAPER, numerator=3, **said))
    office.as_officer().get(HERE).form(button="Đếm lại bây giờ").submit()
    assert "Nhập tổng số" not in office.as_leader().get(address).links()
    assert office.as_officer().get(HERE).links()["Nhập tổng số"] == f"{address}/mau-so"
    form = office.as_officer().get(address).follow("Nhập tổng số").form(button="Lưu")
    refused = form.submit({"number": "12"}, status=422)
    assert 'value="12"' in refused.html
    said = {"number": "12", "source": "Công an phường", "counted_on": "1/11/2026"}
    for _press in range(2):
        page = form.submit(said)
        assert page.h1 == "Người lớn có kỹ năng số"
        assert ("3/12, mức giao" if measured else "3/12, đạt 25%") in page.text
    with office.read() as session:
        [kept] = session.scalars(select(Denominator).where(Denominator.audience == "adults")).all()
        assert (kept.number, kept.source) == (12, "Công an phường")
    refused = form.submit({**said, "number": "13"}, status=422)
    assert "Số này của nguồn này, ngày này đã có." in refused.text
    office.as_leader().get(f"{address}/mau-so", status=403)


def test_what_is_of_no_audience_has_a_number_of_its_own_entered(office: Office) -> None:
    address = with_target(office, name="Chợ làm mô hình")
    form = office.as_officer().get(address).follow("Nhập tổng số").form(button="Lưu")
    page = form.submit({"number": "4"})
    assert page.h1 == "Chợ làm mô hình"
    assert "Nhập tổng số" not in page.links()
    assert row(office, address).own_denominator == 4


def test_what_is_known_by_one_lesson_says_so_wherever_the_number_stands(office: Office) -> None:
    address = with_target(office, name="Người lớn có kỹ năng số", audience="adults", measured_by="nguoi-hoc")
    words = str(INDICATORS["nguoi-hoc"].meaning)
    assert words == "đã dự ít nhất một buổi học"
    with office.write() as session:
        unit = office.here(session)
        make_denominator(session, unit, 12, "adults")
        make_attended_course(session, unit, people=3)
        plan = session.scalars(select(Target)).one().plan
        officer = session.merge(office.officer)
        report = make_report(session, unit, by=officer, plan=plan, until=clock.today())
        slug = report.public_id
    office.as_officer().get(HERE).form(button="Đếm lại bây giờ").submit()
    pages = [address, HERE, f"{HERE}?theo=thang", f"{HERE}?theo=doi-tuong", f"/van-phong/bao-cao/{slug}"]
    for each in pages:
        assert f"({words})" in office.as_leader().get(each).text or each == address, each
    assert f"25% {words}" in office.as_leader().get(address).text
    assert f"({words})" in office.as_leader().get("/van-phong").text  # and in the tiles


def test_what_is_asked_of_groups_and_offices_lists_both_and_opens_the_rows_of_each(office: Office) -> None:
    said = {"unit_words": "người / cơ quan, tổ", "value": 1, "measured_by": "dai-su", "each_of": "to+co-quan"}
    address = with_target(office, name="Nơi có Đại sứ số", **said)
    with office.write() as session:
        unit = office.here(session)
        make_ambassador(session, unit, "Hà Văn Một", group=make_group(session, unit, "Tổ dân phố Ao Sen"))
    office.as_officer().get(HERE).form(button="Đếm lại bây giờ").submit()
    page = office.as_officer().get(address)
    assert "1, chưa có tổng số" in page.text  # no office stands in the book
    assert page.links()["ghi các cơ quan, đơn vị"].startswith("/van-phong/co-quan")
    with office.write() as session:
        unit = office.here(session)
        there = [make_organisation(session, unit, name, "agency") for name in ("Phòng Văn hóa", "Phòng Kinh tế")]
        make_ambassador(session, unit, "Hà Văn Hai").organisation_id = there[0].id
    office.as_officer().get(HERE).form(button="Đếm lại bây giờ").submit()
    page = office.as_officer().get(address)
    assert "2/3" in page.text
    rows = [each for each in page.root.iter("a") if "/so-lieu/dai-su/dong" in (each.get("href") or "")]
    opened = [office.as_leader().get(str(each.get("href"))).text for each in rows]
    assert any("Hà Văn Một" in each and "Hà Văn Hai" not in each for each in opened)
    assert any("Hà Văn Hai" in each and "Hà Văn Một" not in each for each in opened)


def used(office: Office, *keys: str) -> None:
    """Programmes that ship, put to use."""
    with office.write() as session:
        for key in keys:
            made = Programme.begun(session, office.here(session), programmes()[key], catalogue=key, now=clock.now())
            made.use_draft(seen=str(made.version), now=clock.now())


def test_a_target_counts_a_programme_of_a_whole_of_its_own(office: Office) -> None:
    used(office, "staff", "market")
    address = with_target(office, name="Cán bộ học trực tuyến", unit_words="%", value=100)
    form = choosing(office, address, "staff.mooc")
    assert form.fields["share_of"] == ["staff.staff"]  # its own whole
    refused = form.submit({"share_of": "market.subjects"}, status=422)
    assert "Số này tính bằng “chợ”, số đo tính bằng “người”: không ra tỷ lệ." in refused.text
    again = refused.form(button="Lưu")
    assert (again.fields["measured_by"], again.fields["share_of"]) == (["staff.mooc"], ["market.subjects"])
    page = again.submit({"share_of": "staff.officials"})
    assert (row(office, address).measured_by, row(office, address).share_of) == ("staff.mooc", "staff.officials")
    assert "Cán bộ học xong khóa trực tuyến" in page.text
    office.as_officer().get(f"{address}/cach-do").form(button="Lưu").submit()  # as it stands
    assert row(office, address).share_of == "staff.officials"


def test_five_figures_are_suggested_with_what_they_are_today_and_others_are_sought(office: Office) -> None:
    used(office, "staff", "vneid")
    address = with_target(office, name="Cán bộ học trực tuyến", text="100% cán bộ học xong khóa trực tuyến", value=100)
    page = office.as_officer().get(f"{address}/cach-do")
    offered = [href for href in page.links().values() if "so=" in href]
    assert len(offered) == 6  # and that somebody enters it
    assert "so=staff.mooc" in offered[0]
    assert "Cán bộ học xong khóa trực tuyếnCán bộ học của từng đơn vị" in page.text
    assert "chưa có số liệu" in page.text
    assert not [
        each for each in page.forms() if each.element.get("method") == "post" and each.element.get("id") == "do"
    ]
    found = page.form(button="Tìm").submit({"tim": "dinh danh dien tu"})
    assert "Công dân có định danh điện tử mức 2" in found.text
    assert "Cán bộ học xong khóa trực tuyến" not in found.text.partition("Tìm")[2].partition("Lưu")[0]
    assert "Không số nào có “tàu vũ trụ”." in page.form(button="Tìm").submit({"tim": "tàu vũ trụ"}).text
    many = page.form(button="Tìm").submit({"tim": "cán bộ"})
    assert re.search(r"8 trong \d+ số có “cán bộ”\.", many.text)
    whole = choosing(office, address, "staff.mooc").page.form(button="Tìm tổng số").submit({"tong": "vien chuc"})
    assert "Viên chức học xong khóa trực tuyến" in whole.text


def test_what_a_report_would_say_is_read_before_it_is_chosen(office: Office) -> None:
    address = with_target(office, name="Tổ có Đại sứ số", text="100% tổ dân phố có Đại sứ số", value=100)
    with office.write() as session:
        unit = office.here(session)
        one, _none = make_group(session, unit, "Tổ 1"), make_group(session, unit, "Tổ 2")
        make_ambassador(session, unit, "Hà Thị Một").residential_group_id = one.id
    form = choosing(office, address, "dai-su")
    assert "Đọc thành câu" in form.page.text
    there = f"{address}/cach-do?so=dai-su&thu=1"  # "Đọc lại câu"
    assert 'formaction="' + there.replace("&", "&amp;").split("?")[0] in form.page.html
    read = form.page.pages.post(there, form.press({"each_of": "to"}))
    assert "thôn, bản, đạt 50%; chưa đạt chỉ tiêu ít nhất 100%." in read.text
    assert row(office, address).measured_by == ""  # nothing was kept
    assert read.form(button="Lưu").fields["each_of"] == ["to"]


def test_a_figure_of_a_programme_that_is_not_used_is_chosen_before_its_book_is_opened(office: Office) -> None:
    address = with_target(office, name="Công dân có danh tính số", text="100% công dân từ 16 tuổi có danh tính số")
    page = office.as_officer().get(f"{address}/cach-do")
    assert "Số liệu VNeID theo tổ (sổ chưa mở)" in page.text
    page = choosing(office, address, "vneid.identity").submit()
    assert row(office, address).measured_by == "vneid.identity"
    assert "Sổ Số liệu VNeID theo tổ chưa mở." in page.text


def test_a_programme_that_is_not_used_is_no_zero_and_is_used_by_one_press(office: Office) -> None:
    address = with_target(
        office, name="Công dân có danh tính số", measured_by="vneid.identity", share_of="vneid.citizens"
    )
    page = office.as_officer().get(address)
    assert "Sổ Số liệu VNeID theo tổ chưa mở." in page.text
    assert "Thiếu số" in page.text
    assert "sổ chưa mở" in office.as_leader().get("/van-phong/chi-tieu").text
    assert "Mở sổ: Số liệu VNeID theo tổ" not in office.as_leader().get(address).text
    chosen = office.as_officer().get(f"{address}/cach-do")
    assert "Công dân có định danh điện tử mức 2Số liệu VNeID theo tổ (sổ chưa mở)" in chosen.text
    assert chosen.form(button="Lưu").fields["share_of"] == ["vneid.citizens"]
    page.form(button="Mở sổ: Số liệu VNeID theo tổ").submit()
    assert "sổ chưa mở" not in office.as_officer().get(address).text


def test_what_was_entered_is_shown_beside_what_is_counted_with_its_origin(office: Office) -> None:
    address = with_target(office, name="Nơi chưa có tổ", measured_by="noi-chua-co-to", unit_words="tổ", value=0)
    with office.write() as session:
        make_group(session, office.here(session))
    new = office.as_officer().get(address).follow("Gõ số").form(button="Lưu")
    new.submit({"numerator": "7", "counted_on": "1/6/2026", "from_words": "Công an phường"})
    page = office.as_officer().get(address)
    assert "gõ tay, Công an phường, " in page.text
    office.as_officer().get("/van-phong/chi-tieu").form(button="Đếm lại bây giờ").submit()
    page = office.as_officer().get(address)
    assert "máy đếm" in page.text
    assert "dùng để xét đạt" in page.text
    assert "Chênh 6." in page.text
    listed = office.as_leader().get("/van-phong/chi-tieu").text
    assert "gõ tay" in listed


def test_a_figure_of_returns_says_how_many_are_in(office: Office) -> None:
    address = with_target(office, name="Cán bộ học trực tuyến", measured_by="staff.mooc", share_of="staff.staff")
    with office.write() as session:
        ward = office.here(session)
        for name in ("Phòng A", "Phòng B"):
            make_organisation(session, ward, name, "agency")
        began = clock.at_local(clock.today() - timedelta(days=200))
        made = Programme.begun(session, ward, programmes()["staff"], catalogue="staff", now=began)
        made.use_draft(seen=str(made.version), now=began)
        session.flush()
        for site in session.scalars(select(Site).where(Site.kind == "organisation")):
            site.created_at = began
    page = office.as_leader().get(address)
    assert "00/02 đơn vị đã báo, nên chưa tính tỷ lệ, chưa xét đạt." in page.text
    assert "/phong-trao/" in page.links()["Xem nơi chưa báo"]


def test_what_was_entered_opens_though_nothing_counts_it_yet(office: Office) -> None:
    address = with_target(office, name="Danh tính số", measured_by="vneid.identity", share_of="vneid.citizens")
    with office.write() as session:
        target = session.scalars(select(Target)).one()
        for name, number in (("Tổ 1", 4), ("Tổ 2", 9)):
            said = {"residential_group": make_group(session, target.unit, name), "denominator": 10}
            said |= {"counted_on": clock.today(), "from_words": "Công an"}
            session.add(Measurement(unit=target.unit, target=target, **PAPER, numerator=number, **said))
    page = office.as_leader().get(address)
    assert "13/20, đạt 65%" in page.text
    assert "gõ tay, cộng từ 2 tổ: Công an" in page.text
    assert page.links()["Xem từng dòng"].startswith("/van-phong/so-nhap")
    for text in ("4/10", "9/10"):
        assert "Công an" in office.as_leader().get(page.links()[text]).text
