"""A declaration that is right, of which tests make wrong ones."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.data.programmes import BadFile, load

BASE: dict[str, Any] = {
    "key": "tried",
    "shape": "recognise",
    "name": "Thử",
    "noun": "nơi",
    "subject": "site",
    "records": ["officer"],
    "sees": ["officer", "leader"],
    "recorded_on": ["office", "phone"],
    "fields": [
        {"key": "called", "label": "Tên", "type": "text", "required": True},
        {"key": "n", "label": "Số", "type": "number", "counted": True},
        {"key": "m", "label": "Số khác", "type": "number", "counted": True},
        {"key": "pct", "label": "Phần trăm", "type": "number", "unit": "%", "most": 100, "counted": True},
        {"key": "yes", "label": "Có", "type": "yes_no", "counted": True},
        {"key": "one", "label": "Một", "type": "choice", "of": {"a": "A", "b": "B"}, "counted": True},
        {"key": "some", "label": "Mấy", "type": "choices", "of": {"a": "A", "b": "B"}, "counted": True},
        {"key": "t", "label": "Bảng", "type": "tally", "of": {"x": "X", "y": "Y"}, "counted": True},
        {"key": "who", "label": "Đơn vị", "type": "organisations", "counted": True},
        {"key": "skills", "label": "Kỹ năng", "type": "list", "of": "skills", "counted": True},
        {"key": "pic", "label": "Ảnh", "type": "photo"},
        {"key": "doc", "label": "Tệp", "type": "file"},
        {"key": "day", "label": "Ngày", "type": "date"},
    ],
    "criteria": [
        {"key": "ok", "text": "Đạt", "rule": {"is": {"yes": True}}},
    ],
    "counts": [
        {"key": "all", "unit": "nơi", "label": "Tất cả"},
    ],
}  # fmt: skip
GROUPS: dict[str, Any] = {"subject": "group"}
SCHOOLS: dict[str, Any] = {"subject": "organisation", "among": {"organisations": ["school"]}}
GIVES: dict[str, Any] = {
    "gives": {"paper": "plate", "series": "s"}, "decides": ["leader"], "recognised_when": {"all": ["ok"]},
}  # fmt: skip


def refused(said: dict[str, Any], folder: Path) -> str:
    """The path at which a declaration of a file is refused, with whose line."""
    path = folder / "tried.yaml"
    path.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), encoding="utf-8")
    with pytest.raises(BadFile) as wrong:
        load(path)
    name, line, place, _why = str(wrong.value).split(":", 3)
    assert (name, line.isdecimal()) == ("tried.yaml", True)
    return place.strip()
