"""Required fields, fields that a rule shows, sections: on the office's form, in a list from outside and at the door."""

import io
from typing import Any

import pytest
from flask import Flask

from app.models.movement.declaration_reading import read
from app.models.movement.rules import InvalidDeclaration, read_rule
from app.registers.programmes.words import rule_json
from tests.asking import SITE, Asking, definition
from tests.pages import Page, Pages

FIELDS: list[dict[str, Any]] = [
    {"key": "running", "label": "Đang làm", "type": "yes_no", "required": True, "counted": True, "section": "Mô hình"},
    {
        "key": "since", "label": "Làm từ ngày", "type": "date", "required": True, "section": "Mô hình",
        "shown_when": {"is": {"running": True}},
    },
    {
        "key": "people", "label": "Số người", "type": "tally", "of": {"men": "Nam", "women": "Nữ"}, "section": "Ai dự",
        "shown_when": {"filled": "since"}, "counted": True,
    },
    {"key": "who", "label": "Của ai", "type": "text", "personal": True, "section": "Ai dự"},
]  # fmt: skip
DONE = {"running": "yes", "since": "01/11/2026", "people.men": "3"}


@pytest.fixture
def asking(app: Flask) -> Asking:
    """A ward whose programme hides fields."""
    return Asking.build(app, FIELDS)


def test_the_form_has_sections_and_marks_what_is_needed(asking: Asking) -> None:
    page = asking.form().page
    text = page.text
    assert text.index("Mô hình") < text.index("Đang làm") < text.index("Ai dự") < text.index("Số người")
    required = [each for each in page.root.iter() if {"required", "aria-required"} & {*each.keys()}]
    assert [each.get("name") or each.tag for each in required] == ["name", "fieldset", "a_since"]
    assert "Chỉ ghi khi “Đang làm” là Có." in text
    when = {each.get("data-when") for each in page.all("div")} - {None}
    assert when == {rule_json(read_rule(each["shown_when"], ())) for each in FIELDS if "shown_when" in each}


def test_an_entry_needs_what_is_required_and_shown(asking: Asking) -> None:
    page = asking.form().submit({"a_who": "Bà Lan"}, status=422)
    assert "Cần ghi: Đang làm." in page.text
    page = asking.form().submit({"a_running": "yes"}, status=422)
    assert "Cần ghi: Làm từ ngày." in page.text
    asking.written(running="no")
    assert asking.given() == {"running": False}
    asking.written(**DONE)
    assert asking.given() == {"running": True, "since": "2026-11-01", "people.men": 3}


def test_nothing_is_asked_of_a_row_whose_name_alone_is_changed(asking: Asking) -> None:
    asking.form().submit({"name": "Chợ Đán"})
    assert asking.entries() == []
    asking.written(running="no")
    asking.ask([*FIELDS, {"key": "late", "label": "Mới hỏi", "type": "text", "required": True}])
    asking.form().submit({"name": "Chợ Tân Thịnh"})
    assert len(asking.entries()) == 1
    page = asking.form().submit({"a_who": "Ông Nam"}, status=422)
    assert "Cần ghi: Mới hỏi." in page.text


def test_what_is_hidden_is_not_stored(asking: Asking) -> None:
    asking.written(**DONE)
    asking.form().submit({"a_running": "no"})
    assert asking.given() == {"running": False}


def brought(asking: Asking, content: str) -> Page:
    pages = Pages(asking.app.test_client()).sign_in(asking.officer)
    form = pages.get(f"/van-phong/nhap/moi?loai=phong-trao-{asking.programme}").form(
        button=None, action="/van-phong/nhap/moi"
    )
    return form.submit({"file": (io.BytesIO(content.encode()), "chợ.csv")}, content_type="multipart/form-data")


def test_a_line_that_lacks_something_waits_and_the_others_come_in(asking: Asking) -> None:
    rows = f"{SITE};Tổ Tân Thịnh 1;Có;\nChợ Đán;Tổ Tân Thịnh 1;Chưa;\nChợ Mới;Tổ Tân Thịnh 1;;\n"
    page = brought(asking, f"Tên;Địa bàn;Đang làm;Làm từ ngày\n{rows}")
    assert "Cần ghi: Làm từ ngày." in page.text
    assert "2 ghi mới" in page.text
    page.form("/ghi").submit()
    assert [each.given for each in asking.entries()] == [{"running": False}]


def test_at_the_door_the_same_is_needed_and_hidden(asking: Asking) -> None:
    page = asking.at_the_door().submit({"a_running": "yes", "outcome": "done"}, status=422)
    assert "Cần ghi: Làm từ ngày." in page.text
    asking.at_the_door().submit({"a_running": "no", "a_since": "2026-11-01", "a_people.men": "4", "outcome": "done"})
    assert asking.given() == {"running": False}


def test_personal_words_are_in_no_trail(asking: Asking) -> None:
    page = asking.written(running="no", who="Bà Lan")
    history = page.pages.get(f"{page.address}/lich-su").text
    assert "Bà Lan" not in history


@pytest.mark.parametrize(
    ("field", "path"),
    [
        ({"shown_when": {"is": {"later": True}}}, "fields.1.shown_when"),
        ({"shown_when": {"is": {"two": True}}}, "fields.1.shown_when"),
        ({"shown_when": {"at_least": {"one": 1}}}, "fields.1.shown_when.at_least"),
        ({"shown_when": {"is": {"one": "yes"}}}, "fields.1.shown_when.is"),
        ({"required": "yes"}, "fields.1.required"),
        ({"section": ""}, "fields.1.section"),
        ({"type": "number", "personal": True}, "fields.1.personal"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(field: dict[str, Any], path: str) -> None:
    one = {"key": "one", "label": "Một", "type": "yes_no"}
    later = {"key": "later", "label": "Ba", "type": "yes_no"}
    with pytest.raises(InvalidDeclaration) as refused:
        read(definition([one, {"key": "two", "label": "Hai", "type": "text", **field}, later]))
    assert ".".join(map(str, refused.value.path)) == path


@pytest.mark.parametrize(
    ("rule", "answers", "empty", "holds"),
    [
        ({"not_more_than": {"a": "b"}}, {"a": 3, "b": 3}, None, True),
        ({"not_more_than": {"a": "b"}}, {"a": 4, "b": 3}, None, False),
        ({"not_more_than": {"a": "b"}}, {"a": 4}, None, True),
        ({"not_more_than": {"a": "b"}}, {"b": 4}, None, True),
        ({"not_more_than": {"a": "b"}}, {"a": 4}, 0, False),
        ({"not_more_than": {"t": "u"}}, {"t.x": 1, "t.y": 5, "u.x": 1, "u.y": 5}, None, True),
        ({"not_more_than": {"t": "u"}}, {"t.x": 1, "t.y": 5, "u.x": 9, "u.y": 4}, None, False),
        ({"not_more_than": {"t": "u"}}, {"t.x": 1, "u.y": 4}, None, True),
        ({"not_more_than": {"t": "u"}}, {"t.x": 1, "u.y": 4}, 0, False),
        ({"not_more_than": {"a": "t"}}, {"a": 6, "t.x": 1, "t.y": 5}, None, True),
        ({"not_more_than": {"a": "t"}}, {"a": 7, "t.x": 1, "t.y": 5}, None, False),
        ({"total_at_least": {"of": ["a", "b"], "value": 80}}, {"a": 50, "b": 30}, None, True),
        ({"total_at_least": {"of": ["a", "b"], "value": 80}}, {"a": 79}, None, False),
        ({"total_at_least": {"of": ["a", "b"], "value": 0}}, {}, None, True),
        ({"total_at_least": {"of": ["a", "b"], "value": "c"}}, {"a": 6, "b": 4, "c": 10}, None, True),
        ({"total_at_least": {"of": ["a", "b"], "value": "c"}}, {"a": 0, "b": 0, "c": 26}, None, False),
        ({"total_at_least": {"of": ["a", "b"], "value": "c"}}, {"a": 6}, None, True),
        ({"total_at_most": {"of": ["a", "b"], "value": "c"}}, {"a": 6, "b": 4, "c": 10}, None, True),
        ({"total_at_most": {"of": ["a", "b"], "value": "c"}}, {"a": 6, "b": 6, "c": 10}, None, False),
        ({"total_at_most": {"of": ["a", "b"], "value": "c"}}, {"a": 6, "b": 6}, None, True),
        ({"total_at_most": {"of": ["a", "b"], "value": "c"}}, {"a": 6}, 0, False),
        ({"any_part": {"t": ["x", "y"]}}, {"t.y": 1}, None, True),
        ({"any_part": {"t": ["x"]}}, {"t.x": 0, "t.y": 1}, None, False),
        ({"any_part": {"t": ["x"]}}, {}, None, False),
        ({"filled": "t"}, {"t.x": 0}, None, True),
        ({"filled": "t"}, {}, None, False),
    ],
)
def test_a_rule_over_several_fields(rule: Any, answers: dict[str, Any], empty: int | None, holds: bool) -> None:
    assert read_rule(rule, ()).holds(answers, empty) is holds


TYPES = {
    "a": {"type": "number"}, "m": {"type": "money"}, "x": {"type": "text"}, "c": {"type": "choice", "of": {"k": "K"}},
    "cs": {"type": "choices", "of": {"k": "K"}}, "t": {"type": "tally", "of": {"k": "K", "l": "L"}},
    "u": {"type": "tally", "of": {"k": "K"}}, "p": {"type": "photo"},
}  # fmt: skip


@pytest.mark.parametrize(
    "rule",
    [
        {"not_more_than": {"a": "x"}}, {"not_more_than": {"t": "u"}}, {"not_more_than": {"t": "a"}},
        {"total_at_least": {"of": ["a", "m"], "value": 1}}, {"total_at_least": {"of": [], "value": 1}},
        {"total_at_most": {"of": ["a"], "value": "t"}}, {"total_at_most": {"of": ["a"], "value": 3}},
        {"total_at_least": {"of": ["a"]}}, {"total_at_least": {"of": ["a"], "value": None}},
        {"total_at_least": {"of": ["a"], "value": "t"}}, {"any_part": {"t": ["z"]}}, {"any_part": {"a": ["k"]}},
        {"any_part": {"t": []}}, {"has_all": {"c": ["k"]}}, {"has_all": {"cs": ["z"]}}, {"is": {"c": "z"}},
        {"is": {"a": 1}}, {"at_least": {"t": 1}}, {"at_least": {"a": "1"}}, {"filled": "p"},
        {"all": [{"filled": "nothing"}]},
    ],
)  # fmt: skip
def test_a_rule_that_does_not_fit_its_fields_is_refused(rule: Any) -> None:
    fields = [{"key": key, "label": key.upper(), **each} for key, each in TYPES.items()]
    with pytest.raises(InvalidDeclaration):
        read(definition(fields, criteria=[{"key": "met", "text": "Đạt", "rule": rule}]))
