"""The sample's twelve classes and 24 teams: what the indicators say, what was worked out where the sample was made, and
a count of its own over the files are one. A lượt is a mark that says present or late, a người somebody known."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.commands import demo_ward
from app.commands.demo_ward.fixtures import ward_plan
from app.commands.demo_ward.help_plan import help_plan
from app.commands.demo_ward.learning import make_sample_courses
from app.commands.demo_ward.sample_help import make_sample_help
from app.commands.demo_ward.shown_requests import make_teams
from app.commands.demo_ward.ward import make_people, make_ward
from app.country import clock
from app.indicators.named_figures import INDICATORS
from app.indicators.reports.binding import printed
from app.indicators.reports.drafting import drafted
from app.indicators.reports.figures import counted
from app.models import Account, AdministrativeUnit, CourseTemplate
from app.models.learning.course_template import common_templates
from app.registers.indicator import Key, Scope
from app.routes.office.reports.report_filings import sheets_of
from app.web.database import db, immediate
from tests.factories import make_report

FILES = Path(demo_ward.__file__).parent / "data"
EXPECTED: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parents[1] / "commands/demo_ward/expected.yaml").read_text(encoding="utf-8")
)


def file(name: str) -> list[dict[str, str]]:
    """A file's rows, read without the program."""
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


CAME = file("attendance")  # a row each time that somebody came


@pytest.fixture(scope="session")
def sample_app(engine: str, make_lasting_app: Callable[[str], Flask]) -> Flask:
    """An app with the sample's people, classes and teams, and nothing else."""
    app = make_lasting_app(engine)
    with app.app_context(), immediate() as session:
        ward = make_ward(session, clock.now(), {each.username: "-" for each in ward_plan().accounts})
        taken = CourseTemplate.take_over(session, ward.unit, common_templates())
        ward.templates = {template.code: template for template in taken}
        make_people(session, ward)
        make_sample_courses(session, ward)
        make_teams(session, make_sample_help(session, ward))
    return app


@pytest.fixture
def sample(sample_app: Flask) -> Iterator[Session]:
    """A look at it."""
    with sample_app.app_context():
        yield db.session()


def scope(session: Session) -> Scope:
    """All of the sample's days, moved to today."""
    unit = session.scalars(select(AdministrativeUnit.id).where(AdministrativeUnit.code == ward_plan().ward["code"]))
    return Scope((unit.one(),), clock.today() - timedelta(days=300), clock.today())


def figure(session: Session, key: str) -> int | None:
    """What an indicator says of all of it."""
    return INDICATORS[key].figure(session, scope(session))


def by(session: Session, key: str, dimension: str) -> dict[Key, int]:
    """The same by a dimension."""
    found: dict[Key, int] = INDICATORS[key].table(session, scope(session), INDICATORS[key].by_key[dimension])
    return found


def test_times_are_times_and_people_are_people(sample: Session) -> None:
    assert figure(sample, "luot-hoc") == EXPECTED["attendances"] == len(CAME)
    assert figure(sample, "nguoi-hoc") == EXPECTED["learners_distinct"] == len({row["person"] for row in CAME})
    assert figure(sample, "luot-hoc") != figure(sample, "nguoi-hoc")


def test_lessons_and_classes(sample: Session) -> None:
    held = {(row["course"], row["lesson"]) for row in CAME}
    assert figure(sample, "buoi") == EXPECTED["lessons_held"] == len(held)
    assert figure(sample, "lop") == EXPECTED["courses"] == len({course for course, _lesson in held})


def test_a_report_of_all_that_time_says_what_the_files_say(sample_app: Flask) -> None:
    """Nobody types a figure: its sentences, its annex and its sheet say the sums that are made of the files here."""
    with sample_app.app_context(), immediate() as session:
        aside = session.begin_nested()
        unit = session.scalars(
            select(AdministrativeUnit).where(AdministrativeUnit.code == ward_plan().ward["code"])
        ).one()
        by = session.scalars(select(Account).limit(1)).one()
        days = {"since": clock.today() - timedelta(days=300), "until": clock.today()}
        found = counted(session, make_report(session, unit, by=by, **days), clock.today())
        aside.rollback()
    came = {
        "luot-hoc": len(CAME),
        "nguoi-hoc": len({row["person"] for row in CAME}),
        "buoi": len({(row["course"], row["lesson"]) for row in CAME}),
        "lop": len({row["course"] for row in CAME}),
    }
    assert {key: found.by_key[f"so.{key}"].number for key in came} == came
    texts = {each.key: each.text for each in drafted(found, [])}
    learners = f"Tính chung các lớp có {came['nguoi-hoc']} người tham gia học"
    assert learners in printed(texts["phan.chuong-trinh"], found.by_key)
    sheet = {row[2]: row[4] for row in sheets_of(found)[-1].rows}
    assert sheet["Lượt học"] == len(CAME)


def test_people_by_group_are_no_more_than_all_and_each_is_somewhere(sample: Session) -> None:
    groups = by(sample, "nguoi-hoc", "to")
    homes = {row["id"]: row["group"] for row in file("residents")}
    expected = Counter(homes.get(person, "") for person in {row["person"] for row in CAME})
    assert sorted(groups.values()) == sorted(expected.values())
    assert sum(groups.values()) == figure(sample, "nguoi-hoc")


def test_teams(sample: Session) -> None:
    """The sample's serve one group each; the one that the demo adds serves the whole ward."""
    teams, keys = file("teams"), ("to-dang-co", "to-da-tap-huan", "to-chua-tap-huan")
    found = [by(sample, key, "to") for key in keys]
    every, trained, untrained = (sum(count for group, count in each.items() if group) for each in found)
    assert every == EXPECTED["teams"] == len(teams) == trained + untrained
    listed = {row["code"] for row in teams if row["training_level"]}
    assert len(listed) == EXPECTED["teams_trained"]
    assert trained == len(listed | _came_to_a_class_for_teams(teams))


def _came_to_a_class_for_teams(teams: list[dict[str, str]]) -> set[str]:
    """Teams of which the head, or an ambassador who goes with it, came to one."""
    classes = {row["code"] for row in file("courses") if row["audience"] == "teams"}
    came = {row["person"] for row in CAME if row["course"] in classes}
    people = {row["code"]: row["person"] for row in file("ambassadors")}
    going = {
        each["of"]: {people.get(code) for code in each["members"]} for each in help_plan()["teams"] if "of" in each
    }
    return {row["code"] for row in teams if ({row["head_id"]} | going.get(row["code"], set())) & came}
