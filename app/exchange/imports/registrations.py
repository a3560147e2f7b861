"""Lists for a course: each row becomes a seat, or a place on the waiting list, by the course's usual registration."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.country import clock
from app.exchange.imports.columns import ImportRow
from app.exchange.imports.people import NotTaken, PeopleIntake, Target, result_of
from app.exchange.imports.people_rows import Candidate
from app.exchange.imports.row_results import RowOutcome, RowResult
from app.exchange.imports.vocabulary import Meaning
from app.models import Course, Person, Registration, RegistrationState, SignUpWay, Wishes
from app.models.learning import seats
from app.models.learning.joining import LIVE


@dataclass
class _Seats:
    """The seats left and the number waiting, updated while the list is read; `waits`: the last one got no seat."""

    free: int
    waiting: int
    queue: bool
    waits: bool = False

    def next(self) -> str | None:
        """What the next person gets, in a sentence; None: nothing."""
        self.waits = self.free <= 0
        if not self.waits:
            self.free -= 1
            return str(_("Có chỗ."))
        if not self.queue:
            return None
        self.waiting += 1
        return str(_("Vào danh sách chờ, thứ %(place)s.", place=self.waiting))


class RegistrationIntake(PeopleIntake):
    """Takes a list onto a course. A storing intake locks the course's row: keep the batches short.

    Raises:
        NotTaken: the course takes nobody now.
    """

    def __init__(self, session: Session, target: Target, *, store: bool) -> None:
        assert target.course_id is not None
        wanted = Course.locked(target.course_id) if store else select(Course).where(Course.id == target.course_id)
        self.course = session.scalars(wanted).one()
        if not self.course.takes_registrations(target.now):
            raise NotTaken(_("Lớp này không còn nhận đăng ký."))
        super().__init__(session, target, store=store)
        of_course = Registration.course_id == self.course.id
        waits = of_course & (Registration.state == RegistrationState.WAITING)
        waiting = session.scalars(select(func.count()).where(waits)).one()
        self.seats = _Seats(self.course.free, waiting, self.course.waiting_list)
        live = select(Person.public_id).join(Registration, Registration.person_id == Person.id)
        self.there = set(session.scalars(live.where(of_course, Registration.state.in_(LIVE))))
        self._entering: list[tuple[Person, Candidate]] = []

    def take(self, rows: Sequence[ImportRow]) -> list[RowResult]:
        """The outcomes of some rows, in order."""
        self._entering = []
        settled = super().take(rows)  # people first, all at once
        if self.store:
            self._enter()
        return settled

    def _result(self, row: ImportRow, candidate: Candidate) -> RowResult:
        meant = self.on_file.meant_by(candidate, self.may_be_copy)
        if meant is not None and meant.public_id in self.there:
            why = self.twice(meant) or _("Đã có tên trong lớp.")
            return result_of(row, candidate, RowOutcome.KNOWN, why=why, notices=self.learnt(meant, candidate))
        if not candidate.guardian and candidate.person.is_child(clock.local(self.target.now).date()):
            why = _("Dưới 16 tuổi: cần cột “Phụ huynh, người giám hộ” ghi họ tên người đăng ký cho cháu.")
            return result_of(row, candidate, RowOutcome.REFUSED, why=why, wrong=((Meaning.GUARDIAN.value, ""),))
        place = self.seats.next()
        if place is None:
            why = _("Lớp đủ chỗ và không nhận đăng ký chờ.")
            return result_of(row, candidate, RowOutcome.REFUSED, why=why)
        person, known = self.recognised(row, candidate)
        self.there.add(person.public_id)
        self.target.rows.setdefault(person.public_id, row.number)
        self._entering.append((person, candidate))
        if known:
            made = result_of(row, candidate, RowOutcome.NEW, notices=(place, *self.learnt(person, candidate)))
        else:
            made = self.new(row, candidate, place)
        return replace(made, waits=self.seats.waits)

    def may_be_copy(self, person: Person) -> bool:
        """A name and a year are not enough to seat somebody on file: only on this course, or with more."""
        return person.public_id in self.there or bool(person.phone or person.birth_date)

    def _enter(self) -> None:
        wishes = Wishes(way=SignUpWay.IMPORT, by_id=self.target.by_id)
        people = [person for person, _candidate in self._entering]
        entered = seats.enter_all(Registration, self.session, self.course, people, wishes, self.target.now)
        for made, (_person, candidate) in zip(entered, self._entering, strict=True):
            made.door_line = candidate.door_line
            made.guardian = candidate.guardian or None
