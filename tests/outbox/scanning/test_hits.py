"""What phones make of a code (app/static/js/scan/hits.js), asked in Node.js: the same as the server makes of it."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.country import codes, names
from app.models.learning.door_list import ticket_hash
from app.outbox.scanning import read_scanned

ROOT = Path(__file__).resolve().parents[3]
CARDS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("citizen_cards.json").read_text(encoding="utf-8"))
ORIGINS = ["https://lopso.example", "http://cu.example"]
TOKEN = "7K3MQ9X2AB4CDEFG"
CODES = {
    f"https://lopso.example/v/{TOKEN}": ("ticket", TOKEN),
    f"http://cu.example/v/{TOKEN.lower()}?x=1#y": ("ticket", TOKEN),
    f"HTTPS://LOPSO.EXAMPLE/V/{TOKEN}": ("ticket", TOKEN),
    f"https://da-doi-ten.example/v/{TOKEN}": ("ticket", TOKEN),
    "7k3m q9x2 ab4c defg": ("ticket", TOKEN),
    " 7K3M-Q9X2-AB4C-DEFG\r\n": ("ticket", TOKEN),
    "7K3M Q9X2 AB4C DEF": ("text", None),
    "https://lopso.example/d/7K3MQ9X2AB4CDEFG": ("check_in", None),
    "https://lopso.example/k/7K3MQ9X2AB4CDEFG": ("help", None),
    "https://lopso.example/g/K7M4X0AB": ("certificate", None),
    "https://lopso.example/h/7K3MQ9X2AB4CDEFG": ("helper", None),
    "https://lopso.example/l/DEM4": ("course", None),
    "https://lopso.example/b/K7M4X0": ("roll", None),
    "https://quang-cao.example/g/K7M4X0AB": ("link", None),
    "https://lopso.example/giang-vien": ("link", None),
    "javascript:alert(1)": ("link", None),
    "019154000123": ("number", None),
    "8934563138165": ("text", None),
    "WIFI:T:WPA;S:Nha van hoa;P:12345678;;": ("link", None),
    "Chào bà con": ("text", None),
    "": ("text", None),
}
NAMES = [
    "H'Hen Niê",
    "ĐỖ TIẾN ĐẠT",
    "Nguyễn Thị Hồng Nhung",
    "Y-Ban Ê Nuôl",
    "  Lò  Văn   Ọi ",
    "Hoà",
    "Hòa",
    "Ngô-Bảo Châu",
]
FOLDED = ["đêm 1", "DEM-1", "d.e.m.l", "7k3m q9x2", "OIL", "", "x" * 100]
NHUNG = {"key": "nguyen thi hong nhung", "year": 1954}
PEOPLE = [
    {"name": "Nguyễn Thị Hồng Nhung", "year": 1954},
    {"name": "Nguyễn Thị Hồng Nhung", "year": 1961},
    {"name": "Nguyễn Thị Nhung", "year": 1954},
]


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    given = {
        "cards": [case["text"] for case in CARDS],
        "codes": list(CODES),
        "origins": ORIGINS,
        "tokens": [TOKEN],
        "names": NAMES,
        "folded": FOLDED,
        "meant": [[NHUNG, PEOPLE], [NHUNG, PEOPLE[:1] * 2], [{**NHUNG, "year": 1999}, PEOPLE], [NHUNG, PEOPLE[2:]]],
        "seen": [["a", 0], ["a", 2000], ["b", 2500], ["a", 4500], ["a", 9000]],
    }
    node = Path(sys.executable).with_name("node")
    command = [str(node), str(ROOT / "tests/outbox/scanning/hits.js"), str(ROOT / "app/static/js/scan/hits.js")]
    ran = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(ran.stdout)
    return answer


def test_cards_are_read_as_on_the_server(told: dict[str, Any]) -> None:
    for case, read in zip(CARDS, told["cards"], strict=True):
        assert read == case["card"], case["about"]


def test_every_code_is_known_for_what_it_is(told: dict[str, Any]) -> None:
    read = {text: (code["kind"], code.get("token")) for text, code in zip(CODES, told["codes"], strict=True)}

    assert read == CODES


def test_the_server_knows_them_for_the_same() -> None:
    read = {text: read_scanned(text, ORIGINS, date(2026, 11, 20)) for text in CODES}

    assert {text: (code.kind, code.token) for text, code in read.items()} == CODES


def test_a_cards_numbers_are_in_nothing_that_is_handed_on(told: dict[str, Any]) -> None:
    handed_on = json.dumps([told["cards"], told["codes"]])

    assert "019154000123" not in handed_on
    assert "090123456" not in handed_on


def test_names_codes_and_hashes_are_compared_as_on_the_server(told: dict[str, Any]) -> None:
    assert told["plain"] == [names.search_key(name) for name in NAMES]
    assert told["folded"] == [codes.fold(text) for text in FOLDED]
    assert told["hashes"] == [ticket_hash(TOKEN)]


def test_whom_a_card_means(told: dict[str, Any]) -> None:
    assert [(each["sure"], len(each["people"])) for each in told["meant"]] == [
        (True, 1),
        (False, 2),
        (False, 2),
        (False, 0),
    ]


def test_a_code_held_before_the_camera_is_one(told: dict[str, Any]) -> None:
    assert told["again"] == [False, True, False, True, False]
