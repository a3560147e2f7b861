"""Every page of the draft of every programme that ships: it opens, saved as it stands it changes nothing, and each
removal and renaming is stored or answered in a sentence."""

from copy import deepcopy
from typing import Any

import pytest

from app.country import clock
from app.data.programmes import catalogue
from app.models import Programme
from app.models.movement.declaration_reading import read
from tests.pages import Pages
from tests.routes.office.conftest import Office
from tests.shipping import shipped

HERE = "/van-phong/phong-trao"
PARTS = {"muc": "fields", "tieu-chi": "criteria"}


def begun(office: Office, key: str) -> str:
    """A draft of a programme that ships, as it ships; its address."""
    with office.write() as session:
        declared = catalogue()[key]
        programme = Programme.begun(session, office.here(session), declared, catalogue="", now=clock.now())
        session.flush()
        return f"{HERE}/{programme.id}/ban-moi"


def drafted(office: Office, at: str) -> dict[str, Any]:
    """The definition that the draft has now."""
    with office.read() as session:
        programme = session.get_one(Programme, int(at.split("/")[3]))
        version = programme.draft or programme.current
        assert version
        return deepcopy(dict(version.declared.definition))


def edits(pages: Pages, at: str) -> list[str]:
    """The addresses of all pages on which a piece of what the draft has is edited."""
    found = [each for each in pages.get(at).links().values() if each.startswith(f"{at}/")]
    return [each for each in dict.fromkeys(found) if not each.endswith(("/muc", "/tieu-chi"))]


@pytest.mark.parametrize("key", shipped())
def test_each_page_saved_as_it_stands_changes_nothing(office: Office, key: str) -> None:
    at, pages = begun(office, key), office.as_officer()
    before = drafted(office, at)
    for address in edits(pages, at):
        if address.endswith("/cong-nhan") and "gives" not in before:
            continue  # it offers what would be given
        page = pages.get(address)
        form = next(each for each in page.forms() if each.action == address)
        assert form.submit().address == at, address
    after = drafted(office, at)
    assert {name: after[name] for name in after if name != "counts"} == {
        name: before[name] for name in before if name != "counts"
    }
    assert {each["key"] for each in before["counts"]} <= {each["key"] for each in after["counts"]}


@pytest.mark.parametrize("key", shipped())
def test_each_removal_is_stored_or_refused_in_a_sentence(office: Office, key: str) -> None:
    at, pages = begun(office, key), office.as_officer()
    for place in ("tieu-chi", "muc"):
        many = len(drafted(office, at).get(PARTS[place], []))
        for number in range(many, 0, -1):
            before = drafted(office, at)
            form = pages.get(at).form(action=f"{at}/{place}/{number}", button=None)
            page = form.submit({"bo": "1"})
            after = drafted(office, at)
            assert after != before or 'class="said' in page.html, (place, number)
            assert read(after).key == key


@pytest.mark.parametrize("key", shipped())
def test_each_is_renamed(office: Office, key: str) -> None:
    at, pages = begun(office, key), office.as_officer()
    form = pages.get(f"{at}/ten").form(button="Lưu")
    page = form.submit({"name": "Tên của phường", "helpers": []})
    assert page.h1 == "Soạn Tên của phường"
    assert "Ngoài cán bộ, ghi bằng điện thoại" not in page.text


def test_what_goes_with_a_field_is_said(office: Office) -> None:
    at, pages = begun(office, "vneid"), office.as_officer()
    place = [each["key"] for each in drafted(office, at)["fields"]].index("citizens") + 1
    old = pages.get(at).form(action=f"{at}/muc/{place}", button=None)
    pages.get(f"{at}/ten").form(button="Lưu").submit({"name": "Tên khác"})
    refused = old.submit({"bo": "1"})
    assert "Có người vừa sửa bản này" in refused.text
    assert "bỏ theo" not in refused.text
    page = pages.get(at).form(action=f"{at}/muc/{place}", button=None).submit({"bo": "1"})
    assert "Câu nhắc “Đã có định danh nhiều hơn số công dân” bỏ theo" in page.text
    assert "từ nay luôn hỏi" not in page.text


def test_the_name_of_each_row_stays(office: Office) -> None:
    at, pages = begun(office, "market"), office.as_officer()
    place = [each["key"] for each in drafted(office, at)["fields"]].index(drafted(office, at)["title"]) + 1
    page = pages.get(at).form(action=f"{at}/muc/{place}", button=None).submit({"bo": "1"})
    assert "Mục ấy là tên của từng dòng trong sổ" in page.text


def test_a_rule_that_the_form_cannot_write_stays_and_may_be_replaced(office: Office) -> None:
    at, pages = begun(office, "household"), office.as_officer()
    place = [each["key"] for each in drafted(office, at)["criteria"]].index("four") + 1
    form = pages.get(f"{at}/tieu-chi/{place}").form(button="Lưu tiêu chí")
    assert "Như đang xét: “" in form.page.text
    form.submit({"text": "Biết cả bốn việc"})
    before, after = (each["criteria"][place - 1] for each in (catalogue()["household"].definition, drafted(office, at)))
    assert after == {**before, "text": "Biết cả bốn việc"}
    form = pages.get(f"{at}/tieu-chi/{place}").form(button="Lưu tiêu chí")
    form.submit({"rule": "filled:level"})
    assert drafted(office, at)["criteria"][place - 1]["rule"] == {"filled": "level"}
