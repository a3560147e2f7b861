"""The ward keeps the lists of its help log: added, renamed, ordered, retired; nothing that was used is lost."""

import unicodedata
import uuid

import pytest
from sqlalchemy import select

from app.country import clock
from app.data.help_lists import common_lists, supply
from app.models import Account, AgeBand, AuditEvent, HelpDesk, HelpTopic, Kiosk, KioskVisit, Role
from app.web.database import db
from tests.factories import make_account, make_ward
from tests.pages import Page, Pages
from tests.routes.office.conftest import Office
from tests.statements import counted

LISTS = "/van-phong/danh-muc"
TOPICS, RESULTS, BANDS, DESKS = (f"{LISTS}/{slug}" for slug in ("viec-can-giup", "ket-qua", "nhom-tuoi", "quay-ban"))


@pytest.fixture(autouse=True)
def _supplied(office: Office) -> None:
    """The common lists."""
    with office.write() as session:
        supply(session, office.here(session))


def topics(office: Office) -> dict[str, HelpTopic]:
    """The ward's topics by their keys."""
    with office.read() as session:
        return {topic.key: topic for topic in session.scalars(HelpTopic.of(office.ward.id))}


def use(office: Office, key: str) -> None:
    """Somebody at a tablet came for a topic."""
    with office.write() as session:
        desk = session.scalars(HelpDesk.keyed(office.ward.id, "Q1")).one()
        by = session.get_one(Account, office.officer.id)
        kiosk, _token = Kiosk.pair(session, desk, name="Bàn 1", by=by, now=clock.now())
        topic = session.scalars(HelpTopic.keyed(office.ward.id, key)).one()
        KioskVisit.begin(session, kiosk, topic, uuid=str(uuid.uuid4()), now=clock.now())


def acts(office: Office) -> list[str]:
    """What was done to the lists, the oldest first."""
    with office.read() as session:
        noted = select(AuditEvent.action).where(
            AuditEvent.unit_id == office.ward.id, AuditEvent.action.startswith("ward_list.")
        )
        return list(session.scalars(noted.order_by(AuditEvent.id)))


def opened(office: Office, key: str, listing: str = TOPICS) -> Page:
    """The form of an entry."""
    return office.as_officer().get(f"{listing}/{key}/sua")


def test_who_keeps_the_lists(office: Office) -> None:
    with office.write() as session:
        ward = office.here(session)
        administrator = make_account(session, ward, Role.ADMINISTRATOR)
    page = Pages(office.app.test_client()).sign_in(administrator).get(LISTS)
    assert {TOPICS, DESKS} <= set(page.links().values())
    assert "/van-phong/dia-diem" not in page.links().values()
    inside = page.pages.get(TOPICS)
    assert {TOPICS, RESULTS, BANDS} <= set(inside.links().values())
    for address in set(inside.links().values()):
        if address.startswith("/"):
            assert inside.pages.client.get(address).status_code != 403, address
    leader = office.as_leader()
    leader.get(TOPICS, 403)
    assert TOPICS not in leader.get(LISTS).links().values()


def test_added_renamed_and_its_key_stays(office: Office) -> None:
    page = office.as_officer().get(f"{TOPICS}/them")
    done = page.form(button="Lưu").submit(
        {
            "label": "  Cấp mã số thuế ",
            "field": "Kinh tế",
            "steps": "Mở eTax Mobile\r\n\r\n  Bấm đăng nhập  ",
            "service_url": "https://thuedientu.gdt.gov.vn",
        }
    )
    assert "Đã thêm Cấp mã số thuế." in done.text
    made = topics(office)["cap_ma_so_thue"]
    assert (made.label, made.step_lines) == ("Cấp mã số thuế", ["Mở eTax Mobile", "Bấm đăng nhập"])
    page = opened(office, "cap_ma_so_thue")
    assert "Mã: cap_ma_so_thue, không đổi." in page.text
    page.form(button="Lưu").submit({"label": "Mã số thuế cá nhân"})
    assert topics(office)["cap_ma_so_thue"].label == "Mã số thuế cá nhân"
    assert acts(office) == ["ward_list.added", "ward_list.changed"]


def test_what_was_used_says_so_and_has_no_button_to_delete(office: Office) -> None:
    use(office, "khai_sinh")
    page = opened(office, "khai_sinh")
    assert "đã dùng 1 lần" in page.text
    assert "1 lần ghi cũ cũng mang tên mới" in page.text
    assert not [form for form in page.forms() if form.action.endswith("/xoa")]
    assert [form for form in opened(office, "khai_tu").forms() if form.action.endswith("/xoa")]


def test_deleted_while_somebody_uses_it_it_stays(office: Office) -> None:
    form = opened(office, "khai_sinh").form(action="/khai_sinh/xoa")
    use(office, "khai_sinh")
    assert "vừa có người dùng nên không xóa được" in form.submit().text
    assert "khai_sinh" in topics(office)
    opened(office, "khai_tu").form(action="/khai_tu/xoa").submit()
    assert "khai_tu" not in topics(office)
    assert acts(office) == ["ward_list.deleted"]


def test_retired_and_brought_back(office: Office) -> None:
    use(office, "khai_sinh")
    form = opened(office, "khai_sinh").form(button="Ngừng dùng")
    page = form.submit()
    assert "Những gì đã ghi với mục này vẫn giữ" in page.text
    assert page.text.index("Đã ngừng dùng") < page.text.index("Khai sinh", page.text.index("Đã ngừng dùng"))
    form.submit()  # a double tap
    opened(office, "khai_sinh").form(button="Dùng lại").submit()
    assert topics(office)["khai_sinh"].retired_at is None
    assert acts(office) == ["ward_list.retired", "ward_list.brought_back"]


def test_what_the_log_needs_stays(office: Office) -> None:
    page = opened(office, "unfinished", RESULTS)
    assert "mục cuối cùng tính như vậy" in page.form(button="Ngừng dùng").submit().text
    assert "mục cuối cùng tính như vậy" in page.form(action="/xoa").submit().text
    assert "phải luôn có" in opened(office, "khac").form(button="Ngừng dùng").submit().text
    assert acts(office) == []


def test_moved_up_and_down_and_a_second_tap_moves_nothing(office: Office) -> None:
    form = office.as_officer().get(f"{TOPICS}?xep=1").form(action="/thu-tu")
    position = topics(office)["dvc_tra_cuu"].position
    form.submit({"up": f"dvc_tra_cuu.{position}"})
    form.submit({"up": f"dvc_tra_cuu.{position}"})
    found = topics(office)
    assert (found["dvc_tra_cuu"].position, found["dvc_dang_nhap"].position) == (position - 1, position)
    for bad in ("dvc_tra_cuu.x", "dvc_tra_cuu", "", f"dvc_tra_cuu.{'9' * 40}"):
        form.submit({"down": bad})
    assert acts(office) == ["ward_list.moved"]


def test_two_who_change_the_same_see_both(office: Office) -> None:
    first, second = opened(office, "khai_sinh"), opened(office, "khai_sinh")
    first.form(button="Lưu").submit({"label": "Khai sinh cho con"})
    fields = {**second.form(button="Lưu").fields, "label": "Làm khai sinh"}
    late = second.pages.post(f"{TOPICS}/khai_sinh/sua", fields, 409)
    assert "Khai sinh cho con" in late.text
    assert "Có người vừa sửa trước anh chị" in late.text
    late.form(button="Lưu").submit()
    assert topics(office)["khai_sinh"].label == "Làm khai sinh"


REFUSED: list[tuple[dict[str, str], str]] = [
    ({"label": ""}, "Anh chị chưa ghi dòng này."),
    ({"label": "x" * 300}, "Dòng này dài 300 chữ"),
    ({"service_url": "http://dichvucong.gov.vn"}, "bắt đầu bằng https://"),
    ({"service_url": "javascript:alert(1)"}, "bắt đầu bằng https://"),
    ({"service_url": "https://[x"}, "bắt đầu bằng https://"),
    ({"steps": "a\n" * 13}, "Có 13 bước"),
    ({"steps": "a\n" + "b" * 201}, "Bước 2 dài quá"),
]


def test_what_cannot_be_kept_is_said(office: Office) -> None:
    page = opened(office, "khai_sinh")
    fields = page.form(button="Lưu").fields
    for typed, said in REFUSED:
        assert said in page.pages.post(f"{TOPICS}/khai_sinh/sua", {**fields, **typed}, 422).text


def test_two_entries_are_not_called_alike(office: Office) -> None:
    pages = office.as_officer()
    form = pages.get(f"{TOPICS}/them").form(button="Lưu")
    for again in ("khai  SINH", unicodedata.normalize("NFD", "Khai tử")):
        page = pages.post(f"{TOPICS}/them", {**form.fields, "label": again, "field": "Khác"}, 422)
        assert "Danh mục đã có “Khai" in page.text
    other = pages.get(f"{TOPICS}/khai_tu/sua").form(button="Lưu")
    page = pages.post(f"{TOPICS}/khai_tu/sua", {**other.fields, "label": "Khai sinh"}, 422)
    assert "Danh mục đã có “Khai sinh”" in page.text
    opened(office, "khai_tu").form(button="Lưu").submit({"label": "Khai Tử"})
    assert topics(office)["khai_tu"].label == "Khai Tử"


def test_markup_and_formulas_are_text(office: Office) -> None:
    page = office.as_officer().get(f"{TOPICS}/them")
    done = page.form(button="Lưu").submit({"label": "<b>=1+1</b> 🙂", "field": "Kinh tế"})
    assert "<b>=1+1</b> 🙂" in done.text
    assert "b_1_1_b" in topics(office)


def test_common_entries_come_back_and_guides_fill_what_nobody_touched(office: Office) -> None:
    with office.write() as session:
        for topic in session.scalars(HelpTopic.of(office.ward.id)):
            topic.steps = topic.bring = topic.service_url = ""
        session.scalars(HelpTopic.keyed(office.ward.id, "khai_tu")).one().version = 2
        session.delete(session.scalars(HelpTopic.keyed(office.ward.id, "ket_hon")).one())
    page = office.as_officer().get(TOPICS)
    assert "Có 40 mục thường gặp" in page.text
    done = page.form(button="Nạp thêm mục mẫu").submit()
    assert "Đã nạp 40 mục mẫu." in done.text
    assert "Nạp thêm mục mẫu" not in done.text
    found = topics(office)
    assert found["khai_tu"].steps == ""
    assert found["khai_sinh"].step_lines
    assert found["ket_hon"].position == max(topic.position for topic in found.values())


# What plans name and the first list had not (S3 5.4 a; S4 lines 606-613).
SINCE = (
    "cong_cu_ai", "ai_an_toan", "ban_hang_mang", "nen_tang_hoc", "dat_xe_du_lich",
    "chuyen_tien", "gui_tiet_kiem", "thanh_toan_hoa_don", "tra_cuu_so_du", "mo_tai_khoan",
)  # fmt: skip


def test_a_ward_that_stands_takes_over_what_came_since_beside_its_own_words(office: Office) -> None:
    with office.write() as session:
        for key in SINCE:
            session.delete(session.scalars(HelpTopic.keyed(office.ward.id, key)).one())
        session.flush()
        for label, retired in (("bán hàng trên mạng", None), ("Chuyển Tiền", clock.now())):
            own = HelpTopic.add(session, office.ward.id, label=label, field="Của phường")
            own.retired_at = retired
    page = office.as_officer().get(TOPICS)
    assert "Có 8 mục thường gặp" in page.text

    done = page.form(button="Nạp thêm mục mẫu").submit()

    assert "Đã nạp 8 mục mẫu." in done.text
    found = topics(office)
    assert set(SINCE) - set(found) == {"ban_hang_mang"}
    assert [each.label for each in found.values() if each.label.casefold() == "bán hàng trên mạng"] == [
        "bán hàng trên mạng"
    ]
    assert [each.retired_at is not None for each in found.values() if each.label == "Chuyển Tiền"] == [True]


def test_each_common_topic_has_a_guide_that_can_be_read_standing() -> None:
    for row in common_lists()["topics"]:
        lines = row["steps"].splitlines()
        assert 3 <= len(lines) <= 7, row["key"]
        assert all(0 < len(line) <= 120 for line in lines), row["key"]
        assert row.get("service_url", "https://").startswith("https://")


def test_age_bands_change_together(office: Office) -> None:
    page = office.as_officer().get(BANDS)
    form = page.form(button="Lưu các nhóm tuổi")
    gap = page.pages.post(BANDS, {**form.fields, "oldest-3": "54"}, 422)
    assert "Tuổi 55 đến 59 chưa thuộc nhóm nào." in gap.text
    both = page.pages.post(BANDS, {**form.fields, "youngest-4": "50"}, 422)
    assert "Tuổi 50 đến 59 nằm trong hai nhóm." in both.text
    for typed, said in (
        ({"youngest-1": "một"}, "Tuổi là một số"),
        ({"oldest-2": "3"}, "Đến tuổi phải từ 16 trở lên"),
        ({"label-1": ""}, "chưa ghi tên nhóm"),
        ({"label-1": "x" * 300}, "dài quá"),
    ):
        assert said in page.pages.post(BANDS, {**form.fields, **typed}, 422).text
    done = both.form(button="Lưu các nhóm tuổi").submit({"oldest-3": "49"})
    assert "Đã lưu các nhóm tuổi" in done.text
    with office.read() as session:
        ends = [(band.youngest, band.oldest) for band in session.scalars(AgeBand.offered(office.ward.id))]
    assert ends == [(0, 15), (16, 35), (36, 49), (50, None)]
    late = page.pages.post(BANDS, {**form.fields, "oldest-3": "54", "youngest-4": "55"}, 409)
    assert "Có người vừa sửa trước anh chị" in late.text
    assert acts(office) == ["ward_list.age_bands_changed"]


def test_a_desk_that_is_retired_takes_its_tablets_along(office: Office) -> None:
    page = office.as_officer().get(f"{DESKS}/them")
    page.form(button="Lưu").submit({"label": "Quầy 2", "place_kind": "counter"})
    use(office, "khai_sinh")
    assert "Máy tự phục vụ đặt cạnh quầy" in office.as_officer().get(DESKS).links()
    opened(office, "Q1", DESKS).form(button="Ngừng dùng").submit()
    with office.read() as session:
        assert session.scalars(Kiosk.in_units({office.ward.id})).all() == []
    assert acts(office) == ["ward_list.added", "ward_list.retired"]


def test_a_list_costs_as_many_statements_however_long_it_is(office: Office) -> None:
    pages = office.as_officer()
    with counted() as seen:
        pages.get(TOPICS)
    with office.write() as session:
        for number in range(20):
            HelpTopic.add(session, office.ward.id, label=f"Việc {number}", field="Thêm")
    with counted() as more:
        pages.get(TOPICS)
    assert len(more) == len(seen) <= 8


def test_another_wards_lists_are_not_there(office: Office) -> None:
    with office.write() as session:
        other = make_ward(session)
        supply(session, other)
        code = other.code
    office.as_officer().get(f"{TOPICS}?phuong={code}", 404)
    office.as_officer().get(f"{TOPICS}/khai_sinh/sua?phuong={code}", 404)
    office.as_officer().get(f"{TOPICS}/khong_co/sua", 404)
    with office.app.app_context():
        db.session.rollback()


def test_the_office_marks_what_nobody_is_named_beside_and_takes_the_mark_away(office: Office) -> None:
    assert topics(office)["ho_ngheo"].sensitive
    page = opened(office, "ho_ngheo")
    assert "không ghi tên ai cạnh việc này" in page.text
    page.form(button="Lưu").submit({"sensitive": None})
    assert not topics(office)["ho_ngheo"].sensitive
    opened(office, "dat_dai").form(button="Lưu").submit({"sensitive": "y"})
    assert topics(office)["dat_dai"].sensitive


def test_what_was_done_to_an_entry_is_told_beside_it(office: Office) -> None:
    opened(office, "khai_sinh").form(button="Lưu").submit({"label": "Khai sinh cho con", "bring": "Giấy chứng sinh"})
    use(office, "khai_sinh")
    opened(office, "khai_sinh").form(button="Ngừng dùng").submit()
    page = opened(office, "khai_sinh").follow("Lịch sử")
    assert page.text.index("Ngừng dùng một mục") < page.text.index("Sửa một mục")
    assert "Giấy chứng sinh" in page.text
    assert "Giấy chứng sinh" in page.pages.get(f"{TOPICS}/khai_sinh").text
