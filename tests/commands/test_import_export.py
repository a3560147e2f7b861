"""`lopso import` and `lopso export`: lists in, with every row accounted for; a whole ward out, in open formats."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.models import AuditEvent, Base, Person, Registration, ResidentialGroup
from app.web.database import db, immediate
from tests.commands.conftest import Run
from tests.exchange.imports.sheets import text, xlsx
from tests.factories import make_course, make_registration, make_ward

PEOPLE = text("Họ tên;Năm sinh;Tổ;SĐT", "Hà Thị Mơ;1954;Tổ 1;912345671", "Vi Thị Mùi;76;Tổ 1;", "=1+1;1960;;")


@pytest.fixture
def ward(place: Flask) -> Flask:
    """A place with one ward, one group, one course."""
    with place.app_context(), immediate() as session:
        made = make_ward(session, code="05443")
        session.add(ResidentialGroup(unit=made, code="TDP01", name="Tổ dân phố số 1"))
        make_course(session, made, code="DEM1")
    return place


def kept(folder: Path, content: bytes, name: str = "danh-sach.csv") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def count(place: Flask, noun: type[Person] | type[Registration] | type[ResidentialGroup]) -> int:
    with place.app_context():
        return db.session.scalar(select(func.count(noun.id))) or 0


def test_a_dry_run_tells_all_and_stores_nothing(run: Run, ward: Flask, tmp_path: Path) -> None:
    result = run("import", "people", kept(tmp_path, PEOPLE), "--dry-run", "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["stored"], told["rows"], told["new"], told["refused"]) == (False, 3, 1, 2)
    assert [line["row"] for line in told["told"]] == [3, 4]
    assert count(ward, Person) == 0


@pytest.mark.postgresql
def test_people_are_taken_over_and_the_refused_written_apart(run: Run, ward: Flask, tmp_path: Path) -> None:
    back = tmp_path / "loi.xlsx"
    file = kept(tmp_path, PEOPLE)
    result = run("import", "people", file, "--refused", str(back))
    assert result.exit_code == 0, result.output
    assert "3 rows: 1 new (0 unsure), 0 known, 2 refused; 0 lines skipped." in result.stdout
    rows = list(load_workbook(back).active.iter_rows(values_only=True))
    assert (rows[0][-1], rows[1][0], rows[2][0]) == ("Vì sao", "Vi Thị Mùi", "=1+1")
    assert "0 new (0 unsure), 1 known, 2 refused" in run("import", "people", file).stdout
    assert count(ward, Person) == 1
    with ward.app_context():
        assert db.session.scalars(select(AuditEvent.action)).all() == ["import.done", "import.done"]
        assert AuditEvent.first_broken(db.session()) is None


def test_groups_and_a_course(run: Run, ward: Flask, tmp_path: Path) -> None:
    groups = kept(tmp_path, xlsx([("Tên tổ", "Số hộ"), ("Tổ 2", 120)]), "to.xlsx")
    assert "1 rows: 1 new" in run("import", "residential-groups", groups).stdout
    result = run("import", "registrations", kept(tmp_path, PEOPLE), "--course", "dem1")
    assert "3 rows: 1 new" in result.stdout
    assert (count(ward, ResidentialGroup), count(ward, Registration)) == (2, 1)


def test_what_is_not_plain_is_asked_on_the_command_line_too(run: Run, ward: Flask, tmp_path: Path) -> None:
    file = kept(tmp_path, text("Họ tên;Năm sinh;Màu áo", "Hà Thị Mơ;1954;đỏ"))
    asked = run("import", "people", file)
    assert asked.exit_code == 1
    assert "--column 3=none   (Màu áo)" in asked.stderr
    assert "--answer all:group=khong" in run("import", "people", file, "--column", "3=none").stderr
    answered = run("import", "people", file, "--column", "3=none", "--answer", "all:group=khong")
    assert "1 rows: 1 new" in answered.stdout
    for wrong in ("9=none", "3=colour", "phone"):
        assert run("import", "people", file, "--column", wrong).exit_code == 2


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04"])
def test_what_cannot_be_read_is_refused(run: Run, ward: Flask, tmp_path: Path, content: bytes) -> None:
    result = run("import", "people", kept(tmp_path, content))
    assert result.exit_code == 1
    assert "Anh chị" in result.stderr


def test_usage_and_places_without_a_ward(run: Run, place: Flask, tmp_path: Path) -> None:
    assert run("import", "people", str(tmp_path / "none.csv")).exit_code == 2
    assert run("import", "people", kept(tmp_path, PEOPLE)).exit_code == 1
    assert run("import", "registrations", kept(tmp_path, PEOPLE), "--course", "DEM9").exit_code == 1
    assert run("export", str(tmp_path / "x.zip")).exit_code == 1
    for verb in (("import",), ("import", "people"), ("import", "residential-groups"), ("export",)):
        assert "Example: lopso" in run(*verb, "--help").stdout


@pytest.mark.postgresql
def test_a_whole_ward_in_open_formats(run: Run, ward: Flask, tmp_path: Path) -> None:
    with ward.app_context(), immediate() as session:
        course = make_course(session, make_ward(session, code="05444"), code="DEM2", title="Lớp của phường khác")
        make_registration(session, course, "Người Phường Khác")
    run("import", "registrations", kept(tmp_path, PEOPLE), "--course", "DEM1", "--unit", "05443")
    out = tmp_path / "phuong.zip"
    result = run("export", str(out), "--unit", "05443", "--json")
    assert result.exit_code == 0, result.output
    packed = zipfile.ZipFile(out)
    manifest = json.loads(packed.read("manifest.json"))
    assert (manifest["unit"], manifest["format"], manifest["version"]) == ("05443", "lopso-ward", 1)
    rows = 0
    for name, table in manifest["tables"].items():
        content = packed.read(table["file"])
        assert hashlib.sha256(content).hexdigest() == table["sha256"], name
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert (lines[0], len(lines) - 1) == (table["columns"], table["rows"]), name
        assert "Khác" not in content.decode(), name
        rows += table["rows"]
    assert json.loads(result.stdout)["rows"] == rows
    person = next(csv.DictReader(io.StringIO(packed.read("person.csv").decode("utf-8-sig"))))
    assert (person["full_name"], person["phone"]) == ("Hà Thị Mơ", "'+84912345671")
    assert "token" not in manifest["tables"]["ticket"]["columns"]
    assert "password_hash" not in manifest["tables"]["account"]["columns"]
    assert out.stat().st_mode & 0o777 == 0o600, "it tells whom classes were for beside names"
    assert "nhạy cảm" in packed.read("DOC-TRUOC-KHI-MO.txt").decode()
    left = {table.name for table in Base.metadata.sorted_tables} - {*manifest["tables"]}
    assert left == {*manifest["left_out"]}


def test_a_file_that_cannot_be_written_leaves_nothing(run: Run, ward: Flask, tmp_path: Path) -> None:
    result = run("export", str(tmp_path / "none" / "phuong.zip"))
    assert result.exit_code == 1
    assert "could not be written" in result.stderr
    assert list(tmp_path.iterdir()) == []
