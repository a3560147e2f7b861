"""Two people whose names differ by a mark are two at every door, whatever else they share, and each answer is true.

A door is a module that registers or appoints people as typed; the code finds them, so a new one needs a line here.
"""

import ast
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

import app as product
from app.country import clock, names
from app.exchange.imports.columns import ImportRow
from app.exchange.imports.kinds import KINDS
from app.exchange.imports.people import Target
from app.exchange.imports.vocabulary import Meaning
from app.models import Account, Ambassador, Course, HallRequest, Lesson, Person, Registration, ResidentialGroup, Role
from app.models.helping.ambassadors.ambassador import ServesAlready, Terms
from app.models.helping.ambassadors.appointing import AppointmentStatus, appoint_all, foresee
from app.models.helping.pairs import pairing
from app.models.helping.pairs.pairing import AlreadyYours
from app.web.database import db, immediate
from tests.classroom import Classroom, Phone, make_classroom, operation
from tests.factories import make_account, make_course, make_grant
from tests.helping import Counter, HelpPhone
from tests.namesakes import ONE, TWO, Pair
from tests.pages import Page, Pages
from tests.pairs import make_ambassador

NUMBER, STORED = "0912 345 821", "+84912345821"
ROOT = Path(product.__file__).parent


class Place:
    """A ward with a lesson under way, a class to come, and those who write people down."""

    def __init__(self, app: Flask) -> None:
        self.app, self.room = app, make_classroom(app, ["Nông Văn Vai"], seats=200)
        with app.app_context(), immediate() as session:
            unit = session.get_one(Course, self.room.course_id).unit
            self.course_id = make_course(session, unit, code="DEM9", seats=200).id
            self.accounts = {role: make_account(session, unit, role) for role in (Role.COUNTER, Role.OFFICER)}
            group = session.scalars(ResidentialGroup.of(unit.id)).one()
            self.accounts[Role.GROUP_HEAD] = head = make_account(session, unit)
            make_grant(session, head, unit, Role.GROUP_HEAD, group=group)
            self.helper = Counter(session, unit).helper
            self.group_name = group.name
            assert self.helper.public_id

    def as_(self, role: Role) -> Pages:
        """A browser in which somebody of the role is signed in."""
        return Pages(self.app.test_client()).sign_in(self.accounts[role])

    def typed(self, name: str, year: int, **more: str) -> dict[str, str]:
        """What a form is told."""
        told = {"full_name": name, "birth_year": f"05/03/{year}", "residential_group": self.room.group_code}
        return {**told, "phone": NUMBER, **more}

    def candidate(self, session: Session, name: str, year: int) -> Person:
        """The same as a noun takes it."""
        group = session.scalars(ResidentialGroup.of(self.room.ward_id)).one()
        said: dict[str, Any] = {"phone": STORED, "birth_year": year, "created_at": clock.now()}
        return Person(unit=group.unit, full_name=names.clean_name(name), residential_group=group, **said)

    def there(self, year: int) -> list[Person]:
        """Who is on file of that year, in order of arrival."""
        with self.app.app_context():
            return list(db.session.scalars(select(Person).where(Person.birth_year == year).order_by(Person.id)))

    def seats(self, year: int) -> int:
        """How many of that year are on a class."""
        with self.app.app_context():
            wanted = select(Registration.id).join(Registration.person).where(Person.birth_year == year)
            return len(db.session.scalars(wanted).all())


# A door tells somebody of each name, one after the other; what it answers about the second.
Door = Callable[[Place, Pair, int], str]


def _public(place: Place, pair: Pair, year: int) -> str:
    pages = Pages(place.app.test_client())
    for name in pair:
        page = pages.get("/l/DEM9").form(action="/l/DEM9").submit(place.typed(name, year))
    return page.h1 or ""


def _family(place: Place, pair: Pair, year: int) -> str:
    told = place.typed("", year)
    rows = {
        f"people-{number}-{key}": value
        for number, name in enumerate(pair)
        for key, value in (("full_name", name), ("birth_year", told["birth_year"]))
    }
    form = Pages(place.app.test_client()).get("/l/DEM9/ca-nha").form(button="Đăng ký cả nhà")
    return form.submit({"residential_group": told["residential_group"], "phone": NUMBER, **rows}).h1 or ""


def _relative(place: Place, pair: Pair, year: int) -> str:
    pages = Pages(place.app.test_client())
    ticket = pages.get("/l/DEM9").form(action="/l/DEM9").submit(place.typed(pair.first, year))
    told = place.typed(pair.second, year)
    rows = {f"people-0-{key}": told[key] for key in ("full_name", "birth_year")}
    form = pages.get(f"{ticket.address}/nguoi-nha").form(action="/nguoi-nha")
    return form.submit({"residential_group": told["residential_group"], **rows}).h1 or ""


def _counter(role: Role) -> Door:
    def enter(place: Place, pair: Pair, year: int) -> str:
        pages = place.as_(role)
        for name in pair:
            form = pages.get("/quay/dang-ky-ho/DEM9").form(action="/quay/dang-ky-ho/DEM9")
            page = form.submit(place.typed(name, year))
        return page.text

    return enter


def _pasted(place: Place, pair: Pair, year: int) -> str:
    pages = place.as_(Role.COUNTER)
    lines = "\n".join(f"{name}, 05/03/{year}, {place.group_name}, {NUMBER}" for name in pair)
    form = pages.get("/quay/dang-ky-ho/DEM9/danh-sach").form(action="/danh-sach")
    page: Page = form.submit({"lines": lines, "step": "look"}).form(action="/danh-sach").submit({"step": "save"})
    return page.text


def _office(place: Place, pair: Pair, year: int) -> str:
    pages = place.as_(Role.OFFICER)
    for name in pair:
        page = pages.get("/van-phong/lop/DEM9/hoc-vien/moi").form("/hoc-vien/moi").submit(place.typed(name, year))
    return page.text


def _roll(place: Place, pair: Pair, year: int) -> str:
    room: Classroom = place.room.entered()
    pages = Pages(Phone.of(room).client)
    for name in pair:
        with place.app.app_context():  # whoever is on the roll under a name alike is somebody else
            others = ",".join(db.session.scalars(select(Registration.public_id)))
        told = {key: value for key, value in place.typed(name, year, another=others).items() if key != "phone"}
        page = pages.get(f"{room.address}/them-nguoi").form(action="/them-nguoi").submit(told)
    return page.text


def _hall(place: Place, pair: Pair, year: int) -> str:
    """Both write themselves in before the instructor lets them in."""
    with place.app.app_context(), immediate() as session:
        lesson = session.scalars(Lesson.locked(place.room.lesson_id)).one()
        group_id = session.scalars(ResidentialGroup.of(place.room.ward_id)).one().id
        told = {"birth_year": year, "residential_group_id": group_id, "now": clock.now()}
        asked = [HallRequest.ask(session, lesson, device=f"{name}-{year}", full_name=name, **told) for name in pair]
        session.flush()
        for each in asked:
            session.refresh(each)
            if each.waits:
                each.accept(session, lesson, by_id=place.room.account_id, device="form", now=clock.now())
    return ""


def _sent(kind: str) -> Door:
    def enter(place: Place, pair: Pair, year: int) -> str:
        room = place.room.entered()
        phone = Phone.of(room)
        for name in pair:
            data: dict[str, object] = {"person": place.typed(name, year)}
            if kind == "walk_in":
                data |= {"lesson": room.lesson, "registration": str(uuid.uuid4())}
            else:
                data |= {"course": "DEM9", "needs": []}
                phone = _phone_of(place, place.accounts[Role.GROUP_HEAD])
            [told] = phone.send([operation(kind, data)])
            assert told["status"] == "done", told
        return str(told.get("message", ""))

    return enter


def _phone_of(place: Place, account: Account) -> Phone:
    phone = Phone(Pages(place.app.test_client()).sign_in(account).client, account.public_id, str(uuid.uuid4()))
    phone.csrf = phone.client.get("/dong-bo").get_json()["csrf_token"]
    return phone


def _helped(place: Place, pair: Pair, year: int) -> str:
    phone = HelpPhone(place.app, place.helper)
    for name in pair:
        assert phone.verdicts(phone.help(person=place.typed(name, year), consent=True)) == ["done"]
    return ""


def _list(kind: str) -> Door:
    def enter(place: Place, pair: Pair, year: int) -> str:
        meanings = (Meaning.FULL_NAME, Meaning.BIRTH_YEAR, Meaning.GROUP, Meaning.PHONE)
        told = [(name, str(year), place.group_name, NUMBER) for name in pair]
        rows = [ImportRow(n, dict(zip(meanings, each, strict=True))) for n, each in enumerate(told, 2)]
        with place.app.test_request_context(), immediate() as session:
            course_id = place.course_id if kind == "registrations" else None
            target = Target(place.room.ward_id, clock.now(), course_id=course_id)
            looked = [each.outcome for each in KINDS[kind].intake(session, target, store=False).take(rows)]
            stored = KINDS[kind].intake(session, Target(target.unit_id, target.now, course_id), store=True).take(rows)
        assert looked == [each.outcome for each in stored]
        return stored[-1].why

    return enter


def _appointed(place: Place, pair: Pair, year: int) -> str:
    for name in pair:
        with place.app.app_context(), immediate() as session:
            terms = Terms(since=clock.today())
            with suppress(ServesAlready):
                Ambassador.appoint(session, place.candidate(session, name, year), terms, now=clock.now())
    return ""


def _appointed_together(place: Place, pair: Pair, year: int) -> str:
    with place.app.app_context(), immediate() as session:
        people = [place.candidate(session, name, year) for name in pair]
        told = foresee(session, place.room.ward_id, [place.candidate(session, name, year) for name in pair])
        terms, now = Terms(since=clock.today()), clock.now()
        done = appoint_all(session, place.room.ward_id, [(person, terms) for person in people], now=now)
        repeated = AppointmentStatus.REPEATED in {each.status for each in (*told, *(each for each, _made in done))}
    return "có từ trước" if repeated else ""


def _mentored(place: Place, pair: Pair, year: int) -> str:
    with place.app.app_context(), immediate() as session:
        ambassador = make_ambassador(session, session.get_one(Course, place.course_id).unit)
        for name in pair:
            mentee, when = place.candidate(session, name, year), {"now": clock.now(), "day": clock.today()}
            with suppress(AlreadyYours):
                pairing.begin(session, ambassador, mentee, **when)
    return ""


def _mentored_off_line(place: Place, pair: Pair, year: int) -> str:
    with place.app.app_context(), immediate() as session:
        unit = session.get_one(Course, place.course_id).unit
        account = make_account(session, unit, Role.AMBASSADOR)
        make_ambassador(session, unit, account=account)
    phone = _phone_of(place, account)
    for name in pair:
        [said] = phone.send([operation("mentorship", {"person": place.typed(name, year), "consent": "2026-11"})])
        assert said["status"] == "done", said
    return ""


# The doors, by the module that lets people in as they were typed.
DOORS: dict[str, Sequence[Door]] = {
    "routes/public/registration/registrations.py": (_public,),
    "routes/public/registration/families.py": (_family,),
    "routes/public/ticket/relatives.py": (_relative,),
    "routes/counter/registrations.py": (_counter(Role.COUNTER), _counter(Role.GROUP_HEAD)),
    "routes/counter/lists.py": (_pasted,),
    "routes/office/registrations/registrations.py": (_office,),
    "routes/teaching/walk_ins.py": (_roll,),
    "models/learning/hall_request.py": (_hall,),
    "outbox/kinds/registration.py": (_sent("registration"),),
    "outbox/kinds/walk_in.py": (_sent("walk_in"),),
    "outbox/help_log.py": (_helped,),
    "outbox/kinds/mentorship.py": (_mentored_off_line,),
    "exchange/imports/people.py": (_list("people"),),
    "exchange/imports/registrations.py": (_list("registrations"),),
    "routes/office/ambassadors/ambassador_appointments.py": (_appointed,),
    "routes/office/ambassadors/ambassador_lists.py": (_appointed_together,),
    "routes/counter/mentorships/mentorships.py": (_mentored,),
    "routes/office/mentorships/mentorships_changes.py": (_mentored,),
}
# They let in somebody who was chosen from those on file, or made-up people.
CHOSEN = {
    "routes/public/ticket/own_seats.py", "routes/office/help/invitees.py", "commands/demo_ward/learning.py",
}  # fmt: skip
# Between a door and the rule: what doors call.
NOUNS = {
    "models/people/recognised.py", "models/learning/registration.py", "models/learning/walk_in.py",
    "models/learning/families.py", "models/helping/ambassadors/ambassador.py",
    "models/helping/ambassadors/appointing.py", "models/helping/pairs/pairing.py",
}  # fmt: skip
CALLED = {
    "Person.recognise", "candidate.among", "one.among", "Registration.register", "Registration.walk_in",
    "WalkIn.enter", "register_family", "Ambassador.appoint", "appoint_all", "foresee", "pairing.begin",
    "on_file.meant_by",
}  # fmt: skip


def _calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).removeprefix("self.")


def test_every_door_is_asked() -> None:
    found = {
        path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if CALLED & set(_calls(path))
    }  # fmt: skip
    assert found - NOUNS == DOORS.keys() | CHOSEN


@pytest.fixture
def place(app: Flask) -> Place:
    return Place(app)


@pytest.mark.parametrize(
    "door", [pytest.param(each, id=f"{path}-{n}") for path, some in DOORS.items() for n, each in enumerate(some)]
)
def test_two_people_stay_two_and_one_stays_one(place: Place, door: Door) -> None:
    for year, pair in enumerate(TWO, 1930):
        told = door(place, pair, year)
        assert [each.full_name for each in place.there(year)] == list(pair), pair
        assert place.seats(year) in (0, 2), pair
        assert "từ trước" not in told, pair
        assert "Trùng dòng" not in told, pair
    same = next(each for each in ONE if each.first == "Hoàng Thị Hòa")
    door(place, same, 1960)
    assert len(place.there(1960)) == 1
