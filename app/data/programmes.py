"""The programmes that plans of the movement name: what any ward may take over and edit (app/data/programmes.yaml)."""

from functools import cache
from pathlib import Path

import yaml

from app.models.learning.programme import ProgrammeDetails

FILE = Path(__file__).with_name("programmes.yaml")


@cache
def common_programmes() -> dict[str, ProgrammeDetails]:
    """Each programme by its key, in the order of the file."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return {row.pop("key"): ProgrammeDetails(**row) for row in rows}
