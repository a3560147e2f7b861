"""A default run asks the dear tests that look at what changed, the cheapest first; the others wait for a whole run."""

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tools.suite import asked as asked_file, due as due_file
from tools.suite.asked import Asked
from tools.suite.due import CORE, core_functions, due, is_late

ROOT = Path(__file__).resolve().parents[2]
FILES = {
    "app/models/person.py": "class Person: ...",
    "app/routes/office/__init__.py": "",
    "app/routes/office/people.py": "def show(): ...",
    "app/templates/office/people/show.html": "<h1></h1>",
    "app/templates/base.html": "<h1></h1>",
    "app/data/plans/plan.yaml": "tasks: []",
    "app/data/__init__.py": "",
    "app/static/js/roll.js": "",
    "migrations/one.py": "",
    "pyproject.toml": "",
    "CHANGELOG.md": "",
    "tests/conftest.py": "",
    "tests/helper.py": "from tests import rows",
    "tests/rows.py": "",
    "tests/models/conftest.py": "",
    "tests/models/test_person.py": "from tests.helper import x\n\ndef test_dear(): ...",
    "tests/routes/office/test_people.py": "def test_dear(): ...",
    "tests/data/test_plans.py": "def test_dear(): ...",
    "tests/browser/test_roll.py": "def test_dear(): ...",
    "tests/upgrades/test_rows.py": "def test_dear(): ...",
}
MODEL, PAGE, DATA, BROWSER, UPGRADE = (
    f"{path}::test_dear" for path in FILES if path.split("/")[-1].startswith("test_")
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    git(tmp_path, "init", "-q")
    commit(tmp_path, "2026-11-20")
    return tmp_path


def git(tree: Path, *words: str) -> None:
    subprocess.run(["git", "-c", "user.name=A", "-c", "user.email=a@b.example", *words], cwd=tree, check=True)


def commit(tree: Path, day: str) -> None:
    git(tree, "add", ".")
    command = ["git", "-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "-q", "--allow-empty", "-m", "x"]
    subprocess.run(
        command, cwd=tree, check=True, env={"GIT_COMMITTER_DATE": f"{day}T12:00:00", "PATH": "/usr/bin:/bin"}
    )


def asked_of(tree: Path, **costs: float) -> Asked:
    names = {"model": MODEL, "page": PAGE, "data": DATA, "browser": BROWSER, "upgrade": UPGRADE}
    dear = {names[name]: cost for name, cost in (costs or dict.fromkeys(names, 1.0)).items()}
    return Asked(day="2026-11-20", dear=dear, files=asked_file.digests(tree))


def test_nothing_is_due_where_nothing_changed(tree: Path) -> None:
    found = due(asked_of(tree), tree)
    assert (found.chosen, found.waiting) == ([], [])
    assert sorted(found.left_out) == sorted([MODEL, PAGE, DATA, BROWSER, UPGRADE])
    commit(tree, "2027-11-20")
    assert not is_late(found, tree)


@pytest.mark.parametrize(
    ("path", "units"),
    [
        ("app/models/person.py", {MODEL, UPGRADE}),
        ("app/routes/office/people.py", {PAGE, BROWSER}),
        ("app/templates/office/people/show.html", {PAGE, BROWSER}),
        ("app/templates/base.html", {BROWSER}),
        ("app/data/plans/plan.yaml", {DATA}),
        ("app/static/js/roll.js", {BROWSER}),
        ("migrations/one.py", {UPGRADE}),
        ("tests/rows.py", {MODEL}),
        ("tests/models/conftest.py", {MODEL}),
        ("tests/browser/test_roll.py", {BROWSER}),
        ("pyproject.toml", {MODEL, PAGE, DATA, BROWSER, UPGRADE}),
        ("tests/conftest.py", {MODEL, PAGE, DATA, BROWSER, UPGRADE}),
        ("CHANGELOG.md", set()),
    ],
)
def test_a_changed_file_chooses_the_dear_tests_that_look_at_it(tree: Path, path: str, units: set[str]) -> None:
    before = asked_of(tree)
    (tree / path).write_text("# changed")
    assert set(due(before, tree).chosen) == units


def test_a_recorded_folder_stands_for_the_rule(tree: Path) -> None:
    before = replace(asked_of(tree), looks_at={"tests/browser/test_roll.py": ["app/models"]})
    (tree / "app/static/js/roll.js").write_text("changed")
    assert due(before, tree).chosen == []
    (tree / "app/models/person.py").write_text("changed")
    assert BROWSER in due(before, tree).chosen


def test_new_and_removed_files_are_changes(tree: Path) -> None:
    before = asked_of(tree)
    (tree / "app/models/new.py").write_text("")
    (tree / "app/routes/office/people.py").unlink()
    assert set(due(before, tree).chosen) == {MODEL, UPGRADE, PAGE, BROWSER}


def test_a_commit_and_another_clone_change_nothing(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    before = asked_of(tree)
    (tree / "app/models/person.py").write_text("changed")
    uncommitted = asked_file.changed(before, tree)
    commit(tree, "2026-11-21")
    clone = tmp_path_factory.mktemp("clone") / "tree"
    git(tree, "clone", "-q", "--depth", "1", f"file://{tree}", str(clone))
    assert (
        uncommitted == asked_file.changed(before, tree) == asked_file.changed(before, clone) == {"app/models/person.py"}
    )


def test_the_cheapest_are_asked_up_to_the_limit_and_the_others_wait(tree: Path) -> None:
    before = asked_of(tree, model=100.0, page=69.0, data=2.0, upgrade=1.0)
    (tree / "pyproject.toml").write_text("changed")
    found = due(before, tree)
    assert (found.chosen, found.waiting) == ([UPGRADE, DATA, PAGE], [MODEL])
    assert found.words.endswith("script/test --all: 1, since 2026-11-20")
    assert not found.late(date(2026, 11, 23))
    assert found.late(date(2026, 11, 24))
    commit(tree, "2026-11-24")
    assert is_late(found, tree)


def test_the_core_is_asked_always_and_counts_for_no_limit(tree: Path) -> None:
    marked = 'import pytest\n\n@pytest.mark.core("a roll")\ndef test_dear(): ...'
    (tree / "tests/browser/test_roll.py").write_text(marked)
    (tree / "tests/data/test_plans.py").write_text(
        'import pytest\n\npytestmark = [pytest.mark.core("plans"), pytest.mark.either]\ndef test_dear(): ...'
    )
    (tree / "tests/models/test_person.py").write_text("@pytest.mark.postgresql\ndef test_dear(): ...")
    assert core_functions(tree) == {BROWSER: "a roll", DATA: "plans", MODEL: "a promise on PostgreSQL"}
    before = asked_of(tree)
    (tree / "pyproject.toml").write_text("changed")
    found = due(before, tree)
    assert {BROWSER, DATA, MODEL}.isdisjoint([*found.chosen, *found.left_out])


def test_the_file_is_read_as_it_was_written_and_refused_after_an_edit(tree: Path) -> None:
    before = asked_of(tree)
    asked_file.write(tree, before)
    assert asked_file.read(tree) == before
    assert asked_file.changed(before, tree) == set(), "the file itself is no change"
    text = (tree / asked_file.ASKED).read_text().replace("2026-11-20", "2026-12-20")
    (tree / asked_file.ASKED).write_text(text)
    with pytest.raises(asked_file.EditedByHand):
        asked_file.read(tree)


def test_no_test_is_dear_before_a_run_was_whole(tmp_path: Path) -> None:
    assert asked_file.read(tmp_path) == Asked()


def test_two_runs_write_the_same_list() -> None:
    units = {
        "tests/jobs/test_a.py::test_dear": [0.6, 0.5],
        "tests/jobs/test_a.py::test_cheap": [0.4],
        "tests/browser/test_b.py::test_any": [0.1],
        "tests/models/test_c.py[postgresql]": [0.01, 0.02],
    }
    first = asked_file.dear_units(units, {})
    assert first == {
        "tests/browser/test_b.py::test_any": 0.1,
        "tests/jobs/test_a.py::test_dear": 1.1,
        "tests/models/test_c.py[postgresql]": 0.0,
    }
    again = {**units, "tests/jobs/test_a.py::test_dear": [0.5, 0.4], "tests/jobs/test_a.py::test_cheap": [0.49]}
    assert asked_file.dear_units(again, first) == first
    assert "tests/jobs/test_a.py::test_dear" not in asked_file.dear_units(
        {"tests/jobs/test_a.py::test_dear": [0.29]}, first
    )


def test_the_core_costs_what_it_may() -> None:
    core, dear = core_functions(ROOT), asked_file.read(ROOT).dear
    assert sum(dear.get(unit, 0.0) for unit in core) <= CORE, "a dear test joined the core: which one leaves it?"


def test_rules_name_folders_that_exist() -> None:
    for rule, folders in due_file.RULES.items():
        assert (ROOT / rule).exists(), rule
        assert all((ROOT / folder).exists() for folder in folders), folders
