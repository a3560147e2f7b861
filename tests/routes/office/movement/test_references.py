"""Fields that name organisations, groups and classes: chosen from the ward's lists, counted by row, through merges."""

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.models import Answer, Organisation, ResidentialGroup
from app.models.movement.declaration_reading import read
from app.models.movement.merging import merge
from app.models.movement.rules import InvalidDeclaration
from app.models.people.group_history import move_others
from tests.asking import SITE, Asking, definition
from tests.factories import make_course, make_group
from tests.pages import Pages

FIELDS: list[dict[str, Any]] = [
    {"key": "giver", "label": "Đơn vị giúp", "type": "organisation", "counted": True},
    {"key": "schools", "label": "Trường", "type": "organisations", "only": ["school"], "counted": True},
    {"key": "area", "label": "Tổ đã làm theo", "type": "groups", "counted": True},
    {"key": "near", "label": "Gần tổ", "type": "group", "counted": True},
    {"key": "trained", "label": "Lớp đã mở", "type": "course", "counted": True},
]
COUNTS = [{"key": "all", "unit": "chợ", "label": "Chợ", "by": ["giver", "schools", "area", "trained"]}]


@pytest.fixture
def asking(app: Flask) -> Asking:
    """A ward with four organisations, two groups and a class."""
    asking = Asking.build(app, FIELDS, counts=COUNTS)
    with asking.write() as session:
        ward = session.get_one(type(asking.ward), asking.ward.id)
        for code, name, kind in (
            ("HTX", "Hợp tác xã Chè", "cooperative"), ("TH1", "Tiểu học Tân Thịnh", "school"),
            ("TH2", "THCS Tân Thịnh", "school"), ("CT", "Công ty Chè", "enterprise"),
        ):  # fmt: skip
            session.add(Organisation(unit=ward, code=code, name=name, kind=kind))
        make_group(session, ward, "Tổ Tân Thịnh 2")
        make_course(session, ward, title="Lớp 4T")
    return asking


def ids(asking: Asking) -> dict[str, int]:
    with asking.read() as session:
        found = {each.code: each.id for each in session.scalars(select(Organisation))}
        return found | {each.name: each.id for each in session.scalars(select(ResidentialGroup))}


def test_rows_are_chosen_counted_and_shown_by_name(asking: Asking) -> None:
    id_ = ids(asking)
    page = asking.form().page
    assert "Công ty Chè" not in str([page.text.partition("Trường")[2].partition("Tổ đã làm theo")[0]])
    shown = asking.written(
        giver=str(id_["HTX"]), schools=[str(id_["TH1"]), str(id_["TH2"])], area=[str(id_["Tổ Tân Thịnh 2"])]
    )
    assert "Hợp tác xã Chè" in shown.text
    assert "Tiểu học Tân Thịnh" in shown.text
    assert asking.given() == {
        "giver": id_["HTX"], "schools": [id_["TH2"], id_["TH1"]], "area": [id_["Tổ Tân Thịnh 2"]],
    }  # fmt: skip
    assert asking.figure("all", "giver") == {id_["HTX"]: 1}
    assert asking.figure("all", "schools") == {id_["TH1"]: 1, id_["TH2"]: 1}
    assert asking.figure("all", giver=(id_["CT"],)) == 0


def test_a_list_names_them_by_name_or_code(asking: Asking) -> None:
    content = f"Tên;Địa bàn;Đơn vị giúp;Trường\n{SITE};Tổ Tân Thịnh 1;HTX;Tiểu học Tân Thịnh, TH2\n"
    pages = Pages(asking.app.test_client()).sign_in(asking.officer)
    form = pages.get(f"/van-phong/nhap/moi?loai=phong-trao-{asking.programme}").form(
        button=None, action="/van-phong/nhap/moi"
    )
    page = form.submit({"file": (io.BytesIO(content.encode()), "c.csv")}, content_type="multipart/form-data")
    page.form("/ghi").submit()
    id_ = ids(asking)
    assert asking.given()["giver"] == id_["HTX"]
    assert set(asking.given()["schools"]) == {id_["TH1"], id_["TH2"]}


def test_at_the_door_only_what_the_ward_offers_is_taken(asking: Asking) -> None:
    id_ = ids(asking)
    wrong = asking.at_the_door().submit({"a_schools": [str(id_["CT"])], "outcome": "done"}, status=422)
    assert "“Trường” không còn trong danh mục của phường" in wrong.text
    asking.at_the_door().submit({"a_schools": [str(id_["TH1"])], "a_giver": str(id_["CT"]), "outcome": "done"})
    assert asking.given() == {"schools": [id_["TH1"]], "giver": id_["CT"]}


def test_answers_follow_the_organisation_and_the_group_into_which_theirs_went(asking: Asking) -> None:
    id_ = ids(asking)
    asking.written(giver=str(id_["HTX"]), schools=[str(id_["TH1"]), str(id_["TH2"])], area=[str(id_["Tổ Tân Thịnh 2"])])
    with asking.write() as session:
        for gone, into in (("HTX", "CT"), ("TH1", "TH2")):
            rows = session.get_one(Organisation, id_[gone]), session.get_one(Organisation, id_[into])
            merge(session, *rows, date(2026, 11, 1))
        group, other = (session.get_one(ResidentialGroup, id_[f"Tổ Tân Thịnh {each}"]) for each in (2, 1))
        group.end(date(2026, 11, 1), other)
        move_others(session, group, other)
    assert asking.figure("all", "giver") == {id_["CT"]: 1}
    assert asking.figure("all", "schools") == {id_["TH2"]: 1}
    assert asking.figure("all", "area") == {id_["Tổ Tân Thịnh 1"]: 1}
    assert asking.form().fields["a_giver"] == [str(id_["CT"])]
    asking.form().submit({})
    assert len(asking.entries()) == 1  # nothing was changed
    asking.form().submit({"a_giver": ""})
    assert asking.given() == {"schools": [id_["TH2"]], "area": [id_["Tổ Tân Thịnh 1"]]}


def test_what_is_no_longer_used_stays_an_answer_but_is_offered_to_nobody_else(asking: Asking) -> None:
    id_ = ids(asking)
    asking.written(giver=str(id_["HTX"]))
    with asking.write() as session:
        session.get_one(Organisation, id_["HTX"]).retire(date(2026, 11, 1))
    assert asking.form().fields["a_giver"] == [str(id_["HTX"])]
    page = asking.form().submit({"a_giver": "999999"}, status=422)
    assert "Anh chị chọn một dòng trong danh sách" in page.text
    with asking.read() as session:
        assert session.scalars(select(Answer.refers_id)).all() == [id_["HTX"]]


def test_only_names_kinds_that_there_are() -> None:
    with pytest.raises(InvalidDeclaration, match="kinds"):
        read(definition([{"key": "one", "label": "Một", "type": "organisation", "only": ["circus"]}]))
