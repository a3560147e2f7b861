"""The nouns. Import from here or from the noun's own module; both rooms know neither Flask nor the database object."""

from app.models.base import Base, UtcDateTime
from app.models.learning.approval import Approval, ApprovalEntry, ApprovalState
from app.models.learning.attendance import Attendance, Outcome
from app.models.learning.attendance_mark import AttendanceMark, Mark, MarkWay, Status
from app.models.learning.certificate import Certificate, CertificateRegister, CertificateState
from app.models.learning.course import Course, CourseState, Stage
from app.models.learning.lesson import Lesson, LessonState
from app.models.learning.registration import Registration, RegistrationState, Way, Wishes
from app.models.learning.roll import Roll, RollRow
from app.models.learning.ticket import Ticket
from app.models.people.account import Account
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.person import Consent, Person
from app.models.people.place import Place
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import LastAdministrator, Role, RoleGrant
from app.models.people.sign_in import Invitation, SignIn
from app.models.people.wrong_tries import Locked, WrongTries
from app.models.trust.audit_event import AuditEvent, AuditHead
from app.models.trust.job import Job, JobState
from app.models.trust.rate_limit import RateLimit
from app.models.trust.receipt import Receipt

__all__ = [
    "Account",
    "AdministrativeUnit",
    "Approval",
    "ApprovalEntry",
    "ApprovalState",
    "Attendance",
    "AttendanceMark",
    "AuditEvent",
    "AuditHead",
    "Base",
    "Certificate",
    "CertificateRegister",
    "CertificateState",
    "Consent",
    "Course",
    "CourseState",
    "Invitation",
    "Job",
    "JobState",
    "LastAdministrator",
    "Lesson",
    "LessonState",
    "Locked",
    "Mark",
    "MarkWay",
    "Outcome",
    "Person",
    "Place",
    "RateLimit",
    "Receipt",
    "Registration",
    "RegistrationState",
    "ResidentialGroup",
    "Role",
    "RoleGrant",
    "Roll",
    "RollRow",
    "SignIn",
    "Stage",
    "Status",
    "Ticket",
    "UtcDateTime",
    "Way",
    "Wishes",
    "WrongTries",
]
