"""Which folders a dear module looks at is read from the coverage of a run and from what its pages asked for."""

from pathlib import Path

import pytest
from coverage import CoverageData

from app.web.static_files import built_names
from tools.suite import mapping
from tools.suite.mapping import ADDRESSES, COVERAGE, EVERY_PAGE, is_recorded, looks_at, write_address

ROOT = Path(__file__).resolve().parents[2]


def covered(root: Path, lines: dict[str, list[str]]) -> None:
    """Write what coverage saw: the files that each test ran."""
    (root / COVERAGE).parent.mkdir(parents=True)
    data = CoverageData(str(root / COVERAGE))
    for context, files in lines.items():
        data.set_context(context)
        data.add_arcs({str(root / file): [(1, 2)] for file in files})
    data.write()


def test_a_module_looks_at_the_folders_whose_lines_it_runs(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / ADDRESSES).touch()
    covered(
        tmp_path,
        {
            "tests/jobs/test_a.py::test_x[sqlite]|run": ["app/jobs/work.py", "app/models/people/person.py"],
            "tests/jobs/test_a.py::test_y|setup": ["app/jobs/workers.py", "tests/rows.py"],
            "": ["app/web/forms.py"],
        },
    )
    assert looks_at(tmp_path, tmp_path / "run") == {"tests/jobs/test_a.py": ["app/jobs", "app/models/people"]}


def test_a_module_of_browsers_looks_at_the_rooms_and_scripts_that_its_pages_ask_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not is_recorded(tmp_path)
    (tmp_path / ADDRESSES).touch()
    assert is_recorded(tmp_path)
    monkeypatch.setattr(mapping, "_covered", lambda root: [])
    monkeypatch.setenv("PYTEST_CURRENT_TEST", "tests/browser/test_a.py::test_x (call)")
    roll = built_names()["roll.js"]
    for path in ("/dang-nhap?tiep=%2F", f"/static/{roll}", "/no/such/address", "/static/no.js"):
        write_address(tmp_path, f"http://127.0.0.1:8000{path}")
    assert looks_at(ROOT, tmp_path) == {
        "tests/browser/test_a.py": sorted({*EVERY_PAGE, "app/routes/sign_in", "app/static/js/roll"})
    }
