"""Keys are for good: a reworded choice is the same one, a field in use keeps its type, what is taken out comes back as
itself or never, and every answer stands in a line of its figure."""

import csv
import io
from typing import Any

import pytest
from sqlalchemy import select

from app.country import clock
from app.indicators.programmes import indicator_called
from app.models import Programme, ProgrammeEntry, Site
from app.registers.indicator import Scope
from tests.pages import Page
from tests.routes.office.conftest import Office
from tests.routes.office.movement.test_drafts import HERE, add, figure, options, shelves
from tests.routes.office.movement.test_programmes import brought, programme_of

__all__ = ["shelves"]
ANSWERS = {"a_so_dau_sach_quet_ma": "25", "a_co_mang_cho_ba_con_dung": "yes", "a_mo_khi_nao": "buoi_toi"}
WHEN, WIFI, BOOKS = 3, 1, 2


@pytest.fixture
def recorded(shelves: Office) -> Office:
    """Four of them recorded under the first version, each open in the evening."""
    for number in range(1, 5):
        record(shelves, f"Tủ {number}", **ANSWERS)
    return shelves


def record(office: Office, name: str, **answers: str) -> None:
    form = office.as_officer().get(f"{HERE}/{programme_of(office).id}/so/moi").form(button="Lưu")
    form.submit({"name": name, **answers})


def draft(office: Office) -> str:
    return f"{HERE}/{programme_of(office).id}/ban-moi"


def edit(office: Office, number: int, status: int = 200, **said: Any) -> Page:
    """Change what stands in a place of the draft."""
    form = office.as_officer().get(f"{draft(office)}/muc/{number}").form(button="Lưu mục này")
    return form.submit(said, status=status)


def without(office: Office, what: str) -> Page:
    """Take something out of the draft ("muc/3")."""
    page = office.as_officer().get(draft(office))
    return page.form(action=f"{draft(office)}/{what}", button=None).submit({"bo": "1"})


def put_to_use(office: Office) -> None:
    office.as_officer().get(draft(office)).form(button="Dùng bản này từ bây giờ").submit()


def lines(office: Office, by: str, count: str = "recorded") -> dict[str, int]:
    """The lines of the table of a count by their words, with the figure as "Cả kỳ", as the file has it."""
    key = f"{programme_of(office).key}.{count}"
    response = office.as_leader().client.get(f"/van-phong/so-lieu/{key}/bang.csv?theo={by}")
    assert response.status_code == 200
    rows = [*csv.reader(io.StringIO(response.data.decode("utf-8-sig")))]
    start = next(place for place, row in enumerate(rows) if len(row) > 1)
    return {row[0]: int(row[1]) for row in rows[start + 1 :]}


def keys(office: Office, place: int) -> dict[str, str]:
    """The choices of what stands in a place of what is asked today, by key."""
    with office.read() as session:
        current = session.scalars(Programme.in_units([office.ward.id])).one().current
        assert current
        return dict(current.declared.fields[place - 1].choices)


# -- choices -----------------------------------------------------------------------------------------------------------


def test_a_reworded_choice_keeps_what_was_answered(recorded: Office) -> None:
    edit(recorded, WHEN, **{"lines-1-words": "Buổi tối, sau 18 giờ"})
    put_to_use(recorded)
    assert keys(recorded, WHEN) == {
        "buoi_sang": "Buổi sáng", "buoi_toi": "Buổi tối, sau 18 giờ", "ca_ngay": "Cả ngày"
    }  # fmt: skip
    assert lines(recorded, "mo_khi_nao") == {
        "Buổi sáng": 0, "Buổi tối, sau 18 giờ": 4, "Cả ngày": 0, "Cả kỳ": 4
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "choices"),
    [
        pytest.param({"lines-2-order": "1"}, ["ca_ngay", "buoi_sang", "buoi_toi"], id="reordered"),
        pytest.param(
            {"lines-0-order": "2", "lines-1-order": "1"}, ["buoi_toi", "buoi_sang", "ca_ngay"], id="two changed places"
        ),
        pytest.param(
            {"lines-0-order": "3", "lines-0-words": "Sáng sớm"}, ["buoi_toi", "ca_ngay", "buoi_sang"],
            id="reworded and reordered",
        ),
        pytest.param({"choices": "Buổi trưa"}, ["buoi_sang", "buoi_toi", "ca_ngay", "buoi_trua"], id="one more"),
        pytest.param({"lines-0-words": ""}, ["buoi_toi", "ca_ngay"], id="one taken out"),
        pytest.param(
            {"lines-0-words": "", "choices": "Sáng sớm"}, ["buoi_toi", "ca_ngay", "sang_som"],
            id="one taken out and another one written",
        ),
        pytest.param(
            {"lines-0-words": "", "choices": "Buổi sáng"}, ["buoi_toi", "ca_ngay", "buoi_sang"],
            id="taken out and written again in the same words",
        ),
        pytest.param(
            {"lines-0-words": "Buổi tối", "lines-1-words": "Buổi sáng"}, ["buoi_sang", "buoi_toi", "ca_ngay"],
            id="words of two changed",
        ),
    ],
)  # fmt: skip
def test_lines_of_a_form_say_which_choice_they_are(recorded: Office, said: dict[str, str], choices: list[str]) -> None:
    edit(recorded, WHEN, **said)
    put_to_use(recorded)
    assert list(keys(recorded, WHEN)) == choices


def test_a_choice_that_was_taken_out_gives_its_key_to_no_other(recorded: Office) -> None:
    edit(recorded, WHEN, **{"lines-1-words": ""})
    put_to_use(recorded)
    edit(recorded, WHEN, choices="Buổi tới")  # its key would be spelt the same
    put_to_use(recorded)
    assert keys(recorded, WHEN)["buoi_toi_2"] == "Buổi tới"
    edit(recorded, WHEN, choices="Buổi tối")
    put_to_use(recorded)
    assert keys(recorded, WHEN)["buoi_toi"] == "Buổi tối"
    assert lines(recorded, "mo_khi_nao")["Buổi tối"] == 4


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"lines-0-words": "Buổi tối"}, "Hai lựa chọn giống nhau: Buổi tối."),
        ({"lines-0-words": "", "lines-1-words": ""}, "từ 2 đến 12 lựa chọn khác nhau"),
        ({"lines-0-order": "đầu"}, "Anh chị ghi thứ tự bằng một số"),
    ],
)
def test_lines_that_cannot_be_are_refused_with_what_was_typed(
    recorded: Office, said: dict[str, str], words: str
) -> None:
    page = edit(recorded, WHEN, 422, **said, choices="", hint="Xem bảng giờ")
    assert words in page.text
    form = page.form(button="Lưu mục này")
    assert form.fields["hint"] == ["Xem bảng giờ"]
    for name, typed in said.items():
        assert form.fields[name] == [typed]


def test_a_key_that_the_form_never_had_is_not_taken(recorded: Office) -> None:
    edit(recorded, WHEN, **{"lines-0-key": "co_mang_cho_ba_con_dung", "lines-0-words": "Buổi trưa"})
    put_to_use(recorded)
    assert keys(recorded, WHEN) == {"buoi_trua": "Buổi trưa", "buoi_toi": "Buổi tối", "ca_ngay": "Cả ngày"}


def test_answers_that_no_line_names_stand_under_the_words_of_the_version_that_asked(recorded: Office) -> None:
    edit(recorded, WHEN, **{"lines-1-words": ""})
    put_to_use(recorded)
    record(recorded, "Tủ mới", a_mo_khi_nao="ca_ngay")
    record(recorded, "Tủ chưa biết", a_so_dau_sach_quet_ma="3")
    assert lines(recorded, "mo_khi_nao") == {
        "Buổi sáng": 0, "Cả ngày": 1, "theo bản 1: Buổi tối": 4, "Chưa ghi": 1, "Cả kỳ": 6
    }  # fmt: skip
    figure = f"/van-phong/so-lieu/{programme_of(recorded).key}.recorded"
    behind = recorded.as_leader().get(f"{figure}/dong?mo_khi_nao=buoi_toi")
    assert "Mở khi nào: theo bản 1: Buổi tối" in behind.text
    assert [f"Tủ {number}" in behind.text for number in range(1, 6)] == [True] * 4 + [False]
    workbook = recorded.as_leader().client.get(f"{figure}/bang.xlsx?theo=mo_khi_nao")
    assert workbook.status_code == 200


def test_a_row_answered_by_what_was_taken_out_is_shown_and_never_loses_it_silently(recorded: Office) -> None:
    edit(recorded, WHEN, **{"lines-1-words": ""})
    put_to_use(recorded)
    book = f"{HERE}/{programme_of(recorded).id}/so"
    with recorded.read() as session:
        site = session.scalars(select(Site).where(Site.name == "Tủ 1")).one().public_id
    recorded.as_leader().get(book)
    assert "theo bản 1: Buổi tối" in recorded.as_leader().get(f"{book}/{site}").text
    assert recorded.as_leader().client.get(f"{book}/danh-sach.xlsx").status_code == 200
    form = recorded.as_officer().get(f"{book}/{site}/sua").form(button="Lưu")
    assert form.fields["a_mo_khi_nao"] == ["buoi_toi"]
    form.submit({"a_so_dau_sach_quet_ma": "60"})
    assert lines(recorded, "mo_khi_nao")["theo bản 1: Buổi tối"] == 4
    assert figure(recorded, "sum_so_dau_sach_quet_ma") == 60 + 3 * 25
    form = recorded.as_officer().get(f"{book}/{site}/sua").form(button="Lưu")
    form.submit({"a_mo_khi_nao": "ca_ngay"})
    assert lines(recorded, "mo_khi_nao") == {
        "Buổi sáng": 0, "Cả ngày": 1, "theo bản 1: Buổi tối": 3, "Cả kỳ": 4
    }  # fmt: skip
    offered = recorded.as_officer().get(f"{book}/{site}/sua").all("option")
    assert "buoi_toi" not in [each.get("value") for each in offered]


# -- fields ------------------------------------------------------------------------------------------------------------


def test_a_number_that_a_newer_version_has_no_box_for_stays_when_another_is_changed(shelves: Office) -> None:
    page = add(shelves, shelves.as_officer().get(draft(shelves)), label="Lượt đọc", type="tally",
               choices="Trẻ em\nNgười lớn", counted="y")  # fmt: skip
    put_to_use(shelves)
    record(shelves, "Tủ 1", **{"a_luot_doc.tre_em": "10", "a_luot_doc.nguoi_lon": "5"})
    assert figure(shelves, "sum_luot_doc") == 15
    form = shelves.as_officer().get(f"{page.address}/muc/4").form(button="Lưu mục này")
    form.submit({"lines-1-words": "", "choices": "Người cao tuổi"})
    put_to_use(shelves)
    assert figure(shelves, "sum_luot_doc") == 15
    with shelves.read() as session:
        row = session.scalars(select(Site).where(Site.name == "Tủ 1")).one().public_id
    at = f"{HERE}/{programme_of(shelves).id}/so/{row}"
    shelves.as_officer().get(f"{at}/sua").form(button="Lưu").submit({"a_luot_doc.tre_em": "11"})
    assert figure(shelves, "sum_luot_doc") == 16
    assert "Lượt đọc: theo bản 2: Người lớn: 5" in shelves.as_officer().get(at).text


def test_a_field_in_use_keeps_its_type(recorded: Office) -> None:
    page = edit(recorded, WIFI, 422, type="number", label="Mấy đường mạng", most="9")
    assert "“Có mạng cho bà con dùng” đang ghi kiểu “Có hay chưa”" in page.text
    assert "thêm một mục mới" in page.text
    form = page.form(button="Lưu mục này")
    assert (form.fields["label"], form.fields["type"], form.fields["most"]) == (["Mấy đường mạng"], ["number"], ["9"])
    form.submit({"type": "yes_no"})
    put_to_use(recorded)
    assert lines(recorded, "co_mang_cho_ba_con_dung") == {"Có": 4, "Chưa": 0, "Cả kỳ": 4}


def test_what_is_only_drafted_may_change_its_type(recorded: Office) -> None:
    page = add(recorded, recorded.as_officer().get(draft(recorded)), label="Giá sách", type="yes_no", counted="y")
    assert "Giá sách" in page.text
    edit(recorded, 4, type="number", counted="y")
    put_to_use(recorded)
    assert "đang ghi kiểu “Một con số”" in edit(recorded, 4, 422, type="yes_no").text


def test_a_field_written_again_is_another_one_and_the_old_one_can_be_taken_back(recorded: Office) -> None:
    without(recorded, f"muc/{WIFI}")
    page = recorded.as_officer().get(draft(recorded))
    add(recorded, page, label="Có mạng cho bà con dùng", type="number", counted="y")
    put_to_use(recorded)
    record(recorded, "Tủ mới", a_co_mang_cho_ba_con_dung_2="1")
    assert figure(recorded, "sum_co_mang_cho_ba_con_dung_2") == 1
    assert lines(recorded, "co_mang_cho_ba_con_dung") == {"Có": 4, "Chưa ghi": 1, "Cả kỳ": 5}
    shown = recorded.as_leader().get(f"/van-phong/so-lieu/{programme_of(recorded).key}.recorded")
    assert "Có mạng cho bà con dùng (đã bỏ)" in shown.text

    page = recorded.as_officer().get(draft(recorded))
    assert "Những mục đã bỏ" in page.text
    page.form(action=f"{draft(recorded)}/muc", button=None).submit({"lay-lai": "co_mang_cho_ba_con_dung"})
    put_to_use(recorded)
    assert "Có mạng cho bà con dùng (đã bỏ)" not in recorded.as_leader().get(shown.address).text
    assert lines(recorded, "co_mang_cho_ba_con_dung") == {"Có": 4, "Chưa": 0, "Chưa ghi": 1, "Cả kỳ": 5}


def test_a_field_that_is_no_longer_counted_still_tells_what_was(recorded: Office) -> None:
    edit(recorded, WHEN, counted=[])
    put_to_use(recorded)
    assert lines(recorded, "mo_khi_nao") == {"Buổi tối": 4, "Cả kỳ": 4}


def test_numbers_are_added_up_and_tell_nothing_apart(recorded: Office) -> None:
    record(recorded, "Tủ nhỏ", a_so_dau_sach_quet_ma="9")
    assert figure(recorded, "sum_so_dau_sach_quet_ma") == 4 * 25 + 9
    assert not {"9", "25"} & {*lines(recorded, "so_dau_sach_quet_ma")}


# -- criteria ----------------------------------------------------------------------------------------------------------


def harder(office: Office) -> Page:
    form = office.as_officer().get(f"{draft(office)}/tieu-chi/1").form(button="Lưu tiêu chí")
    return form.submit({"number": "30"})


def test_before_a_changed_criterion_is_put_to_use_the_page_says_who_meets_it(recorded: Office) -> None:
    page = harder(recorded)
    assert "Tiêu chí đổi: bao nhiêu tủ sách đạt Có từ 20 đầu sách: 4 theo bản 1, 0 theo bản 2" in page.text
    assert "Những gì đã ghi giữ theo bản đã hỏi" in page.text
    put_to_use(recorded)
    figure = recorded.as_leader().get(f"/van-phong/so-lieu/{programme_of(recorded).key}.met_co_tu_20_dau_sach")
    assert "Tiêu chí đã đổi: mỗi lần ghi xét theo bản đã hỏi. 4 theo bản 1, 0 theo bản 2." in figure.text
    record(recorded, "Tủ lớn", a_so_dau_sach_quet_ma="90")
    assert lines(recorded, "ban", "met_co_tu_20_dau_sach") == {"Bản 1": 4, "Bản 2": 1, "Cả kỳ": 5}
    page = recorded.as_officer().get(draft(recorded))
    assert "Tiêu chí đổi" not in page.text


def test_a_criterion_that_is_added_says_how_many_meet_it(recorded: Office) -> None:
    page = recorded.as_officer().get(draft(recorded))
    rule = next(key for key, words in options(recorded, page) if "Có mạng" in words and "là Có" in words)
    form = recorded.as_officer().get(f"{draft(recorded)}/tieu-chi").form(button="Lưu tiêu chí")
    page = form.submit({"text": "Có mạng", "rule": rule})
    assert "Có mạng (mới): 4 theo bản 2" in page.text


def test_a_criterion_written_again_is_another_one(recorded: Office) -> None:
    rule = recorded.as_officer().get(f"{draft(recorded)}/tieu-chi/1").form(button="Lưu tiêu chí").fields["rule"][0]
    without(recorded, "tieu-chi/1")
    form = recorded.as_officer().get(f"{draft(recorded)}/tieu-chi").form(button="Lưu tiêu chí")
    form.submit({"text": "Có từ 20 đầu sách", "rule": rule, "number": "30"})
    put_to_use(recorded)
    with recorded.read() as session:
        current = session.scalars(Programme.in_units([recorded.ward.id])).one().current
        assert current
        assert [each.key for each in current.declared.criteria] == ["co_tu_20_dau_sach_2"]
    old = recorded.as_leader().get(f"/van-phong/so-lieu/{programme_of(recorded).key}.met_co_tu_20_dau_sach")
    assert (old.h1, "4 tủ sách" in old.text) == ("Có từ 20 đầu sách (đã bỏ)", True)
    assert "(đã bỏ)" not in recorded.as_leader().get("/van-phong/so-lieu?muc=tat-ca").text


def test_a_list_that_comes_in_again_keeps_what_it_does_not_say(recorded: Office) -> None:
    edit(recorded, WHEN, **{"lines-1-words": ""})
    put_to_use(recorded)
    brought(recorded, "Tên;Số đầu sách quét mã\nTủ 1;60\n").form("/ghi").submit()
    with recorded.read() as session:
        site = session.scalars(select(Site).where(Site.name == "Tủ 1")).one()
        entry = session.scalars(select(ProgrammeEntry).where(ProgrammeEntry.site_id == site.id, ProgrammeEntry.counts))
        counting = entry.one().given
        assert (counting["so_dau_sach_quet_ma"], counting["mo_khi_nao"]) == (60, "buoi_toi")


def test_a_list_may_call_a_choice_as_it_was_called_before(recorded: Office) -> None:
    edit(recorded, WHEN, **{"lines-1-words": "Sau 18 giờ"})
    put_to_use(recorded)
    brought(recorded, "Tên;Mở khi nào\nTủ mới;Buổi tối\n").form("/ghi").submit()
    assert lines(recorded, "mo_khi_nao")["Sau 18 giờ"] == 5


def scope_of(office: Office) -> Scope:
    return Scope((office.ward.id,), clock.today().replace(month=1, day=1), clock.today())


def test_a_target_narrowed_to_what_is_asked_no_more_still_counts(recorded: Office) -> None:
    without(recorded, f"muc/{WHEN}")
    put_to_use(recorded)
    with recorded.read() as session:
        indicator = indicator_called(session, f"{programme_of(recorded).key}.recorded", [recorded.ward.id])
        assert indicator
        assert indicator.figure(session, scope_of(recorded).narrowed("mo_khi_nao", "buoi_toi")) == 4
