"""What an officer writes of a course; a new one with the pattern of its lessons."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy.orm import Session
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import StopValidation

from app.country import audiences, clock
from app.models import Account, AdministrativeUnit, Course, Place, ResidentialGroup, RoleGrant
from app.models.learning.course_terms import (
    CERTIFICATE_SHARE,
    DAY_CLOSES,
    EXCUSED,
    MOST_SEATS,
    OFFER_HOURS,
    TITLE_LENGTH,
    WHO_SEES,
    CourseDetails,
    Excused,
    Ground,
    WhoMay,
    WhoSees,
    excused_words,
    seen_by,
    split_topics,
    topics_line,
)
from app.models.people.account import by_name
from app.routes.office.courses.course_folds import Fold, course_folds, share_and_lessons, usual_bring, usual_organiser
from app.routes.office.courses.registration_window import day_of, moment_of
from app.web.database import db
from app.web.forms.days import DayField
from app.web.forms.staff_fields import LineField, LosingForm, NumberField
from app.web.forms.versioned import VersionedForm
from app.web.words.certificates import rule_words, size_hint
from app.web.words.personal_data import GROUNDS

MOST_OFFER_HOURS = 168


WHO_MAY: Mapping[WhoMay, object] = {
    WhoMay.ANYONE: _l("Ai cũng được"),
    WhoMay.WARD: _l("Người ở phường, xã này"),
    WhoMay.GROUPS: _l("Chỉ người ở những nơi chọn dưới đây"),
    WhoMay.STAFF: _l("Chỉ văn phòng ghi tên"),
}


def who_sees_field() -> RadioField:
    """Who meets a course. Nothing is chosen beforehand: then whom it is for decides (`seen_by`)."""
    return RadioField(
        _l("Ai thấy lớp này"),
        choices=lambda: [(str(each), str(words)) for each, words in WHO_SEES.items()],
        validate_choice=False,
        filters=[lambda value: value if value in set(WhoSees) else None],
    )


class CourseForm(VersionedForm, LosingForm):
    """The course itself. Call `offer` before it is validated or drawn."""

    TOGETHER = (frozenset({"place", "new_place"}),)

    title = LineField(_l("Tên lớp"), longest=TITLE_LENGTH, required=True)
    audience = SelectField(_l("Dành cho"), choices=audiences.choices, default="people")
    who_sees = who_sees_field()
    neutral_title = LineField(_l("Cạnh tên người, lớp ghi là"), longest=TITLE_LENGTH)
    topics = LineField(_l("Học những gì"), longest=300)
    seats = NumberField(_l("Số chỗ"), least=1, most=MOST_SEATS)
    place = SelectField(_l("Nơi học"), choices=[], validate_choice=False)
    new_place = LineField(_l("Hoặc ghi nơi mới"), longest=120)
    instructors = SelectMultipleField(_l("Giảng viên"), choices=[], validate_choice=False)
    teaching_until = DayField(_l("Giao dạy đến hết ngày"))
    organiser = LineField(_l("Đơn vị tổ chức"), longest=120)
    bring = LineField(_l("Mang theo gì"), longest=200)
    registration_opens = DayField(_l("Mở đăng ký từ ngày"))
    registration_closes = DayField(_l("Nhận đăng ký đến hết ngày"))
    who_may = RadioField(
        _l("Ai tự đăng ký được"),
        choices=lambda: [(each.value, str(words)) for each, words in WHO_MAY.items()],
        default=WhoMay.ANYONE.value,
    )
    ground = RadioField(
        _l("Vì sao phường được ghi tên người học"),
        choices=lambda: [(each.value, str(words)) for each, words in GROUNDS.items()],
        default=Ground.BY_AUDIENCE.value,
    )
    groups = SelectMultipleField(_l("Những nơi được đăng ký"), choices=[], validate_choice=False)
    waiting_list = BooleanField(_l("Hết chỗ thì nhận đăng ký chờ"), default=True)
    offer_hours = NumberField(_l("Giữ chỗ cho người chờ mấy giờ"), least=0, most=MOST_OFFER_HOURS)
    certificate_share = NumberField(_l("Có mặt bao nhiêu phần trăm số buổi thì được cấp giấy"), least=1, most=100)
    excused_counts = RadioField(
        _l("Nghỉ có phép tính là"),
        choices=lambda: [(str(each), str(words)) for each, words in EXCUSED.items()],
        default=Excused.ABSENT.value,
    )
    certificate_size = SelectField(
        _l("Khổ giấy chứng nhận"), choices=lambda: [("A4", _l("A4")), ("A5", _l("A5"))], default="A4"
    )

    # The lessons of an existing course; a new one has a line for them.
    live_lessons: int | None = None
    places: dict[str, Place]
    accounts: dict[str, Account]
    residential_groups: dict[str, ResidentialGroup]

    def offer(self, unit: AdministrativeUnit) -> None:
        """Offer what the unit has today: its places, those who teach in it, its groups; three statements."""
        places = db.session.scalars(Place.of(unit.id)).all()
        teachers = by_name(db.session.scalars(RoleGrant.instructors_in([unit.id], clock.today())).all())
        groups = db.session.scalars(ResidentialGroup.of(unit.id)).all()
        self.places = {place.code: place for place in places}
        self.accounts = {account.public_id: account for account in teachers}
        self.residential_groups = {group.code: group for group in groups}
        if not places:  # a new ward has none to choose: the line for a new one is the place's line
            self.new_place.label.text, self.new_place.flags.required = self.place.label.text, True
        self.place.choices = [("", _("Chọn nơi học"))]
        self.place.choices += [(place.code, place.name) for place in places]
        self.instructors.choices = [(account.public_id, account.full_name) for account in teachers]
        self.groups.choices = [(group.code, group.choice_name) for group in groups]

    def show(self, course: Course, teaching: Collection[int]) -> None:
        """Fill the form with a course and the ids of the accounts that teach it."""
        self.title.data, self.audience.data = course.title, course.audience
        self.neutral_title.data = course.neutral_title
        self.organiser.data, self.bring.data = course.organiser, course.bring
        self.topics.data = topics_line(course.topics)
        self.seats.show(course.seats)
        self.show_rules(course.certificate_share, course.certificate_size, course.excused_counts)
        self.waiting_list.data = course.waiting_list
        self.offer_hours.show(course.offer_hours)
        self.who_may.data, self.who_sees.data = course.who_may, course.who_sees
        self.ground.data = course.ground
        self.groups.data = [group.code for group in course.groups]
        self.registration_opens.show(day_of(course.registration_opens_at))
        self.registration_closes.show(day_of(course.registration_closes_at))
        self.place.data = course.place.code if course.place else ""
        self.instructors.data = [key for key, account in self.accounts.items() if account.id in teaching]
        self.version.data = str(course.version)
        self.live_lessons = len(course.live_lessons)

    def show_rules(self, share: int, size: str, excused: str) -> None:
        """Fill in what a certificate asks for."""
        self.certificate_share.show(share)
        self.certificate_size.data, self.excused_counts.data = size, excused

    def show_defaults(self, unit: AdministrativeUnit) -> None:
        """Fill the form for a new course."""
        self.seats.show(30)
        self.certificate_share.show(CERTIFICATE_SHARE)
        self.offer_hours.show(OFFER_HOURS)
        self.organiser.data, self.bring.data = usual_organiser(unit), usual_bring()

    def validate_place(self, field: SelectField) -> None:
        """One of the ward's places, unless a new one is written."""
        if self.places and not self.new_place.data and field.data not in self.places:
            raise StopValidation(_("Anh chị chọn nơi học, hoặc ghi tên nơi mới ở dòng dưới."))

    def validate_neutral_title(self, field: LineField) -> None:
        """One that tells nothing of a disability or of poverty."""
        if audiences.tells(field.value):
            raise StopValidation(
                _("Tên này vẫn nói rõ bệnh tật hoặc hoàn cảnh. Anh chị ghi gọn, ví dụ: Lớp kỹ năng số.")
            )

    def validate_instructors(self, field: SelectMultipleField) -> None:
        """Only those who teach in the ward."""
        if set(field.data or ()) - set(self.accounts):
            raise StopValidation(_("Có người trong danh sách không còn dạy ở phường. Anh chị chọn lại."))

    def validate_teaching_until(self, field: DayField) -> None:
        """From today on, where there is one."""
        if field.value is not None and field.value < clock.today():
            raise StopValidation(_("Ngày này đã qua. Anh chị ghi ngày từ hôm nay trở đi, hoặc để trống."))

    def validate_groups(self, field: SelectMultipleField) -> None:
        """Only the ward's own; at least one where only some may register."""
        if set(field.data or ()) - set(self.residential_groups):
            raise StopValidation(_("Có nơi trong danh sách không còn ở phường. Anh chị chọn lại."))
        if self.who_may.data == WhoMay.GROUPS and not field.data:
            raise StopValidation(_("Anh chị chọn ít nhất một nơi, hoặc cho mọi người đăng ký."))

    def validate_registration_closes(self, field: DayField) -> None:
        """Not before registration opens."""
        opens = self.registration_opens.value
        if field.value is not None and opens is not None and field.value < opens:
            raise StopValidation(_("Ngày này trước ngày mở đăng ký. Anh chị ghi ngày từ hôm mở trở đi."))

    @property
    def rule_text(self) -> str:
        """What the share of the certificate comes to."""
        return rule_words(*share_and_lessons(self))

    def folds(self, unit: AdministrativeUnit) -> dict[str, Fold]:
        """The parts that stand folded on the page, as they are set."""
        return course_folds(self, unit)

    @property
    def excused_hints(self) -> dict[str, str]:
        """Each way of counting leave, in one sentence."""
        return {each.value: excused_words(each) for each in Excused}

    @property
    def size_hint(self) -> str:
        """On which sizes a certificate would not hold the address of this place."""
        return size_hint()

    @property
    def instructor_ids(self) -> set[int]:
        """The accounts chosen to teach."""
        return {self.accounts[key].id for key in self.instructors.data or () if key in self.accounts}

    @property
    def place_id(self) -> int | None:
        """The place chosen, where it is one on file."""
        return self.places[self.place.data].id if not self.new_place.data and self.place.data in self.places else None

    def details(self, session: Session, unit: AdministrativeUnit, course: Course | None = None) -> CourseDetails:
        """What was written, after validation; a new place is added inside the write transaction."""
        ids = [self.residential_groups[key].id for key in self.groups.data or ()]
        listed = self.who_may.data == WhoMay.GROUPS
        return CourseDetails(
            title=self.title.value,
            audience=self.audience.data,
            neutral_title=self.neutral_title.value,
            seats=self.seats.value,
            place=self._place(session, unit),
            organiser=self.organiser.value,
            topics=split_topics(self.topics.value),
            bring=self.bring.value,
            waiting_list=bool(self.waiting_list.data),
            offer_hours=self.offer_hours.value,
            registration_opens_at=moment_of(
                self.registration_opens.value, course.registration_opens_at if course else None
            ),
            registration_closes_at=moment_of(
                self.registration_closes.value, course.registration_closes_at if course else None, *DAY_CLOSES
            ),
            who_may=self.who_may.data,
            ground=self.ground.data,
            groups=[session.get_one(ResidentialGroup, each) for each in ids] if listed else [],
            certificate_share=self.certificate_share.value,
            certificate_size=self.certificate_size.data,
            excused_counts=self.excused_counts.data,
            who_sees=seen_by(self.who_sees.data, self.audience.data, course.who_sees if course else None),
        )

    def _place(self, session: Session, unit: AdministrativeUnit) -> Place:
        name = self.new_place.value
        if not name:
            return session.get_one(Place, self.places[self.place.data].id)
        known = session.scalars(Place.called(unit.id, name)).first()
        if known is not None:
            return known
        made = Place(unit=unit, code=Place.fresh_code(session, unit.id), name=name, seats=self.seats.value)
        session.add(made)
        return made
