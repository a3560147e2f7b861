"""A name that two controls of a page bear although they do different things is found; names that data bear are not."""

import pytest
from flask import Flask

from tests.naming import same_names
from tests.reading import read_whole
from tests.walked import Walk

CALL_OFF = '<a href="/buoi/2/huy">Hủy buổi này{}</a> <a href="/buoi/3/huy">Hủy buổi này{}</a>'
SAVE = '<form action="/{}" method="post"><button>Lưu</button></form>'
ROW = '<tr><th scope="row">Bảo</th><td><a href="/{0}">Xem</a><button name="v" value="{0}">Xem</button></td></tr>'
SEARCH = '<form class="{}" action="/{}"><button>Tìm</button></form>'
PERSON = '<a href="/{}">Dương Gia Bảo</a>'


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        (CALL_OFF.format("", ""), ["Hủy buổi này"]),
        (CALL_OFF.format('<span class="sr">: buổi 2</span>', '<span class="sr">: buổi 3</span>'), []),
        (SAVE.format("mot") + SAVE.format("hai"), ["Lưu"]),
        (SAVE.format("mot") + SAVE.format("mot"), []),
        ("<details><summary>Thêm</summary></details>" * 2, ["Thêm"]),
        (f"<table>{ROW.format(1)}{ROW.format(2)}</table>", ["Xem"]),
        (PERSON.format(1) + PERSON.format(2), []),
        ('<a href="/chi-tieu">Chỉ tiêu</a> <a href="/chi-tieu?phuong=1">Chỉ tiêu</a>', []),
        (SEARCH.format("seek", "tim") + SEARCH.format("tools", "lop"), []),
    ],
    ids=[
        "links", "links that say about what", "buttons", "two buttons of one form", "what unfolds", "rows of a table",
        "people of one name", "the visitor's own ward", "the search of the frame",
    ],
)  # fmt: skip
def test_a_name_of_two_things_is_found(markup: str, names: list[str]) -> None:
    page = Walk(read_whole(f'<!doctype html><html lang="vi"><body><main>{markup}</main>'))
    assert [told.split("”")[0].removeprefix("“") for told in same_names("/", page)] == names


def test_what_a_control_is_about_cannot_be_left_out(app: Flask) -> None:
    with pytest.raises(TypeError, match="whom"):
        app.jinja_env.from_string("{{ 'Ghi'|about }}").render()
