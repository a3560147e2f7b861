"""The count in May: from the office's lists, the lessons' pages, and the whole ward exported in open formats."""

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tests.browser.conftest import ROOT
from tests.browser.term import lessons, plan
from tests.browser.term.ward import Ward

WAYS = {"quét mã": "qr", "tại bàn": "desk", "danh sách": "import"}
BY_THE_CLOCK = "tests.browser.term.term_clock"
Rows = list[dict[str, str]]


def from_the_lists(ward: Ward) -> dict[str, Any]:
    """What the list of each class says, as the office takes it home: who has a seat, and how they came."""
    ways: Counter[str] = Counter()
    for code in plan.classes():
        answer = ward.staff("canbo").get(ward.office(code, "/nguoi-hoc.csv"))
        for row in csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))):
            assert row["Trạng thái"] == "có chỗ", row
            ways[WAYS[row["Đăng ký qua"]]] += 1
    return {"registrations": ways.total(), "registrations_by_way": dict(ways)}


def from_the_lessons(ward: Ward) -> dict[str, Any]:
    """What the page of each lesson says."""
    came: Counter[str] = Counter()
    for code, planned in plan.classes().items():
        for meeting in planned.meetings:
            if meeting.held:
                came[code] += lessons.came(ward, meeting)
    return {"attendances": came.total(), "attendance_by_course": dict(came)}


def from_the_export(ward: Ward, folder: Path) -> dict[str, Any]:
    """The same and more from `lopso export`, of the sample's classes and of all residents."""
    tables = _exported(ward, folder)
    codes = {code: key for key, code in ward.codes.items() if key in plan.classes()}
    courses = {row["id"]: codes[row["code"]] for row in tables["course"] if row["code"] in codes}
    held = [row for row in tables["lesson"] if row["course_id"] in courses]
    seats = {
        row["id"]: row
        for row in tables["registration"]
        if row["course_id"] in courses and row["state"] in ("seated", "waiting", "offered")
    }
    present = [row for row in tables["attendance"] if row["status"] in ("present", "late")]
    present = [row for row in present if row["registration_id"] in seats]
    people = {row["id"]: row for row in tables["person"] if not row["merged_into_id"]}
    residents = {key: row for key, row in people.items() if row["residential_group_id"]}
    learners = {seats[row["registration_id"]]["person_id"] for row in present}
    return {
        **_people(list(residents.values())),
        "courses": len(courses),
        "lessons": len(held),
        "lessons_held": sum(row["state"] == "held" for row in held),
        "lessons_by_month": dict(Counter(row["starts_at"][:7] for row in held)),
        "registrations": len(seats),
        "registrations_by_way": dict(Counter(row["way"] for row in seats.values())),
        "attendances": len(present),
        "attendance_by_course": dict(Counter(courses[seats[row["registration_id"]]["course_id"]] for row in present)),
        "learners_distinct": len(learners),
        "learners_distinct_residents": len(learners & residents.keys()),
        "elderly_attended": sum(2026 - int(residents[key]["birth_year"]) >= 60 for key in learners & residents.keys()),
    }


def _people(residents: Rows) -> dict[str, Any]:
    phones = Counter(row["phone"] for row in residents if row["phone"])
    bearers: dict[str, int] = defaultdict(int)
    for row in residents:
        bearers[row["full_name"]] += 1
    return {
        "residents": len(residents),
        "residents_without_phone": sum(not row["phone"] for row in residents),
        "phones_shared": sum(count > 1 for count in phones.values()),
        "full_names_borne_by_more_than_one": sum(count > 1 for count in bearers.values()),
        "elderly_60": sum(2026 - int(row["birth_year"]) >= 60 for row in residents),
    }


def _exported(ward: Ward, folder: Path) -> dict[str, Rows]:
    file = folder / "phuong.zip"
    told = subprocess.run(
        [sys.executable, "-m", BY_THE_CLOCK, str(ward.clock.path), "app.commands", "export", str(file), "--json"],
        env={**os.environ, **ward.site.environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(told.stdout)["rows"] > 0
    with zipfile.ZipFile(file) as packed:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(packed.read(name).decode("utf-8-sig"))))
            for name in packed.namelist()
            if name.endswith(".csv")
        }
