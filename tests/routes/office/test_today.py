"""What waits for an officer, and what for a leader."""

from datetime import timedelta

from app.country import clock
from app.models import (
    AmbassadorOffer,
    Approval,
    Attendance,
    Certificate,
    CourseState,
    DataRequest,
    HelpRequest,
    Mark,
    Matter,
    Measurement,
)
from app.models.learning.leaving import cancel
from app.models.trust.data_rights import Right
from tests.factories import (
    PAPER,
    make_approved_list,
    make_attended_course,
    make_course,
    make_group,
    make_person,
    make_place,
    make_plan,
    make_registration,
    make_target,
    make_ward,
)
from tests.helping import Counter
from tests.pages import Page, words
from tests.routes.office.conftest import Office
from tests.statements import counted


def test_a_new_ward_is_led_from_its_groups_to_a_first_class_and_its_poster(office: Office) -> None:
    page = office.as_officer().get("/van-phong")

    assert "Hôm nay không có buổi học nào." in page.text
    assert page.links()["Mở lớp mới"] == "/van-phong/lop/moi"
    assert _steps(page) == {
        "1": "/van-phong/nhap/moi?loai=dia-ban",
        "2": "/van-phong/nhap/moi",
        "3": "/van-phong/lop/moi",
        "5": "/giang-vien",
    }
    assert "4. Công bố lớp, in áp phích" in page.text

    with office.write() as session:
        ward = office.here(session)
        make_group(session, ward)
        make_person(session, ward)
        make_course(session, ward, code="DEM7", state=CourseState.DRAFT)
    page = office.as_officer().get("/van-phong")
    assert _steps(page) == {
        "1": "/van-phong/to-dan-pho",
        "2": "/van-phong/nguoi-hoc",
        "3": "/van-phong/lop?xem=nhap",
        "4": "/van-phong/lop/DEM7",
        "5": "/giang-vien",
    }

    with office.write() as session:
        make_course(session, office.here(session))
    page = office.as_officer().get("/van-phong")
    assert _steps(page) == {"5": "/giang-vien"}
    assert "6. Trình duyệt, cấp giấy chứng nhận đầu tiên" in page.text
    with office.write() as session:
        course = make_attended_course(session, office.here(session), people=1)
        assert course
        make_approved_list(session, course)
    assert "giấy chứng nhận đầu tiên" not in office.as_officer().get("/van-phong").text


def test_publishing_without_groups_says_so_and_the_steps_stay(office: Office) -> None:
    with office.write() as session:
        make_course(session, office.here(session), code="DEM7", state=CourseState.DRAFT)
    poster = office.as_officer().get("/van-phong/lop/DEM7").form("/cong-bo").submit()
    assert "bà con đăng ký chưa chọn được nơi ở" in poster.text

    page = office.as_officer().get("/van-phong")
    assert _steps(page)["1"] == "/van-phong/nhap/moi?loai=dia-ban"
    assert "Đã có lớp mở cho bà con." in page.text


def test_the_first_steps_are_an_officers_own(office: Office) -> None:
    with office.write() as session:
        make_course(session, make_ward(session, code="05444"))

    assert _steps(office.as_officer().get("/van-phong"))
    assert not _steps(office.as_leader().get("/van-phong"))


def _steps(page: Page) -> dict[str, str]:
    """Where each numbered step leads."""
    return {text[0]: address for text, address in page.links().items() if text[:1].isdigit() and text[1:3] == ". "}


def test_an_officer_finds_the_roll_of_today_and_reads_when_a_list_can_be_submitted(office: Office) -> None:
    noon = clock.at_local(clock.today(), 12)
    with clock.shifted(noon - clock.now()):
        with office.write() as session:
            tonight = clock.at_local(clock.today(), 19, 30)
            course = make_course(session, office.here(session), code="DEM4", first=tonight, lessons=1)
            make_registration(session, course)
        pages, roll = office.as_officer(), "/giang-vien/lop/DEM4/buoi/1"
        for page in ("", "/lop/DEM4", "/lop/DEM4/diem-danh"):
            assert roll in pages.get(f"/van-phong{page}").links().values(), page
        assert pages.get("/van-phong/them").links()["Điểm danhBuổi học hôm nay của mọi lớp"] == "/giang-vien"
        assert "/giang-vien" not in office.as_leader().get("/van-phong/them").links().values()
        pages.get(roll)
        assert "Trình lãnh đạo được sau buổi cuối" in pages.get("/van-phong/lop/DEM4/trinh-duyet").text


def test_an_officer_sees_lessons_drafts_and_courses_without_a_list(office: Office) -> None:
    noon = clock.at_local(clock.today(), 12)  # at whatever hour the test runs, the lesson is still to come
    with clock.shifted(noon - clock.now()):
        with office.write() as session:
            ward = office.here(session)
            tonight = clock.at_local(clock.today(), 19, 30)
            course = make_course(session, ward, code="DEM4", title="Bình dân học AI", first=tonight)
            make_registration(session, course)
            make_course(session, ward, code="DEM7", title="Lớp đang soạn", state=CourseState.DRAFT)
            make_attended_course(session, ward, code="DEM5", title="Điện thoại thông minh")

        page = office.as_officer().get("/van-phong")

        assert [words(each) for each in page.all("h2")][1:3] == ["Cần làm sớm · 1", "Việc thường · 1"]
        assert "19 giờ 30, Bình dân học AIDEM4, Nhà văn hóa Túc Duyên, 1 người" in page.links()
        assert "DEM7 Lớp đang soạn còn là bản nháp" in page.text
        told = "Soát và trình: DEM5 Điện thoại thông minh học xong, chưa trình giấy"
        assert page.links()[told] == "/van-phong/lop/DEM5/trinh-duyet"


def test_a_lesson_nobody_closed_is_pointed_at(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        make_course(session, ward, code="DEM4", title="Bình dân học AI", first=clock.now() - timedelta(days=2))

    assert "Buổi 1 của DEM4 Bình dân học AI chưa bấm Xong" in office.as_officer().get("/van-phong").text


def test_a_leader_sees_what_is_theirs_to_decide(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        course = make_attended_course(session, ward, code="DEM5", title="Điện thoại thông minh", people=3)
        Approval.submit(session, course.id, by=session.merge(office.officer), now=clock.now())
        make_course(session, ward, title="Lớp đang soạn", state=CourseState.DRAFT)

    page = office.as_leader().get("/van-phong")

    assert page.links()["1 việc chờ anh chị quyết"] == "#cho-ky"
    [told] = [address for text, address in page.links().items() if "DEM5 Điện thoại thông minh" in text]
    assert told == "/van-phong/lop/DEM5/duyet"
    assert "Lớp đang soạn" not in page.text
    assert "Mở lớp mới" not in page.links()


def test_a_leader_starts_with_the_ten_numbers_and_nothing_that_is_an_officers(office: Office) -> None:
    day = clock.today()
    with office.write() as session:
        ward = office.here(session)
        plan = make_plan(session, ward, since=day - timedelta(days=300), until=day + timedelta(days=60))
        make_target(session, ward, plan, name="Chưa ai ghi")
        told = make_target(session, ward, plan, name="Tổ đang hoạt động", unit_words="tổ", value=3)
        session.add(
            Measurement(unit=ward, target=told, **PAPER, numerator=2, counted_on=day, from_words="Công an phường")
        )
        session.add(Matter(unit=ward, plan=plan, text="Rà soát sạp chợ", due="day", due_on=plan.since))
        counter = Counter(session, ward)
        session.add(
            HelpRequest(
                full_name="Ma Thị Sen", submission="1", phone="+84912345671", due_on=day - timedelta(days=3), unit=ward,
                topic=counter.topics["vneid_cai_dat"], made_at=clock.now(),
            )
        )  # fmt: skip

    leader = office.as_leader().get("/van-phong")
    [ten] = [one for one in leader.all("ul") if one.get("class") == "ten"]
    figures = [words(each) for each in ten.iter("li")]
    assert figures[0].startswith("2 ")
    assert figures[1] == "chưa có số liệu Thiếu số Chưa ai ghi"
    assert "Rà soát sạp chợ" in leader.text
    assert "Ma Thị Sen" not in leader.text
    assert "Giao người" not in leader.html
    assert "Nhập số" not in leader.html

    officers = office.as_officer().get("/van-phong/chi-tieu").links()
    assert officers["Chọn cách đo"].endswith("/cach-do")


def test_of_two_plans_a_leader_reads_the_one_that_was_chosen(office: Office) -> None:
    day = clock.today()
    with office.write() as session:
        ward = office.here(session)
        for number, age, name in (("88/KH-UBND", 300, "Chỉ tiêu cũ"), ("45/KH-UBND", 5, "Chỉ tiêu mới")):
            since = day - timedelta(days=age)
            plan = make_plan(session, ward, number=number, since=since, until=day + timedelta(days=60))
            make_target(session, ward, plan, name=name)
    pages = office.as_leader()

    def told(page: Page) -> str:
        [ten] = [one for one in page.all("ul") if one.get("class") == "ten"]
        return words(ten)

    first = pages.get("/van-phong")
    assert "Chỉ tiêu cũ" in told(first)  # a plan that is loaded later takes no place
    assert "Chỉ tiêu mới" in told(first.follow("Kế hoạch 45/KH-UBND"))
    again = pages.get("/van-phong")
    assert "Chỉ tiêu mới" in told(again)
    assert "ke-hoach=" in again.links()["Từng chỉ tiêu"]


def test_another_wards_work_is_not_shown(office: Office) -> None:
    with office.write() as session:
        other = make_ward(session)
        make_course(session, other, title="Lớp của phường khác", first=clock.at_local(clock.today(), 23))
        make_attended_course(session, other, title="Lớp của phường khác")

    assert "phường khác" not in office.as_officer().get("/van-phong").text


def test_it_costs_the_same_however_much_waits(office: Office) -> None:
    asked = []
    for count in (1, 8):
        with office.write() as session:
            ward = office.here(session)
            for _number in range(count):
                done = make_attended_course(session, ward, people=1, lessons=2)
                make_attended_course(session, ward, people=1, lessons=2)
                Approval.submit(session, done.id, by=session.merge(office.officer), now=clock.now())
                make_course(session, ward, state=CourseState.DRAFT)
                make_course(session, ward, first=clock.at_local(clock.today(), 23))
        pages = office.as_officer()
        with counted() as statements:
            pages.get("/van-phong")
        asked.append(len(statements))
    assert asked[1] <= asked[0] <= 29


def test_what_falls_due_within_two_days_is_told(office: Office) -> None:
    now = clock.now()
    with office.write() as session:
        ward = office.here(session)
        soon = make_course(
            session, ward, title="Lớp sắp đóng", seats=9, registration_closes_at=now + timedelta(hours=30)
        )
        make_registration(session, soon)
        make_course(
            session,
            ward,
            title="Lớp còn lâu",
            first=now + timedelta(days=20),
            registration_closes_at=now + timedelta(days=9),
        )
        full = make_course(
            session, ward, title="Lớp có người chờ", first=now + timedelta(days=5), seats=1, offer_hours=24
        )
        seated = make_registration(session, full, "Hoàng Thị Hoa")
        make_registration(session, full, "Hoàng Thị Huệ")
        cancel(session, seated, now=now)

    page = office.as_officer().get("/van-phong")

    assert "Cần làm sớm" in page.text
    assert "Lớp sắp đóng còn chỗ, sắp đóng đăng ký" in page.text
    assert "còn 8 chỗ" in page.text
    assert any("Lớp có người chờ có chỗ đang giữ sắp hết hạn" in text for text in page.links())
    assert "Lớp còn lâu" not in page.text


def test_a_clash_within_two_weeks_is_told_once_and_drafts_clash_with_nobody(office: Office) -> None:
    first = clock.now() + timedelta(days=3)
    with office.write() as session:
        ward = office.here(session)
        hall = make_place(session, ward)
        for code, title in (("DEM1", "Lớp một"), ("DEM2", "Lớp hai")):
            make_course(session, ward, code=code, title=title, first=first, lessons=1, place=hall)
        make_course(
            session, ward, code="DEM3", title="Lớp một", first=first, lessons=1, place=hall, state=CourseState.DRAFT
        )
    pages = office.as_officer()

    page = pages.get("/van-phong")

    assert page.text.count("2 lớp trùng nơi học") == 2  # once as a line, once as what its button is about
    assert "DEM1, DEM2" in page.text
    assert "DEM3" not in pages.get("/van-phong/lop/DEM1").text
    assert "Nơi học đã có lớp DEM2 Lớp hai" in pages.get("/van-phong/lop/DEM1").text
    assert "Nơi học đã có lớp DEM1 Lớp một" in pages.get("/van-phong/lop/DEM3").text


def test_who_waits_too_long_stands_first_and_all_that_waits_is_counted(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        counter = Counter(session, ward)
        asked = {"unit": ward, "topic": counter.topics["vneid_cai_dat"], "made_at": clock.now()}
        for name, days in (("Ma Thị Sen", 3), ("Đồng Xuân Thịnh", -2)):
            due_on = clock.today() - timedelta(days=days)
            session.add(
                HelpRequest(full_name=name, submission=name, phone=f"+8491234567{days}", due_on=due_on, **asked)
            )
        make_attended_course(session, ward, code="DEM5")
        session.add(
            AmbassadorOffer(
                submission="1", unit=ward, full_name="Lý Thị Hạnh", birth_year=1970, phone="+84912345670",
                made_at=clock.now(),
            )
        )  # fmt: skip

    page = office.as_officer().get("/van-phong")

    # one overdue; one given to nobody; a class without a list; beside them one who offers to help
    parts = [words(each) for each in page.all("h2") if each.getparent().get("hidden") is None][:3]
    assert parts == ["Quá hạn · 1", "Cần làm sớm · 2", "Việc thường · 1"]
    assert "Ma Thị Sen nhờ giúp tại nhà quá 3 ngày" in page.text
    assert page.text.index("Đồng Xuân Thịnh nhờ giúp") < page.text.index("chưa trình giấy")  # a person first
    assert "Lý Thị Hạnh" in page.text


def test_what_falls_due_stands_in_the_order_of_its_days(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        topic, due_on = Counter(session, ward).topics["vneid_cai_dat"], clock.today() + timedelta(days=40)
        session.add(
            HelpRequest(
                full_name="Ma Thị Sen", submission="1", phone="+84912345673", due_on=due_on, unit=ward, topic=topic,
                made_at=clock.now(),
            )
        )  # fmt: skip
        who = {"full_name": "Lương Doãn Thiệu", "birth_year": 1954, "phone": None, "words": ""}
        session.add(DataRequest(unit=ward, kind=Right.COPY, submission="2", way="desk", asked_at=clock.now(), **who))
    text = office.as_officer().get("/van-phong").text
    assert text.index("Một yêu cầu xem, sửa, xóa thông tin") < text.index("Ma Thị Sen nhờ giúp")


def test_the_number_at_its_place_is_that_of_its_urgent_lines(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        approval = make_approved_list(session, make_attended_course(session, ward, people=2))
        for number, paper in enumerate(session.scalars(Certificate.of_approval(approval.id))):
            paper.issue(file=f"certificates/{number}.pdf", sha256="0" * 64, now=clock.now())
        waits = make_attended_course(session, ward)
        Approval.submit(session, waits.id, by=session.merge(office.officer), now=clock.now())
        make_attended_course(session, ward)
        make_course(session, ward, seats=9, registration_closes_at=clock.now() + timedelta(hours=30))

    page = office.as_officer().get("/van-phong")
    assert 'data-rows="3"' in page.html
    assert 'data-figure="3">' in page.html.partition("<main")[0]
    leader = office.as_leader().get("/van-phong")
    assert "Duyệt1 việc chờ" in [words(link) for link in leader.all("a")]
    assert "Chờ anh chị quyết · 1" in [words(heading) for heading in leader.all("h2")]


def test_papers_that_wait_for_their_people_and_people_twice_on_file(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        approval = make_approved_list(session, make_attended_course(session, ward, people=2, title="Lớp đã xong"))
        for number, paper in enumerate(session.scalars(Certificate.of_approval(approval.id))):
            paper.issue(file=f"certificates/{number}.pdf", sha256="0" * 64, now=clock.now())
        make_person(session, ward, unsure=True)

    page = office.as_officer().get("/van-phong")

    assert any(
        text.startswith("Trao giấy: ") and text.endswith("Lớp đã xong có giấy chờ trao") for text in page.links()
    )
    assert "1 người có thể trùng với người khác" in page.text


def test_who_holds_no_role_in_an_office_stays_outside(office: Office) -> None:
    from app.models import Role
    from tests.factories import make_account
    from tests.pages import Pages

    with office.write() as session:
        teacher = make_account(session, office.here(session), Role.INSTRUCTOR)

    Pages(office.app.test_client()).sign_in(teacher).get("/van-phong", status=403)


def test_who_came_without_a_seat_is_a_notice_that_opens_their_rows_and_ends_with_a_seat(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        begun = clock.now() - timedelta(hours=1)
        course = make_course(session, ward, code="DEM4", title="Bình dân học AI", first=begun, seats=2)
        gone, stays = (make_registration(session, course, name) for name in ("Nông Văn Thim", "Hoàng Thị Hoa"))
        waits = make_registration(session, course, "Bế Thị Cúc")
        absent = make_registration(session, course, "Ma Văn Din")
        cancel(session, gone, now=clock.now(), reason="resident")
        course.seats = course.seated
        at = clock.now()
        said = [(gone, "present"), (stays, "present"), (waits, "late"), (absent, "absent")]
        marks = [Mark(f"let-in-{seat.id}", seat.id, status, at, at, "phone") for seat, status in said]
        Attendance.record(session, course.lessons[0], marks, by_id=None, now=at)
        assert waits.state == "seated"  # the freed seat went to who was next
        waits.state, waits.position = "waiting", 1

    page = office.as_officer().get("/van-phong")
    rows = office.as_officer().get("/van-phong/lop/DEM4/nguoi-hoc?xem=khong-cho")

    told = "Xem ai: DEM4 Bình dân học AI có người vào học khi đã hủy hoặc chưa có chỗ"
    assert page.links()[told] == "/van-phong/lop/DEM4/nguoi-hoc?xem=khong-cho"
    assert "Đến học chưa có chỗ (2)" in rows.text
    assert "Nông Văn Thim" in rows.text
    assert "Bế Thị Cúc" in rows.text
    assert "Hoàng Thị Hoa" not in rows.text
    assert "Ma Văn Din" not in rows.text
    assert told not in office.as_leader().get("/van-phong").links()


def test_a_lesson_called_off_is_struck_out_and_who_was_not_told_is_said_until_they_are(office: Office) -> None:
    with clock.shifted(clock.at_local(clock.today(), 12) - clock.now()):
        with office.write() as session:
            tonight = clock.at_local(clock.today(), 19, 30)
            course = make_course(session, office.here(session), code="DEM4", title="Bình dân học AI", first=tonight)
            for name in ("Hoàng Thị Hoa", "Bế Thị Cúc"):
                make_registration(session, course, name)
            course.lessons[0].call_off("Giảng viên ốm")

        page = office.as_officer().get("/van-phong")

        [struck] = [words(each) for each in page.all("s")]
        assert struck.startswith("19 giờ 30, Bình dân học AI")
        assert "Không học: Giảng viên ốm" in page.text
        told = "Báo bà con: Buổi 1 của DEM4 đã hủy, 2 người chưa được báo"
        assert page.links()[told] == "/van-phong/lop/DEM4/tin-nhan/moi?loai=lesson_cancelled&buoi=1"
        assert "2 người chưa được báo" in office.as_officer().get("/van-phong/lop/DEM4").text

    with clock.shifted(timedelta(days=3)):
        page = office.as_officer().get("/van-phong")
        assert "Quá hạn · 1" in [words(each) for each in page.all("h2")]
        draft = page.follow(told)
        sending = draft.form(button="Bắt đầu nhắn").submit()
        with office.write() as session:  # who registers after the others began to be told reads it on the class
            make_registration(session, session.merge(course), "Ma Văn Din", late=True)
        sending.form("/nguoi").submit({"how": "call"})
        assert "1 người chưa được báo" in office.as_officer().get("/van-phong").text
        office.as_officer().get(sending.address).form(button="Cất danh sách này").submit()
        assert "chưa được báo" not in office.as_officer().get("/van-phong").text
        assert "chưa được báo" not in office.as_officer().get("/van-phong/lop/DEM4").text


def test_what_was_given_and_is_overdue_stands_under_what_is_overdue(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        plan, late = make_plan(session, ward), clock.today() - timedelta(days=8)
        for who in (office.officer, office.leader):
            for day, text in ((late, "Rà soát sạp chợ"), (clock.today() + timedelta(days=8), "Họp tổ")):
                task = Matter(unit=ward, plan=plan, text=f"{text} {who.username}", due="day", due_on=day)
                task.owner_account_id = who.id
                session.add(task)

    for pages, heading in (
        (office.as_officer(), "Quá hạn · 2"),  # of the ward's tasks, and what was given to the officer
        (office.as_leader(), "Việc quá hạn"),
    ):
        page = pages.get("/van-phong")
        above, below = page.html.partition("Việc thường · ")[0], page.html.partition("Việc thường · ")[2]
        assert [words(each) for each in page.all("h2") if "uá h" in words(each)] == [heading]
        assert "Quá hạn 8 ngày" in above or "quá hạn 8 ngày" in above
        assert "uá hạn 8 ngày" not in below
