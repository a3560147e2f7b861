"""Course templates that the movement's plans name, for any ward to adopt and edit."""

from functools import cache
from pathlib import Path
from typing import Any

from app.country.written import read_yaml

FILE = Path(__file__).parents[2] / "data" / "course_templates.yaml"


@cache
def common_templates() -> dict[str, dict[str, Any]]:
    """The values of each template by its code, in the order of the file."""
    rows = read_yaml(FILE.read_text(encoding="utf-8"))
    return {row.pop("code"): row for row in rows}
