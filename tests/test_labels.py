"""Words on screens: labels that are gone stay away, and what guides name by „…" is on a screen (docs/glossary.md)."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).parent.parent
APP = ROOT / "app"
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2"), ("static/js/**.js", "javascript")]
KEYWORDS: dict[str, Any] = {"_": None, "_l": None, "ngettext": (1, 2)}
# What people read to learn where a thing is.
GUIDES = ("templates/public/guides/", "templates/public/pages/")
# Labels, each by itself: another word says the same, or the thing is called by its own name.
GONE = frozenset(
    each.strip()
    for each in """
    Bảng số XLSX|Bảng XLSX|Tải XLSX|Bảng tính (XLSX)|Bảng tính (Excel)|Tải danh sách (Excel)|Tải bảng Excel
    Tệp đã khóa|Tải bản Word|chưa có mẫu số|Nhập mẫu số|Số dân, số hộ, mẫu số|Nhập một số|Số nhập cần giấy của nơi báo
    Không phát sinh|Nơi làm trong kế hoạch|Chỗ ghi trong kế hoạch|Phải gửi kỳ mới nhất đã đến hạn|Đã gửi kỳ ấy
    Đã gửi đúng hạn kỳ ấy|Đã xác nhận kỳ ấy|Đang chờ xác nhận kỳ ấy|kỳ hạn %(day)s/%(month)s/%(year)s
    Sổ ghi: %(name)s|Nguồn: %(source)s|Bản %(number)s, dùng từ %(day)s|Ghi những gì|Đủ điều kiện, chưa đề nghị
    Đủ điều kiện, chưa đề nghị khen|%(given)s, sổ cấp số|Dùng %(name)s|Lập phong trào của phường mình
    Của phường mình|chưa dùng phong trào này|máy chưa đếm được gì|chưa ai ghi số|Đạt, vạch là mức giao
    Im lặng|Hỏi thăm cặp im lặng|khai %(said)s, có tên %(named)s|Đăng ký hộ|Đăng ký hộ một người
    Hôm nay đã đăng ký hộ|Tháng của tổ|Việc phường giao|Nhà, việc của phong trào|Đã vào sổ|Máy đã gửi|Bị từ chối
    Nhập số mới|Vì sao phải nhập tay|Kết quả nộp tệp|Lần ghi chờ xác nhận|Từ đầu tháng|Ghi|Nộp tệp|Nộp tệp từ máy khác
    Sổ và giấy tờ|Số đã nhập|Số nhập cho chỉ tiêu|Mở sổ ghi|Sổ văn bản đã gửi
    Nhiệm vụ của kế hoạch|Tổ công nghệ số và các đội|Các đội|Hỗ trợ và Đại sứ số|Các nơi khác
    Chế độ báo cáo|Theo chế độ khác|Soát lần lượt|Báo tháng|Tháng của các tổ
    """.replace("\n", "|").split("|")
    if each.strip()
)
# Words that no text on a screen has, whatever stands around them.
GONE_WORDS = ("mẫu số", "tử số", "kỳ hạn %", "đăng ký hộ %", "im lặng")
# Where former names are, by which "/" finds a place: in lower case.
FORMER = frozenset({"routes/office/desk/entries.py", "routes/office/desk/screens.py", "routes/office/lists.py"})
# What guides name that is on no screen of ours: the browser's own question, the button of the guide's made-up book.
ELSEWHERE = frozenset({"Cho phép", "Không cho phép", "Thêm tủ sách"})
# A path in a document: "Quản trị › Máy chủ", **Phong trào → Lập sổ riêng**, "Tài khoản" → "Dùng điện thoại khác".
DOCUMENTS = sorted((*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")))
PATH = re.compile(r"""(?:\*\*|")([^"*<:\n]+(?:"?\ [→›]\ "?[^"*<:\n]+)+)(?:\*\*|")""")
# How a path of a guide names its next place.
STEP = re.compile(r"(?:(?:mở|bấm|vào|chọn) |(?<=”), |(?<=”) hoặc |(?<=”) rồi )“([^”]+)”", re.IGNORECASE)


@cache
def texts() -> dict[str, frozenset[str]]:
    """Each message id of templates and Python → the files that have it, from app/."""
    found: dict[str, set[str]] = {}
    for file, _line, message, _comments, _context in extract_from_dir(APP, METHODS, keywords=KEYWORDS):
        for each in message if isinstance(message, tuple) else (message,):
            found.setdefault(" ".join(str(each).split()), set()).add(file)
    return {each: frozenset(files) for each, files in found.items()}


@cache
def shipped() -> frozenset[str]:
    """The labels and names of programmes, plans and lists that ship."""
    return frozenset(
        each for file in (APP / "data").rglob("*.yaml") for each in _named(yaml.safe_load(file.read_text()))
    )


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _named(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if key in ("label", "name", "noun", "text") and isinstance(each, str):
                yield each
            yield from _named(each)


@cache
def on_screens() -> tuple[frozenset[str], re.Pattern[str]]:
    """What screens say, without case; a pattern for what they say with something filled in."""
    own = [each for each, files in texts().items() if not all(file.startswith(GUIDES) for file in files)]
    filled = [each for each in own if "%(" in each and len(re.sub(r"%\(\w+\)s", "", each).strip()) >= 5]
    patterns = (re.sub(r"%\\\(\w+\\\)s", ".+", re.escape(each)) for each in filled)
    return frozenset(each.casefold() for each in (*own, *shipped())), re.compile("|".join(patterns), re.IGNORECASE)


def is_on_a_screen(label: str) -> bool:
    whole, pattern = on_screens()
    return label.casefold() in whole or bool(pattern.fullmatch(label))


def steps() -> Iterator[tuple[str, str]]:
    """What a guide says to open or press, and the guide's sentence."""
    for each, files in texts().items():
        if any(file.startswith(GUIDES) for file in files):
            for label in STEP.findall(each):
                yield label, each


def test_a_label_that_is_gone_is_nowhere() -> None:
    quoted = {label for each in texts() for label in re.findall("“([^”]+)”", each)}
    assert sorted(GONE & (texts().keys() | shipped() | quoted)) == []


@pytest.mark.parametrize("word", GONE_WORDS)
def test_a_word_that_is_gone_is_in_no_text(word: str) -> None:
    own = [each for each, files in texts().items() if not (files <= FORMER and each.islower())]
    assert [each for each in (*own, *shipped()) if word in each.casefold()] == []


def test_a_guide_leads_by_labels_that_are_on_a_screen() -> None:
    found = [*steps()]
    assert len(found) > 100
    assert [each for each in found if each[0] not in ELSEWHERE and not is_on_a_screen(each[0])] == []


def test_a_document_leads_by_labels_that_are_on_a_screen() -> None:
    found = [
        (file.name, label.strip())
        for file in DOCUMENTS
        for path in PATH.findall(file.read_text(encoding="utf-8"))
        for label in re.split(r'"? [→›] "?', path)
    ]
    assert len(found) > 5
    assert [each for each in found if not is_on_a_screen(each[1])] == []
