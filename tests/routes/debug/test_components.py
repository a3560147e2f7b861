"""The component page's markup; how it looks and feels is tests/browser/test_components.py."""

import pytest
from flask import Flask

from app import create_app
from app.web.settings import Settings
from tests.conftest import settings_in
from tests.pages import Pages


@pytest.mark.parametrize("address", ["/linh-kien", "/linh-kien/mot-viec"])
def test_each_component_is_sound_html(pages: Pages, address: str) -> None:
    assert pages.get(address).h1


def test_a_field_shows_what_was_typed_and_what_is_wrong_between_label_and_input(pages: Pages) -> None:
    page = pages.get("/linh-kien")

    field = next(box for box in page.all("div") if box.get("class") == "field tight bad")
    assert [child.tag for child in field] == ["label", "p", "input"]
    year = next(control for control in page.all("input") if control.get("id") == "sai-birth_year")
    assert year.get("value") == "54"
    assert year.get("aria-invalid") == "true"
    assert year.get("aria-describedby") == "sai-birth_year-goi-y sai-birth_year-loi"


def test_what_is_not_required_says_so(pages: Pages) -> None:
    said = {
        label.get("for"): "(không bắt buộc)" in "".join(label.itertext())
        for label in pages.get("/linh-kien").all("label")
    }

    assert said["phone"]
    assert not said["full_name"]


def test_the_error_summary_links_to_each_wrong_line(pages: Pages) -> None:
    links = pages.get("/linh-kien").links()

    assert [links[name] for name in ("Họ và tên", "Năm sinh", "Tổ dân phố")] == [
        "#sai-full_name",
        "#sai-birth_year",
        "#sai-residential_group",
    ]


def test_a_mark_tapped_again_undoes(pages: Pages) -> None:
    values = [
        press.get("value") for press in pages.get("/linh-kien/mot-viec").all("button") if press.get("name") == "mark"
    ]

    assert values[:2] == ["unmarked:r1", "excused:r1"], "present: a tap takes it back, or makes it excused"
    assert values[4:6] == ["present:r3", "excused:r3"], "unmarked"
    assert values[6:8] == ["present:r4", "unmarked:r4"], "excused"


def test_a_ward_does_not_serve_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = settings_in(tmp_path_factory.mktemp("ward"))
    app: Flask = create_app(Settings(**{**settings.__dict__, "testing": False}))

    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/linh-kien")]
