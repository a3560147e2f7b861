"""/van-phong/ho-tro: figures that open their rows, classes on what people fail at, words that become topics."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.country import clock
from app.data import help_lists
from app.models import (
    Account,
    AuditEvent,
    Consent,
    Course,
    CourseInvitee,
    HelpCorrection,
    HelpDesk,
    HelpReason,
    HelpRecord,
    HelpResult,
    HelpTally,
    HelpTopic,
    Person,
    Registration,
    Role,
)
from app.models.helping.log import other_words
from tests.factories import make_account, make_group, make_person, make_ward
from tests.pages import Page, Pages, seen
from tests.pairs import make_ambassador
from tests.routes.office.conftest import Office
from tests.statements import counted


class Help:
    """An office whose counter has its lists; records are made on days before today."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.numbers = iter(range(1, 10_000))
        with office.write() as session:
            help_lists.supply(session, office.here(session))
            self.helper_id = make_account(session, office.here(session), Role.COUNTER).id

    def record(self, *topics: str, result: str = "did_alone", reason: str = "", days: int = 0, **given: Any) -> str:
        """One lượt; `person` is an id."""
        with self.office.write() as session:
            here, moment = self.office.here(session), clock.at_local(clock.today() - timedelta(days=days), 0, 1)

            def entry(noun: Any, key: str) -> Any:
                return session.scalars(select(noun).where(noun.unit_id == here.id, noun.key == key)).one()

            person_id = given.pop("person", None)
            record = HelpRecord(
                uuid=f"00000000-0000-4000-8000-{next(self.numbers):012d}",
                unit_id=here.id,
                helper=session.get_one(Account, self.helper_id),
                desk=entry(HelpDesk, "Q1"),
                topics=[entry(HelpTopic, key) for key in topics],
                result=entry(HelpResult, result),
                reason=entry(HelpReason, reason) if reason else None,
                person=session.get_one(Person, person_id) if person_id else None,
                day=clock.local(moment).date(),
                at=moment,
                device_at=moment,
                received_at=moment,
                **given,
            )
            session.add(record)
            session.flush()
            return record.uuid

    def person(self, name: str, *, agreed: bool = True, phone: str | None = "+84900000001") -> int:
        """Somebody on file who agreed to be followed up, or did not."""
        with self.office.write() as session:
            person = make_person(session, self.office.here(session), name, 1958, phone=phone)
            if agreed:
                Consent.give(session, person, "follow_up", version="2026-11", at=clock.now(), how="help")
            return person.id

    def scalars(self, wanted: Any) -> list[Any]:
        with self.office.read() as session:
            return list(session.scalars(wanted))


@pytest.fixture
def help_log(office: Office) -> Help:
    return Help(office)


def text(page: Page) -> str:
    return " ".join(page.response.get_data(as_text=True).split())


def press(page: Page, button: str) -> Page:
    [form] = [form for form in page.forms() if button in form.buttons]
    return form.submit()


def test_what_is_missing_is_not_nought(help_log: Help) -> None:
    page = text(help_log.office.as_leader().get("/van-phong/ho-tro"))
    assert "Chưa có lượt nào được ghi trong kỳ này." in page
    assert "Chưa có Đại sứ số nào." in page
    assert "Chưa có cặp nào đang kèm." in page
    assert "Chưa có lượt nào chưa xong trong kỳ này." in page


@pytest.mark.postgresql
def test_a_topic_or_reason_of_another_ward_is_shown(help_log: Help) -> None:
    uuid = help_log.record("khai_sinh", result="unfinished", reason="may_cu")
    with help_log.office.write() as session:
        other = make_ward(session, name="Đồng Bẩm")
        topic = HelpTopic(unit_id=other.id, key="xe_buyt", label="Nạp thẻ xe buýt", field="other")
        reason = HelpReason(unit_id=other.id, key="mua_to", label="Mưa to")
        session.add_all([topic, reason])
        record = session.scalars(HelpRecord.called(uuid)).one()
        record.topics, record.reason = [topic], reason
    page = text(help_log.office.as_leader().get("/van-phong/ho-tro"))
    assert page.count("Nạp thẻ xe buýt") >= 3
    assert "Mưa to: 1" in page


@pytest.mark.postgresql
def test_a_figure_opens_its_rows(help_log: Help) -> None:
    help_log.record("vneid_cai_dat")
    help_log.record("vneid_cai_dat", result="unfinished", reason="may_cu")
    help_log.record("khai_sinh", result="unfinished", reason="quen_mat_khau")
    pages = help_log.office.as_leader()
    page = pages.get("/van-phong/ho-tro?ky=quy")
    links = [link for link in page.all("a") if "/so-lieu/luot-ho-tro/" in (link.get("href") or "")]
    told = {}
    for link in links:
        behind = text(pages.get(link.get("href") or ""))
        told[seen(link)] = int(behind.partition(" lượt</b>")[0].rpartition(">")[2])
    assert told == {
        "3": 3,
        "2": 2,  # week by week
        "1": 1,
        "3 lượt không ghi tên ai.": 3,
        "1 lượt chưa xong": 1,
        "Máy cũ: 1": 1,
        "Quên mật khẩu: 1": 1,
        "Cài và kích hoạt VNeID": 2,
        "Khai sinh": 1,
    }


def test_names_are_behind_a_look_that_is_noted(help_log: Help) -> None:
    person = help_log.person("Hoàng Thị Liên")
    help_log.record("khai_sinh", result="unfinished", person=person)
    pages = help_log.office.as_leader()
    assert "Liên" not in text(pages.get("/van-phong/ho-tro"))
    assert "Liên" not in text(pages.get("/van-phong/ho-tro/luot"))
    rows = pages.get("/van-phong/ho-tro/luot?ten=1")
    assert help_log.scalars(select(AuditEvent.action))[-1] == "figures.viewed"
    assert "Liên" in text(rows)


@pytest.mark.postgresql
def test_rows_are_paged_and_narrowed(help_log: Help) -> None:
    for _ in range(51):
        help_log.record("dat_dai")
    help_log.record("khai_sinh", result="referred", days=400)
    pages = help_log.office.as_officer()
    first = pages.get("/van-phong/ho-tro/luot")
    assert "51 lượt, đang xem từ 1 đến 50" in text(first).replace("</b>", "")
    assert "đang xem từ 51 đến 51" in text(pages.get("/van-phong/ho-tro/luot?trang=2"))
    assert "chưa có gì được ghi" in text(pages.get("/van-phong/ho-tro/luot?viec=khai_sinh"))
    old = clock.today() - timedelta(days=400)
    assert "1 lượt</b>" in text(pages.get(f"/van-phong/ho-tro/luot?tu={old}&den={old}&ket-qua=referred"))


def test_paper_is_told_apart(help_log: Help) -> None:
    with help_log.office.write() as session:
        here = help_log.office.here(session)
        session.add(
            HelpTally(
                unit_id=here.id,
                desk=session.scalars(HelpDesk.in_units([here.id])).all()[0],
                day=clock.today(),
                hour=8,
                topic=session.scalars(HelpTopic.called(here.id, ["dat_dai"])).one(),
                count=12,
                entered_by=session.get_one(Account, help_log.helper_id),
                entered_at=clock.now(),
            )
        )
    help_log.record("dat_dai")
    pages = help_log.office.as_leader()
    assert "và 12 lượt nhập bù từ giấy" in text(pages.get("/van-phong/ho-tro"))
    assert "nhập bù từ giấy: 12 lượt" in text(pages.get("/van-phong/ho-tro/luot?viec=dat_dai"))
    assert "nhập bù" not in text(pages.get("/van-phong/ho-tro/luot?viec=khai_sinh"))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("tu=32/13/2026", "Có ngày chưa đọc được"),
        ("tu=2026-02-02&den=2026-01-01", "Ngày đầu phải trước ngày cuối"),
        ("tu=2020-01-01&den=2026-01-01", "không quá 1 năm"),
        ("ky=khac", "Tháng này"),
    ],
)
def test_days_that_cannot_be_read_are_told(help_log: Help, asked: str, told: str) -> None:
    assert told in text(help_log.office.as_officer().get(f"/van-phong/ho-tro?{asked}"))


@pytest.mark.postgresql
def test_as_many_statements_however_much_there_is(help_log: Help) -> None:
    pages = help_log.office.as_officer()
    help_log.record("dat_dai", result="unfinished", person=help_log.person("Lê Văn Một"))

    def statements() -> int:
        with counted() as seen:
            pages.get("/van-phong/ho-tro")
            pages.get("/van-phong/ho-tro/luot")
        return len(seen)

    before = statements()
    for number, topic in enumerate(("khai_sinh", "can_cuoc", "thue", "khac")):
        help_log.record(topic, result="unfinished", person=help_log.person(f"Lê Văn Hai {number}"), days=number)
    assert statements() == before


def test_groups_and_ambassadors_by_code(help_log: Help) -> None:
    with help_log.office.write() as session:
        here = help_log.office.here(session)
        served, without = make_group(session, here), make_group(session, here)
        name = without.name
        make_ambassador(session, here, "Hoàng Văn Bảy", group=served)
    pages = help_log.office.as_leader()
    unasked = text(pages.get("/van-phong/ho-tro"))
    assert "1/2 tổ dân phố chưa có Đại sứ số" in unasked
    assert "nhận kèm dưới" not in unasked
    assert "Hoàng Văn Bảy" not in text(pages.get("/van-phong/ho-tro/dai-su?xem=du"))
    with help_log.office.write() as session:
        here = help_log.office.here(session)
        here.least_mentees, here.least_mentees_source = 5, "Kế hoạch 12/KH-UBND, mục 5"
    page = text(pages.get("/van-phong/ho-tro"))
    assert "1 người nhận kèm dưới 5 người" in page
    assert "0 người đã nhận kèm từ 5 người" in page
    assert name in text(pages.get("/van-phong/ho-tro/to-chua-co"))
    for shelf, there in (("it-hon", True), ("du", False), ("tat-ca", True), ("la", True)):
        assert ("Hoàng Văn Bảy" in text(pages.get(f"/van-phong/ho-tro/dai-su?xem={shelf}"))) == there


def open_class(help_log: Help) -> tuple[Pages, Page]:
    pages = help_log.office.as_officer()
    return pages, press(pages.get("/van-phong/ho-tro"), "Mở lớp về việc này")


def test_one_tap_opens_a_class_and_invites_who_agreed(help_log: Help) -> None:
    one, other = help_log.person("Nông Thị Én"), help_log.person("Vi Văn Không", agreed=False)
    for person in (one, one, other):
        help_log.record("vneid_cai_dat", result="unfinished", reason="may_cu", person=person)
    _, page = open_class(help_log)
    assert "Đã mở lớp nháp và mời 1 người." in text(page)
    assert "Nông Thị Én" in text(page)
    assert "Vi Văn Không" not in text(page)
    [course] = help_log.scalars(select(Course))
    assert (course.state, course.title, course.topics) == ("draft", "Cài và kích hoạt VNeID", "Cài và kích hoạt VNeID")
    assert [row.person_id for row in help_log.scalars(select(CourseInvitee))] == [one]


@pytest.mark.postgresql
def test_a_double_tap_is_one_class(help_log: Help) -> None:
    """With somebody to invite and without; from the same page and from another's."""
    for person in (help_log.person("Nông Thị Én"), None):
        topic = "khai_sinh" if person else "thue"
        help_log.record(topic, result="unfinished", person=person)
    first, second = help_log.office.as_officer(), help_log.office.as_officer()
    before = [pages.get("/van-phong/ho-tro") for pages in (first, second)]
    for page in before:
        for form in page.forms():
            if "Mở lớp về việc này" in form.buttons:
                form.submit()
    titles = [course.title for course in help_log.scalars(select(Course))]
    assert sorted(titles) == ["Khai sinh", "Thuế, hóa đơn điện tử"]
    assert len(help_log.scalars(select(CourseInvitee))) == 1
    told = [event.action for event in help_log.scalars(select(AuditEvent))]
    assert (told.count("course.made"), told.count("course.people_invited")) == (2, 1)
    again = text(first.get("/van-phong/ho-tro"))
    assert "Lớp nháp về việc này" in again


def test_who_is_invited_is_told_and_registered_in_one_tap(help_log: Help) -> None:
    help_log.record("vneid_cai_dat", result="unfinished", person=help_log.person("Nông Thị Én"))
    pages, page = open_class(help_log)
    [course] = help_log.scalars(select(Course))
    address = f"/van-phong/lop/{course.code}/duoc-moi"
    assert "Lớp chưa nhận đăng ký" in text(page)
    [invitee] = help_log.scalars(select(Person.public_id).join(CourseInvitee, CourseInvitee.person_id == Person.id))
    early = page.forms()[0].fields["csrf_token"][0]
    refused = pages.post(f"{address}/{invitee}/dang-ky", {"csrf_token": early})
    assert "Anh chị công bố lớp rồi bấm lại." in text(refused)
    pages.post(f"/van-phong/lop/{course.code}/cong-bo", {"csrf_token": early})
    page = pages.get(address)
    assert "Chưa báo" in text(page)
    assert "sms:+84900000001" in text(page)
    page = press(page, "Đã báo")
    assert "Đã báo" in text(page)
    page = press(page, "Bấm nhầm")
    form = next(form for form in page.forms() if "Ghi tên" in form.buttons)
    assert "Đã ghi tên Nông Thị Én." in text(form.submit())
    assert "đã có tên trong lớp này từ trước" in text(form.submit())
    assert len(help_log.scalars(select(Registration))) == 1


def test_the_class_says_whom_it_invites(help_log: Help) -> None:
    help_log.record("vneid_cai_dat", result="unfinished", person=help_log.person("Nông Thị Én"))
    pages, _ = open_class(help_log)
    [course] = help_log.scalars(select(Course))
    assert "1 người được mời" in text(pages.get(f"/van-phong/lop/{course.code}"))


def test_a_leader_reads_and_opens_nothing(help_log: Help) -> None:
    help_log.record("vneid_cai_dat", result="unfinished", other_words="")
    help_log.record("khac", other_words="bán hàng")
    pages = help_log.office.as_leader()
    assert "Mở lớp về việc này" not in text(pages.get("/van-phong/ho-tro"))
    assert "Thành chủ đề" not in text(pages.get("/van-phong/ho-tro"))


def test_no_class_is_about_something_else(help_log: Help) -> None:
    help_log.record("khac", result="unfinished", other_words="bán hàng")
    pages = help_log.office.as_officer()
    page = pages.get("/van-phong/ho-tro")
    assert "Mở lớp về việc này" not in text(page)
    assert "Xem bà con hỏi gì" in text(page)
    token = pages.get("/van-phong/ho-tro/viec-khac/thanh-chu-de?khac=bán+hàng").forms()[0].fields["csrf_token"][0]
    for topic in ("khac", "", "không có"):
        pages.post("/van-phong/ho-tro/mo-lop", {"csrf_token": token, "topic": topic})
    assert help_log.scalars(select(Course)) == []


@pytest.mark.postgresql
def test_words_are_one_whatever_their_accents(help_log: Help) -> None:
    for words in ("Bán hàng", "ban hang", "bán hàng", "bán  hàng", "Bán hàng", "lấy số"):
        help_log.record("khac", other_words=words)
    with help_log.office.read() as session:
        found = other_words.gathered(session, help_log.office.ward.id, clock.today() - timedelta(days=1), clock.today())
    assert [(each.wording, each.times) for each in found] == [("Bán hàng", 5), ("lấy số", 1)]


def test_words_become_a_topic_once(help_log: Help) -> None:
    records = [
        help_log.record("khac", other_words=words, days=days) for days, words in ((0, "Bán hàng"), (30, "ban hang"))
    ]
    both = help_log.record("khac", "thue", other_words="bán hàng", days=1)
    pages = help_log.office.as_officer()
    page = pages.get("/van-phong/ho-tro")
    [link] = [link for link in page.all("a") if "Thành chủ đề" in "".join(link.itertext())]
    form = next(form for form in pages.get(link.get("href") or "").forms() if "Tạo chủ đề" in form.buttons)
    sent = {"label": "Bán hàng ở chợ phiên", "field": "Đời sống số"}
    assert "Đã có chủ đề Bán hàng ở chợ phiên; 3 lượt" in text(form.submit(sent))
    assert "không làm lại" in text(form.submit(sent))
    with help_log.office.read() as session:
        rows = {row.uuid: row for row in session.scalars(select(HelpRecord))}
        assert [[topic.key for topic in rows[one].topics] for one in records] == [["ban_hang_o_cho_phien"]] * 2
        assert {topic.key for topic in rows[both].topics} == {"thue", "ban_hang_o_cho_phien"}
        assert {row.other_words for row in rows.values()} == {""}
        kept = session.scalars(select(HelpCorrection)).all()
        assert len(kept) == 3
        assert all(each.reason == "Việc khác thành chủ đề: Bán hàng ở chợ phiên" for each in kept)
        assert session.scalar(select(func.count()).where(HelpTopic.label == "Bán hàng ở chợ phiên")) == 1
        acts = [event.action for event in session.scalars(select(AuditEvent))]
        assert acts.count("help.words_became_topic") == 1


def test_a_topic_of_that_name_is_taken(help_log: Help) -> None:
    record = help_log.record("khac", other_words="dat dai")
    pages = help_log.office.as_officer()
    form = next(
        form
        for form in pages.get("/van-phong/ho-tro/viec-khac/thanh-chu-de?khac=dat+dai").forms()
        if "Tạo chủ đề" in form.buttons
    )
    assert "Phường đã có chủ đề Đất đai" in text(form.submit({"field": "Kinh tế"}))
    with help_log.office.read() as session:
        row = session.scalars(select(HelpRecord).where(HelpRecord.uuid == record)).one()
        assert [topic.key for topic in row.topics] == ["dat_dai"]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"label": " "}, "Anh chị ghi tên chủ đề"),
        ({"label": "ơ" * 300}, "Tên dài quá"),
        ({"field": ""}, "Anh chị chọn nhóm cho chủ đề này"),
    ],
)
def test_a_name_that_cannot_be_is_refused(help_log: Help, sent: dict[str, str], told: str) -> None:
    help_log.record("khac", other_words="lấy số")
    page = help_log.office.as_officer().get("/van-phong/ho-tro/viec-khac/thanh-chu-de?khac=lấy+số")
    form = next(form for form in page.forms() if "Tạo chủ đề" in form.buttons)
    answer = form.submit({"field": "Kinh tế", **sent}, status=422)
    assert told in text(answer)
    assert [row.other_words for row in help_log.scalars(select(HelpRecord))] == ["lấy số"]


def test_another_wards_help_is_not_met(help_log: Help) -> None:
    help_log.record("khac", other_words="bí mật", result="unfinished")
    with help_log.office.write() as session:
        other = make_ward(session)
        stranger = make_account(session, other, Role.OFFICER)
    pages = Pages(help_log.office.app.test_client()).sign_in(stranger)
    for address in ("", "/luot"):
        assert "bí mật" not in text(pages.get(f"/van-phong/ho-tro{address}"))
