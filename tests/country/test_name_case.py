"""Names in the case that Vietnam writes them in: what is mended, what is left alone, on paper and on a phone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from app.country import names
from app.country.name_surroundings import rewritten

SCRIPT = Path("app/static/js/name_case.js")
MENDED = {
    "nguyễn văn THƯỜNG": "Nguyễn Văn Thường",
    "BÙI ĐỨC SƠN": "Bùi Đức Sơn",
    "nguyễn thị vãng lai": "Nguyễn Thị Vãng Lai",
    "H'HEN NIÊ": "H'Hen Niê",
    "h'hen niê": "H'Hen Niê",
    "Y BHAM ÊBAN": "Y Bham Êban",
    "trần thị mai-anh": "Trần Thị Mai-Anh",
    "NGuyễn VăN aN": "Nguyễn Văn An",
    "đặng THỊ ái VÂN": "Đặng Thị Ái Vân",
    "n.t. hoa": "N.T. Hoa",
    "CAO BÁ QUÁT III": "Cao Bá Quát III",
    "VI THỊ VI": "Vi Thị Vi",
    "lê văn tám (bảy)": "Lê Văn Tám (Bảy)",
}
WELL_WRITTEN = [
    "Nguyễn Thị Ái Vân",
    "H'Hen Niê",
    "H'hen Niê",
    "Y Bham Êban",
    "Trần Thị Mai-Anh",
    "John McDonald",
    "N.T. Hoa",
    "A",
    "Bùi Đức Sơn 2",
    "Cao Bá Quát II",
]


@pytest.mark.parametrize("name", MENDED)
def test_a_name_in_the_wrong_case_is_rewritten(name: str) -> None:
    assert rewritten(name) == MENDED[name]


@pytest.mark.parametrize("name", WELL_WRITTEN)
def test_a_well_written_name_is_left_alone(name: str) -> None:
    assert rewritten(name) == name


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_nothing_but_case_ever_changes(text: str) -> None:
    name = names.clean(text)
    better = rewritten(name)
    assert names.identity_key(better) == names.identity_key(name)
    assert names.clean(better) == better
    assert rewritten(better) == better


def test_a_phone_offers_the_same() -> None:
    typed = json.dumps([*MENDED, *WELL_WRITTEN])
    run = f"{SCRIPT.read_text(encoding='utf-8')}\nconsole.log(JSON.stringify({typed}.map(NameCase.rewritten)))"
    node = Path(sys.executable).with_name("node")
    done = subprocess.run([node, "-e", run], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [*MENDED.values(), *WELL_WRITTEN]
