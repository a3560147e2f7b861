"""What is not personal, and why: whole tables that tell of no person, and columns beside those that do.

A column of text or a date that stands neither here nor in a `Personal` fails a test
(tests/architecture/test_personal_columns.py): nobody adds one of a person without saying what it is, why it is kept and
how long.
"""

from collections.abc import Mapping

WARD = "tells of the ward and its offices; who signs papers is named as an office-holder"
CLASS = "tells of a class or a lesson, announced to everybody"
WORDS = "a list or a text of the ward, the same for everybody"
COUNT = "counts, without anybody's name"
MACHINE = "moves work and counts operations; people stand in it by number"

TABLES: Mapping[str, str] = {
    "administrative_unit": WARD,
    "residential_group": WARD,
    "place": WARD,
    "team": WARD,
    "denominator": COUNT,
    "measurement": COUNT,
    "ward_figures": COUNT,
    "source_file": "the paper of an office that says how many; names are to be covered before it is sent",
    "plan": WARD,
    "target": WARD,
    "matter": "a task of a plan, and which offices do it",
    "reporting_rule": WARD,
    "report": WARD,
    "report_passage": "sentences about the ward; a report names nobody",
    "report_edit": "sentences about the ward; a report names nobody",
    "report_arrival": "a report as its leader approved it for the province; a report names nobody",
    "outside_key": "which key signs for a ward",
    "outside_report": COUNT,
    "arrival_remark": "what a province asks about a report, and what its office answers",
    "report_receipt": "which offices, schools and teams sent a report",
    "report_remark": "what a leader wants mended in a report",
    "document": WARD,
    "word_template": WARD,
    "help_desk": WARD,
    "kiosk": WARD,
    "course": CLASS,
    "course_group": CLASS,
    "team_group": WARD,
    "team_month": COUNT,
    "team_invitation": CLASS,
    "lesson": CLASS,
    "course_template": CLASS,
    "recognition": "the decision on a list of houses; who decided stands by number",
    "approval": "the decision on a list; who decided stands by number",
    "certificate_register": COUNT,
    "check_in": "the codes of a lesson's wall",
    "sending": "the text of a message to many; whom it went to stands by number",
    "help_tally": COUNT,
    "kiosk_visit": COUNT,
    "age_band": WORDS,
    "help_reason": WORDS,
    "help_result": WORDS,
    "help_topic": WORDS,
    "skill": WORDS,
    "message_text": WORDS,
    "programme": WORDS,
    "programme_version": WORDS,
    "job": MACHINE,
    "receipt": MACHINE,
    "audit_head": MACHINE,
    "night": MACHINE,
    "key_fingerprint": MACHINE,
    "page_version": MACHINE,
    "held_roll": MACHINE,
}

ID = "a random number by which addresses and the trail name the row: without the name it tells of nobody"
STATE = "which of a few states the row is in"
HASH = "ties an act of the trail to the one before"

COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "account.public_id",
            "ambassador.public_id",
            "ambassador_offer.public_id",
            "ambassador_offer.submission",
            "attendance.mark_uuid",
            "attendance_mark.uuid",
            "certificate_request.public_id",
            "data_request.public_id",
            "data_request.submission",
            "data_request.token",
            "door_helper.public_id",
            "help_correction.uuid",
            "help_record.uuid",
            "help_request.public_id",
            "import_run.public_id",
            "entry_photo.public_id",
            "lesson_photo.public_id",
            "mentor_visit.uuid",
            "mentorship.public_id",
            "person.public_id",
            "person_merge.public_id",
            "registration.public_id",
            "shift_note.uuid",
            "skill_step.visit_uuid",
            "plate.public_id",
            "thanks_letter.public_id",
            "visit_link.token",
        ),
        ID,
    ),
    **dict.fromkeys(
        (
            "ambassador_offer.state",
            "data_request.seen_how",
            "data_request.state",
            "data_request_step.step",
            "erasing_hold.until",
            "help_request.state",
            "help_request.due_on",
            "help_request_step.step",
            "import_run.kind",
            "import_run.reason",
            "import_run.sha256",
            "import_run.state",
            "entry_photo.key",
            "lesson_photo.kind",
            "registration.state",
            "registration.way",
            "registration_step.step",
            "sending_recipient.how",
            "plate.file",
            "plate.sha256",
            "thanks_letter.file",
            "thanks_letter.sha256",
            "visit_link.how",
        ),
        STATE,
    ),
    **dict.fromkeys(
        (
            "organisation.address",
            "organisation.code",
            "organisation.kind",
            "organisation.name",
            "organisation.retired_on",
            "organisation.search_key",
        ),
        WARD,
    ),
    "certificate.drawn_size": "the size of a sheet",
    "shift_note.day": "the day on which one shift handed over to the next",
    "audit_event.previous_hash": HASH,
    "audit_event.hash": HASH,
    "printed_sheet.seats": "registrations by number, in the order of a printed sheet",
}
