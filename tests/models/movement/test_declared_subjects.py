"""What a declaration may say of organisations, groups and teams, and who may be what to them."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from app.data.programmes import BadFile, load
from app.models.movement.declaration import Among
from app.models.movement.declaration_reading import read
from app.models.movement.rules import InvalidDeclaration

SAID: dict[str, Any] = {
    "key": "plan", "shape": "recognise", "name": "Kế hoạch", "subject": "organisation",
    "among": {"organisations": ["school", "youth_cell"]},
    "fields": [{"key": "has", "label": "Có kế hoạch", "type": "yes_no"}],
}  # fmt: skip


def test_a_programme_says_which_it_is_among() -> None:
    assert read(SAID).among == Among(("school", "youth_cell"))
    chosen = {**SAID, "among": {"organisations": ["school"], "chosen": True}}
    assert read(chosen).among == Among(("school",), chosen=True)
    assert read({**SAID, "subject": "team", "among": {"teams": ["youth"]}}).among == Among(("youth",))
    groups = {key: each for key, each in SAID.items() if key != "among"} | {"subject": "group"}
    assert read(groups).among == Among()
    assert read({**groups, "among": {"chosen": True}, "records": ["group_head"]}).among == Among(chosen=True)


def test_an_organisation_may_have_nothing_to_report() -> None:
    assert "nothing" in read({**SAID, "every": "quarter", "outcomes": ["done", "nothing"]}).outcomes


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"among": None}, "among"),
        ({"among": {}}, "among"),
        ({"among": {"organisations": []}}, "among.organisations"),
        ({"among": {"organisations": ["shop"]}}, "among.organisations.0"),
        ({"among": {"teams": ["youth"]}}, "among.teams"),
        ({"among": {"organisations": ["school"], "chosen": False}}, "among.chosen"),
        ({"among": {"organisations": ["school"], "all": True}}, "among.all"),
        ({"among": ["school"]}, "among"),
        ({"subject": "group"}, "among.organisations"),
        ({"subject": "household"}, "among"),
        ({"subject": "team"}, "among.organisations"),
        ({"records": ["officer", "group_head"]}, "records.1"),
        ({"sees": ["team_member"]}, "sees.0"),
        ({"subject": "team", "among": {"teams": ["youth"]}, "sees": ["group_head"]}, "sees.0"),
        ({"outcomes": ["done", "absent"]}, "outcomes.1"),
        ({"outcomes": []}, "outcomes"),
        ({"subject": "household", "among": None, "recorded_on": ["table"]}, "recorded_on"),
    ],
)
def test_what_fits_no_subject_is_refused_with_its_place(change: dict[str, Any], path: str) -> None:
    wrong = {key: each for key, each in {**deepcopy(SAID), **change}.items() if each is not None}
    with pytest.raises(InvalidDeclaration) as refused:
        read(wrong)
    assert ".".join(map(str, refused.value.path)) == path


def test_a_file_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(
        "key: plan\nshape: recognise\nname: Kế hoạch\nsubject: organisation\namong: {organisations: [shop]}\n"
        "fields:\n  - {key: has, label: Có, type: yes_no}\n", encoding="utf-8",
    )  # fmt: skip
    with pytest.raises(BadFile, match=r"plan\.yaml:5: among\.organisations\.0"):
        load(path)
