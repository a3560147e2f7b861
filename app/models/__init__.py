"""The nouns. Import from here or from the noun's own module; both rooms know neither Flask nor the database object."""

from app.models.base import Base, UtcDateTime
from app.models.helping.ambassadors.ambassador import Ambassador, Training
from app.models.helping.ambassadors.ambassador_offer import AmbassadorOffer, OfferState
from app.models.helping.ambassadors.thanks_letter import ThanksLetter
from app.models.helping.course_invitee import CourseInvitee
from app.models.helping.kiosks.kiosk import Kiosk
from app.models.helping.kiosks.kiosk_visit import KioskVisit
from app.models.helping.lists.help_desk import HelpDesk, PlaceKind
from app.models.helping.lists.ward_list import AgeBand, HelpReason, HelpResult, HelpTopic, Meaning, Skill
from app.models.helping.log.help_record import HelpCorrection, HelpRecord, HelpWay, help_record_topic
from app.models.helping.log.help_tally import HelpTally
from app.models.helping.log.shift_note import ShiftNote
from app.models.helping.pairs.mentor_visit import MentorVisit, VisitWay
from app.models.helping.pairs.mentorship import Evidence, Mentorship, MentorshipSkill, PairOutcome, Reached
from app.models.helping.pairs.skill_step import SkillStep
from app.models.helping.pairs.visit_link import VisitLink
from app.models.helping.requests.help_request import HelpRequest, HelpRequestStep
from app.models.helping.requests.requesting import RequestStage, RequestStep
from app.models.learning.absences import AbsenceNotice
from app.models.learning.approval import Approval
from app.models.learning.approving import ApprovalEntry, ApprovalState
from app.models.learning.attendance import Attendance, Outcome
from app.models.learning.attendance_mark import AttendanceMark, Mark, MarkWay, Status
from app.models.learning.certificate import Certificate, CertificateState
from app.models.learning.certificate_register import CertificateRegister
from app.models.learning.certificate_request import CertificateRequest, RequestKind, RequestState
from app.models.learning.check_in import CheckIn, CheckInDevice
from app.models.learning.course import Course
from app.models.learning.course_template import CourseTemplate
from app.models.learning.course_terms import CourseState, Excused, Stage, WhoMay, WhoSees
from app.models.learning.door_helper import DoorHelper
from app.models.learning.door_phone import DoorPhone
from app.models.learning.hall_request import HallRequest
from app.models.learning.joining import RegistrationState, SignUpWay, Wishes
from app.models.learning.lesson import Lesson
from app.models.learning.lesson_photo import LessonPhoto
from app.models.learning.lesson_terms import LessonState
from app.models.learning.message_text import MessageText
from app.models.learning.offline_roll import OfflineRoll
from app.models.learning.page_version import PageVersion
from app.models.learning.printed_sheet import PrintedSheet
from app.models.learning.registration import Registration
from app.models.learning.registration_step import RegistrationEvent, RegistrationStep
from app.models.learning.roll import Roll, RollRow
from app.models.learning.sending import Sending, SendingRecipient
from app.models.learning.ticket import Ticket
from app.models.learning.unearned import KeptCertificate
from app.models.movement.answer import Answer
from app.models.movement.denominator import Denominator
from app.models.movement.entry_photo import EntryPhoto
from app.models.movement.event import Event, EventState
from app.models.movement.membership import Membership
from app.models.movement.organisation import Organisation
from app.models.movement.plate import Plate, PlateState
from app.models.movement.programme import Programme, ProgrammeVersion
from app.models.movement.programme_entry import ProgrammeEntry
from app.models.movement.programme_subject import ProgrammeSubject
from app.models.movement.recognition import Recognition, RecognitionState
from app.models.movement.reopened_period import ReopenedPeriod
from app.models.movement.represented import GroupSite, OrganisationSite, TeamSite
from app.models.movement.representing import align
from app.models.movement.site import Household, Site, SiteAlias, SiteDistinction
from app.models.movement.site_merge import SiteMerge
from app.models.movement.site_name import SiteName
from app.models.movement.team import Team, TeamKind, TeamTraining
from app.models.movement.team_invitation import TeamInvitation
from app.models.movement.team_month import TeamMonth
from app.models.movement.workplace import Workplace
from app.models.people.account import Account, AccountPin
from app.models.people.account_state import Night
from app.models.people.administrative_unit import AdministrativeUnit
from app.models.people.consent import Consent
from app.models.people.duplicates import PersonDistinction, PersonMerge
from app.models.people.erasing_hold import ErasingHold
from app.models.people.letterhead import Letterhead
from app.models.people.passkey import Passkey, PasskeyAnswer
from app.models.people.passwords import Locked, WrongTries
from app.models.people.person import Person
from app.models.people.place import Place
from app.models.people.residential_group import ResidentialGroup
from app.models.people.role import LastAdministrator, Role, RoleGrant
from app.models.people.second_factor import HalfSignIn, RecoveryCode, SecondFactor
from app.models.people.sign_in import Invitation, SignIn
from app.models.people.totp_secret import TotpSecret
from app.models.reports.arrival import ArrivalRemark, ReportArrival
from app.models.reports.document import Document
from app.models.reports.outside import OutsideKey, OutsideReport
from app.models.reports.passage import ReportEdit, ReportPassage, ReportRemark
from app.models.reports.receipt import ReportReceipt
from app.models.reports.reminder import Reminder
from app.models.reports.report import Report, ReportState
from app.models.reports.word_template import WordTemplate
from app.models.targets.matter import Matter
from app.models.targets.matter_file import MatterFile, MatterStep
from app.models.targets.measurement import Measurement
from app.models.targets.named_body import MatterBody, NamedBody
from app.models.targets.plan import Plan
from app.models.targets.plan_part import PlanPart
from app.models.targets.reporting_rule import ReportingRule
from app.models.targets.source_file import SourceFile
from app.models.targets.target import Target
from app.models.targets.ward_figures import WardFigures
from app.models.trust.audit_event import AuditEvent, AuditHead
from app.models.trust.data_request import DataRequest
from app.models.trust.data_rights import DataRequestStep
from app.models.trust.file_to_remove import FileToRemove
from app.models.trust.idempotency_key import IdempotencyKey, Receipt
from app.models.trust.import_run import ImportRun, ImportState
from app.models.trust.job import Job, JobState
from app.models.trust.phone import Phone
from app.models.trust.rate_limit import RateLimit
from app.models.trust.sealed import KeyFingerprint
from app.models.trust.server import PlaceNote, Server
from app.models.trust.write_stamp import WriteStamp

__all__ = [
    "AbsenceNotice",
    "Account",
    "AccountPin",
    "AdministrativeUnit",
    "AgeBand",
    "Ambassador",
    "AmbassadorOffer",
    "Answer",
    "Approval",
    "ApprovalEntry",
    "ApprovalState",
    "ArrivalRemark",
    "Attendance",
    "AttendanceMark",
    "AuditEvent",
    "AuditHead",
    "Base",
    "Certificate",
    "CertificateRegister",
    "CertificateRequest",
    "CertificateState",
    "CheckIn",
    "CheckInDevice",
    "Consent",
    "Course",
    "CourseInvitee",
    "CourseState",
    "CourseTemplate",
    "DataRequest",
    "DataRequestStep",
    "Denominator",
    "Document",
    "DoorHelper",
    "DoorPhone",
    "EntryPhoto",
    "ErasingHold",
    "Event",
    "EventState",
    "Evidence",
    "Excused",
    "FileToRemove",
    "GroupSite",
    "HalfSignIn",
    "HallRequest",
    "HelpCorrection",
    "HelpDesk",
    "HelpReason",
    "HelpRecord",
    "HelpRequest",
    "HelpRequestStep",
    "HelpResult",
    "HelpTally",
    "HelpTopic",
    "HelpWay",
    "Household",
    "IdempotencyKey",
    "ImportRun",
    "ImportState",
    "Invitation",
    "Job",
    "JobState",
    "KeptCertificate",
    "KeyFingerprint",
    "Kiosk",
    "KioskVisit",
    "LastAdministrator",
    "Lesson",
    "LessonPhoto",
    "LessonState",
    "Letterhead",
    "Locked",
    "Mark",
    "MarkWay",
    "Matter",
    "MatterBody",
    "MatterFile",
    "MatterStep",
    "Meaning",
    "Measurement",
    "Membership",
    "MentorVisit",
    "Mentorship",
    "MentorshipSkill",
    "MessageText",
    "NamedBody",
    "Night",
    "OfferState",
    "OfflineRoll",
    "Organisation",
    "OrganisationSite",
    "Outcome",
    "OutsideKey",
    "OutsideReport",
    "PageVersion",
    "PairOutcome",
    "Passkey",
    "PasskeyAnswer",
    "Person",
    "PersonDistinction",
    "PersonMerge",
    "Phone",
    "Place",
    "PlaceKind",
    "PlaceNote",
    "Plan",
    "PlanPart",
    "Plate",
    "PlateState",
    "PrintedSheet",
    "Programme",
    "ProgrammeEntry",
    "ProgrammeSubject",
    "ProgrammeVersion",
    "RateLimit",
    "Reached",
    "Receipt",
    "Recognition",
    "RecognitionState",
    "RecoveryCode",
    "Registration",
    "RegistrationEvent",
    "RegistrationState",
    "RegistrationStep",
    "Reminder",
    "ReopenedPeriod",
    "Report",
    "ReportArrival",
    "ReportEdit",
    "ReportPassage",
    "ReportReceipt",
    "ReportRemark",
    "ReportState",
    "ReportingRule",
    "RequestKind",
    "RequestStage",
    "RequestState",
    "RequestStep",
    "ResidentialGroup",
    "Role",
    "RoleGrant",
    "Roll",
    "RollRow",
    "SecondFactor",
    "Sending",
    "SendingRecipient",
    "Server",
    "ShiftNote",
    "SignIn",
    "SignUpWay",
    "Site",
    "SiteAlias",
    "SiteDistinction",
    "SiteMerge",
    "SiteName",
    "Skill",
    "SkillStep",
    "SourceFile",
    "Stage",
    "Status",
    "Target",
    "Team",
    "TeamInvitation",
    "TeamKind",
    "TeamMonth",
    "TeamSite",
    "TeamTraining",
    "ThanksLetter",
    "Ticket",
    "TotpSecret",
    "Training",
    "UtcDateTime",
    "VisitLink",
    "VisitWay",
    "WardFigures",
    "WhoMay",
    "WhoSees",
    "Wishes",
    "WordTemplate",
    "Workplace",
    "WriteStamp",
    "WrongTries",
    "align",
    "help_record_topic",
]
