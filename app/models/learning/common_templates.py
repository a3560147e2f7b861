"""The templates of courses that plans of the movement name: what any ward may take over and edit."""

from functools import cache
from pathlib import Path
from typing import Any

from app.country.written import read_yaml

FILE = Path(__file__).parents[2] / "data" / "course_templates.yaml"


@cache
def common_templates() -> dict[str, dict[str, Any]]:
    """What is written of each, by its code, in the order of the file."""
    rows = read_yaml(FILE.read_text(encoding="utf-8"))
    return {row.pop("code"): row for row in rows}
