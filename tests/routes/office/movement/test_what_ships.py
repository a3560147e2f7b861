"""Every programme that ships: put to use by one press, recorded on its form, in its book, counted, opened to its rows,
printed and exported. Answers are made of the declaration; the figures beside them are added up by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.country import clock, formats
from app.country.periods import PeriodType
from app.data.help_lists import supply
from app.data.programmes import catalogue
from app.indicators.programmes import indicators_of, shelves
from app.models import Event, Household, Organisation, Programme, ResidentialGroup, Role, Site, Team
from app.models.movement.declaration import OF_KIND, Count, Declaration, Subject
from app.models.movement.organisation import KINDS
from app.models.movement.programme_subject import ProgrammeSubject
from app.models.movement.question import NUMBERS, Question, Type
from app.models.movement.represented import REPRESENTING
from app.models.movement.rules import TOTAL_AT_MOST, Rule
from app.registers.indicator import Scope
from app.registers.programmes.answer_values import PREFIX
from tests import recording
from tests.factories import make_account, make_grant, make_group, make_organisation
from tests.following import make_rule
from tests.pages import Form, Pages
from tests.routes.office.conftest import Office
from tests.shipping import shipped

pytestmark = pytest.mark.usefixtures("november")

HERE = "/van-phong/phong-trao"
BEGAN = date(2025, 2, 3)
DONE_ON = date(2026, 11, 12)
SUBJECTS = range(3)
# What addresses of figures name the time by.
TIME = frozenset({"ky", "tu", "den"})
# What is answered of a type; numbers, choices and rows are made of the subject and the period.
WRITTEN: Mapping[Type, Any] = {
    Type.TEXT: "Vài chữ", Type.LONG_TEXT: "Vài dòng", Type.YES_NO: True, Type.DATE: "2026-10-05",
    Type.LINK: "https://phuong.vn", Type.PHONE: "+84912345678",
}  # fmt: skip
# Types that the kit leaves unanswered: no class is open, nobody is named, nothing is uploaded.
LEFT_OUT = frozenset({Type.COURSE, Type.PERSON, Type.PHOTO, Type.FILE})


@dataclass
class World:
    """A ward in which one programme that ships runs, with three subjects and the answers of each."""

    office: Office
    declared: Declaration
    organisations: list[int]
    kinds: list[str]
    groups: list[int]
    # What counts: the subject, the period (0 the older one), the answers.
    entries: list[tuple[int, int, dict[str, Any]]]
    programme: int = 0
    since: date = BEGAN

    @property
    def periods(self) -> range:
        return range(2 if self.declared.every else 1)

    def answers(self, subject: int, period: int) -> dict[str, Any]:
        """What is answered of a subject in a period; of what a rule hides nothing."""
        number = 1 + subject + 3 * period
        given = {each.key: self.answer(each, subject, number) for each in self.declared.asked
                 if each.type not in LEFT_OUT and each.key != self.declared.title}  # fmt: skip
        for rule in (each.rule for each in self.declared.checks if each.rule.word == TOTAL_AT_MOST):
            *added, limit = (rule.field, *rule.others)
            given[limit] = sum(given[each] for each in added)
        parts = {each.key for person in self.declared.persons for each in person.parts(self.declared.subject)}
        return self.declared.shown({key: each for key, each in given.items() if key not in parts})

    def answer(self, asked: Question, subject: int, number: int) -> Any:
        match asked.type:
            case each if each in NUMBERS:
                return number
            case Type.CHOICE:
                return [*asked.choices][subject % len(asked.choices)]
            case Type.LIST:
                return [*asked.only][: 1 + subject]
            case Type.CHOICES:
                return [*asked.choices][: 1 + subject]
            case Type.ORGANISATION:
                return self.organisations[subject]
            case Type.ORGANISATIONS:
                return self.organisations[: 1 + subject]
            case Type.GROUP:
                return self.groups[subject]
            case Type.GROUPS:
                return self.groups[: 1 + subject]
        return WRITTEN[asked.type]

    # -- figures by hand -----------------------------------------------------------------------------------------------

    def by_hand(self, count: Count) -> int:
        """What a count comes to: sums of all periods where they add up, else of the newest of each subject."""
        wanted = (
            self.entries if count.adds_over_time else [each for each in self.entries if each[1] == self.periods[-1]]
        )
        met = [(subject, answers) for subject, _period, answers in wanted if self.meets(count, answers)]
        if isinstance(count.where, str):
            return 0  # nobody was recognised
        if count.organiser:
            met = [each for each in met if self.kinds[each[0]] == count.organiser]
        if count.distinct in ("group", "organiser"):
            return len({subject for subject, _answers in met})
        if count.distinct:
            named = [answers.get(count.distinct, ()) for _subject, answers in met]
            return len({row for each in named for row in (each if isinstance(each, list) else [each])})
        if count.size:
            return sum(len(answers.get(count.size, ())) for _subject, answers in met)
        if not count.sum:
            return len(met)
        keys = {each.key for each in self.declared.asked if (each.tally or each.key) == count.sum}
        keys = {f"{count.sum}.{part}" for part in count.part} or keys
        return sum(value for _subject, answers in met for key, value in answers.items() if key in keys)

    def meets(self, count: Count, answers: Mapping[str, Any]) -> bool:
        given = {**answers, **{each.key: _whole(answers, each.key) for each in self.declared.fields
                               if each.type is Type.TALLY}}  # fmt: skip
        rules = [each.rule for each in self.declared.criteria if each.key in count.met]
        rules += [count.where] if isinstance(count.where, Rule) else []
        return all(rule.holds(given) for rule in rules)


def _whole(answers: Mapping[str, Any], key: str) -> dict[str, int] | None:
    return {name.partition(".")[2]: each for name, each in answers.items() if name.startswith(f"{key}.")} or None


def _kinds(declared: Declaration) -> list[str]:
    """Kinds of three organisations of a ward, so that a programme has its subjects, each field takes its row, and the
    last may record."""
    if declared.among and declared.among.kinds and declared.subject is Subject.ORGANISATION:
        return [declared.among.kinds[subject % len(declared.among.kinds)] for subject in SUBJECTS]
    if organisers := [each.organiser for each in declared.counts if each.organiser]:
        return [organisers[subject % len(organisers)] for subject in SUBJECTS]
    named = [
        each.only for each in declared.fields if each.type in (Type.ORGANISATION, Type.ORGANISATIONS) and each.only
    ]
    recording = [each.removeprefix(OF_KIND) for each in declared.records if each.startswith(OF_KIND)]
    school, sender = (
        next(kind for kind in (*kinds, *KINDS) if all(kind in only for only in named))
        for kinds in (["school"], recording or ["police"])
    )
    return [school, school, sender]


def begin(office: Office, declared: Declaration) -> World:
    """The ward with its organisations, groups and teams; the programme is put to use by a press, after what contains
    it."""
    with office.write() as session:
        unit = office.here(session)
        supply(session, unit)
        groups = [make_group(session, unit, f"Tổ {subject + 1}").id for subject in SUBJECTS]
        made = [make_organisation(session, unit, f"Đơn vị {number}", kind).id
                for number, kind in enumerate(_kinds(declared))]  # fmt: skip
        if declared.subject is Subject.TEAM and declared.among:
            teams = [{"name": f"Tổ {n + 1}", "kind": declared.among.kinds[0]} for n in SUBJECTS]
            session.add_all(Team.made(session, unit, each) for each in teams)
        if declared.every is PeriodType.REPORT:
            make_rule(session, unit)
    with clock.shifted(clock.at_local(BEGAN, 9) - clock.now()):
        for each in filter(None, [catalogue().get(declared.within), declared]):
            office.as_officer().get(HERE).form(button=f"Mở sổ: {each.name}").submit()
    world = World(office, declared, made, _kinds(declared), groups, [])
    with office.write() as session:
        programme = session.scalars(select(Programme).where(Programme.key == declared.key)).one()
        world.programme = programme.id
        for site in subjects(session, world) if declared.among and declared.among.chosen else ():
            ProgrammeSubject.decide(session, site, programme.id, included=True, on=BEGAN)
    return world


def subjects(session: Session, world: World) -> list[Site]:
    """The three subjects: those that stand, or new ones in the three groups."""
    programme = session.get_one(Programme, world.programme)
    unit, declared = world.office.here(session), world.declared
    groups = session.scalars(ResidentialGroup.of(unit.id)).all()
    if declared.subject in REPRESENTING:
        return list(session.scalars(REPRESENTING[declared.subject].in_units([unit.id]).order_by(Site.id)))
    if declared.subject is Subject.HOUSEHOLD:
        made: list[Site] = [Household(unit=unit, number=f"{n + 1}", residential_group=groups[n]) for n in SUBJECTS]
    elif declared.subject is Subject.EVENT:
        made = [Event(unit=unit, name=f"Buổi {n + 1}", programme_id=programme.id, residential_group=groups[n],
                      held_on=DONE_ON) for n in SUBJECTS]  # fmt: skip
    else:
        made = [Site(unit=unit, name=f"Nơi {n + 1}", programme_id=programme.id, residential_group=groups[n])
                for n in SUBJECTS]  # fmt: skip
    if declared.within:
        outer = session.scalars(select(Programme).where(Programme.key == declared.within)).one()
        place = outer_site(session, outer, group=groups[0])
        for each in made:
            each.within, each.residential_group = place, groups[0]
    for each, organisation in zip(made, world.organisations, strict=True):
        each.organisation = session.get_one(Organisation, organisation)
    session.add_all(made)
    session.flush()
    return made


def outer_site(
    session: Session, outer: Programme, *, group: ResidentialGroup | None = None,
    organisation: Organisation | None = None,
) -> Site:  # fmt: skip
    """A site or an event that contains what is recorded."""
    assert outer.current
    where: dict[str, Any] = {"unit": outer.unit, "name": "Nơi họp", "programme_id": outer.id}
    where |= {"residential_group": group, "organisation": organisation}
    is_event = outer.current.declared.subject is Subject.EVENT
    made = Event(**where, held_on=DONE_ON) if is_event else Site(**where)
    session.add(made)
    session.flush()
    return made


def record(world: World) -> None:
    """Record three subjects in each period: the last entry on the form of who records it, the others by rows."""
    with world.office.write() as session:
        programme, today = session.get_one(Programme, world.programme), clock.today()
        assert programme.current
        begun = [each for each in programme.schedule.until(today) if each.key <= today] if programme.schedule else []
        periods = begun[-2:] or [None]
        world.since = min([date(2026, 1, 1), *(each.key for each in periods if each)])
        rows = subjects(session, world)
        for place, period in enumerate(periods):
            for subject, row in enumerate(rows):
                answers = world.answers(subject, place)
                world.entries.append((subject, place, answers))
                if (subject, place) != (SUBJECTS[-1], world.periods[-1]):
                    recording.record(
                        session, row, programme.current, uuid=str(uuid4()), by=None, way="office", at=clock.now(),
                        period=period.key if period else None, answers=answers, confirms=True, now=clock.now(),
                    )  # fmt: skip
        at = f"{rows[-1].public_id}", f"?ky={periods[-1].key}" if periods[-1] else ""
    form(world, *at).submit(typed(world.declared, world.entries[-1][2]))


def form(world: World, row: str, ky: str) -> Form:
    """The form of a row, of an officer or, where these record nothing, of an organisation."""
    if Role.OFFICER in world.declared.records:
        return world.office.as_officer().get(f"{HERE}/{world.programme}/so/{row}/sua{ky}").form(button="Lưu")
    with world.office.write() as session:
        unit = world.office.here(session)
        account = make_account(session, unit, full_name="Hà Thị Thơm")
        organisation = session.get_one(Organisation, world.organisations[-1])
        make_grant(session, account, unit, Role.UNIT, organisation=organisation)
    pages = Pages(world.office.app.test_client()).sign_in(account)
    return pages.get(f"/don-vi/{world.programme}/{row}{ky}").form(button="Lưu")


def typed(declared: Declaration, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as somebody writes them on a form."""
    given: dict[str, Any] = {"outcome": "done"} if len(declared.possible_outcomes) > 1 else {}
    for key, value in answers.items():
        words = {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else None
        given[PREFIX + key] = [str(each) for each in value] if isinstance(value, list) else words or str(value)
    return given


@pytest.fixture(params=shipped())
def world(request: pytest.FixtureRequest, office: Office) -> World:
    """A ward that runs one programme that ships and recorded it."""
    made = begin(office, catalogue()[request.param])
    record(made)
    return made


@pytest.mark.core("each key and value of declarations: put to use, recorded, counted, printed, exported")
def test_a_programme_that_ships_is_recorded_counted_and_taken_along(world: World) -> None:
    pages = world.office.as_leader()
    book = pages.get(f"{HERE}/{world.programme}/so")
    assert len(book.all("tbody")[0].findall("tr")) == len(SUBJECTS)
    assert pages.client.get(f"{HERE}/{world.programme}/so/danh-sach.xlsx").status_code == 200
    order = book.form(button=pressed(world))
    with pages.client.post(order.action, data=order.fields, follow_redirects=True) as paper:
        assert paper.data.startswith(b"%PDF")
    counted(world)
    shown(world, pages)


def pressed(world: World) -> str:
    """What the press is called that prints the book."""
    if world.declared.subject is Subject.HOUSEHOLD:
        return "In danh sách"
    return "In bảng kỳ" if world.declared.every else "In bảng tổng hợp"


def counted(world: World) -> None:
    """Each figure is what a hand adds up, and has as many rows behind it."""
    with world.office.read() as session:
        programme = session.get_one(Programme, world.programme)
        scope = Scope((world.office.ward.id,), world.since, clock.today())
        known = {each.key.partition(".")[2]: each for each in indicators_of(programme.used)}
        assert not TIME & {dimension.key for each in known.values() for dimension in each.dimensions}
        for count in world.declared.counts:
            figure = known[count.key].figure(session, scope)
            assert figure == world.by_hand(count), count.key
            behind = session.scalars(known[count.key].behind(scope)).unique().all()
            assert len(behind) == known[count.key].many(session, scope), count.key
            assert bool(behind) == bool(figure), count.key
        everyone = {each.key for _name, group in shelves(session, scope.units) for each in group}
        reported = {f"{world.declared.key}.{each.key}" for each in world.declared.counts}
        assert (reported <= everyone) == ({Role.OFFICER, Role.LEADER} <= {*world.declared.sees})


def shown(world: World, pages: Pages) -> None:
    """The page of the programme leads to the page of each figure, and that to its rows."""
    page = pages.get(f"{HERE}/{world.programme}")
    for count in world.declared.counts:
        assert count.label in page.text
    if not world.declared.counts:
        return
    first = next(count for count in world.declared.counts if world.by_hand(count))
    at = f"/van-phong/so-lieu/{world.declared.key}.{first.key}"
    asked = f"?tu={formats.date(world.since)}&den={formats.date(clock.today())}"
    pages.get(at + asked)
    pages.get(f"{at}?ky=nam")
    assert len(pages.get(f"{at}/dong{asked}").links()) > len(SUBJECTS)


@pytest.mark.parametrize("key", catalogue())
def test_a_count_of_organisations_of_a_kind_counts_a_field_that_names_these_alone(key: str) -> None:
    declared = catalogue()[key]
    kinds = {each.distinct: each.of.removeprefix("organisations.") for each in declared.counts if "ns." in each.of}
    named = {each.key: each.only for each in declared.fields if each.key in kinds}
    assert named == {each: (kind,) for each, kind in kinds.items() if each in named}
