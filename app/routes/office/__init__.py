"""The office: what the ward's officer and leader do with courses, lists to approve and the register."""

from flask import Blueprint

from app.models.mixins.decided import Refused
from app.registers.definitions import REGISTERS
from app.routes.desk.finds import finds
from app.routes.desk.more import more
from app.routes.desk.places import rail
from app.routes.desk.shown import is_dense, keys_wanted, shown
from app.routes.office.ambassadors.ambassador_appointments import ambassador_appointments
from app.routes.office.ambassadors.ambassador_endings import ambassador_endings
from app.routes.office.ambassadors.ambassador_invitations import ambassador_invitations
from app.routes.office.ambassadors.ambassador_lists import ambassador_lists
from app.routes.office.ambassadors.ambassador_offers import ambassador_offers
from app.routes.office.ambassadors.ambassador_papers import ambassador_papers
from app.routes.office.ambassadors.ambassadors import ambassadors
from app.routes.office.ambassadors.least_mentees import least_mentees
from app.routes.office.ambassadors.thanks_letter_decisions import thanks_letter_decisions
from app.routes.office.ambassadors.thanks_letters import thanks_letters
from app.routes.office.approvals.approvals import approvals
from app.routes.office.approvals.certificate_trials import certificate_trials
from app.routes.office.approvals.deciding import stopped
from app.routes.office.approvals.decision_papers import decision_papers
from app.routes.office.approvals.decisions import decisions
from app.routes.office.approvals.exceptions import exceptions
from app.routes.office.certificates.certificate_requests import certificate_requests
from app.routes.office.certificates.certificate_sizes import certificate_sizes
from app.routes.office.certificates.certificates import certificates
from app.routes.office.certificates.course_papers import course_papers
from app.routes.office.certificates.hand_overs import hand_overs
from app.routes.office.certificates.name_writings import name_writings
from app.routes.office.certificates.paper_names import paper_names
from app.routes.office.certificates.register_entries import register_entries
from app.routes.office.certificates.registers import registers
from app.routes.office.certificates.request_decisions import request_decisions
from app.routes.office.classes.chosen import chosen_classes
from app.routes.office.classes.index import courses
from app.routes.office.common_course_templates import common_course_templates
from app.routes.office.courses.attendances import attendances
from app.routes.office.courses.call_offs import call_offs
from app.routes.office.courses.closures import closures
from app.routes.office.courses.course_histories import course_histories
from app.routes.office.courses.discards import discards
from app.routes.office.courses.new_courses import new_courses
from app.routes.office.courses.posters import posters
from app.routes.office.courses.publications import publications
from app.routes.office.courses.timetables import timetables
from app.routes.office.day.today import today
from app.routes.office.figures import figures
from app.routes.office.help.help_courses import help_courses
from app.routes.office.help.help_overviews import help_overviews
from app.routes.office.help.help_people import help_people
from app.routes.office.help.help_reports import help_reports
from app.routes.office.help.help_rows import help_rows
from app.routes.office.help.help_topics import help_topics
from app.routes.office.help.invitees import invitees
from app.routes.office.help_requests.help_request_acts import help_request_acts
from app.routes.office.help_requests.help_requests import help_requests
from app.routes.office.imports.import_mendings import import_mendings
from app.routes.office.imports.imports import imports
from app.routes.office.imports.intakes import intakes
from app.routes.office.lessons.calendars import calendars
from app.routes.office.lessons.lesson_call_offs import lesson_call_offs
from app.routes.office.lessons.lessons import lessons
from app.routes.office.lessons.sheets import sheets
from app.routes.office.lessons.substitutes import substitutes
from app.routes.office.lists import lists
from app.routes.office.lists_of_help.age_band_lists import age_band_lists
from app.routes.office.lists_of_help.help_list_steps import help_list_steps
from app.routes.office.lists_of_help.help_lists import help_lists
from app.routes.office.mentorships.mentorships import mentorships
from app.routes.office.mentorships.mentorships_changes import mentorships_changes
from app.routes.office.mentorships.mentorships_links import mentorships_links
from app.routes.office.messages.message_texts import message_texts
from app.routes.office.messages.sending_recipients import sending_recipients
from app.routes.office.messages.sendings import sendings
from app.routes.office.movement.drafts import drafts
from app.routes.office.movement.entry_photos import entry_photos
from app.routes.office.movement.plates import plates
from app.routes.office.movement.programme_rows import programme_rows
from app.routes.office.movement.programmes import programmes
from app.routes.office.movement.recognition_decisions import recognition_decisions
from app.routes.office.movement.recognitions import recognitions
from app.routes.office.movement.site_merges import site_merges
from app.routes.office.organisation_merges import organisation_merges
from app.routes.office.people.consents import consents
from app.routes.office.people.duplicates import pairs
from app.routes.office.people.erasures import erasures
from app.routes.office.people.guardians import guardians
from app.routes.office.people.histories import histories
from app.routes.office.people.merges import merges
from app.routes.office.people.people import people
from app.routes.office.registrations.door_lines import door_lines
from app.routes.office.registrations.registration_lists import registration_lists
from app.routes.office.registrations.registration_steps import registration_steps
from app.routes.office.registrations.registrations import registrations
from app.routes.office.reports.report_arrivals import report_arrivals
from app.routes.office.reports.report_decisions import report_decisions
from app.routes.office.reports.report_filings import report_filings
from app.routes.office.reports.report_passages import report_passages
from app.routes.office.reports.report_senders import report_senders
from app.routes.office.reports.reports import reports
from app.routes.office.reports.word_templates import word_templates
from app.routes.office.residential_group_endings import residential_group_endings
from app.routes.office.rights.data_decisions import data_decisions
from app.routes.office.rights.data_requests import data_requests
from app.routes.office.targets.plan_loads import plan_loads
from app.routes.office.targets.source_files import source_files
from app.routes.office.targets.target_denominators import target_denominators
from app.routes.office.targets.targets import targets
from app.routes.office.teams.memberships import memberships
from app.routes.office.teams.team_cards import team_cards
from app.routes.office.teams.team_invitations import team_invitations
from app.routes.office.teams.team_months import team_months
from app.routes.registers.views import blueprint_of

room = Blueprint("office", __name__, url_prefix="/van-phong")

# Templates call these where they need them: a fragment has no frame, and asks nothing.
room.app_context_processor(lambda: {"rail": rail, "is_dense": is_dense, "keys_wanted": keys_wanted})
room.register_error_handler(Refused, stopped)

for resource in (
    today,
    more,
    finds,
    shown,
    courses,
    chosen_classes,
    new_courses,
    timetables,
    course_papers,
    lessons,
    substitutes,
    lesson_call_offs,
    call_offs,
    calendars,
    common_course_templates,
    publications,
    discards,
    closures,
    posters,
    registrations,
    guardians,
    registration_lists,
    registration_steps,
    attendances,
    door_lines,
    imports,
    import_mendings,
    intakes,
    sheets,
    approvals,
    decisions,
    certificate_trials,
    certificate_sizes,
    decision_papers,
    exceptions,
    paper_names,
    name_writings,
    certificates,
    certificate_requests,
    request_decisions,
    hand_overs,
    registers,
    register_entries,
    message_texts,
    sendings,
    sending_recipients,
    consents,
    data_requests,
    data_decisions,
    course_histories,
    pairs,
    histories,
    lists,
    help_lists,
    help_list_steps,
    age_band_lists,
    merges,
    people,
    erasures,
    organisation_merges,
    residential_group_endings,
    plan_loads,
    targets,
    target_denominators,
    source_files,
    programmes,
    drafts,
    entry_photos,
    programme_rows,
    recognitions,
    report_arrivals,
    report_decisions,
    report_filings,
    report_passages,
    report_senders,
    reports,
    word_templates,
    recognition_decisions,
    site_merges,
    plates,
    figures,
    help_overviews,
    help_reports,
    help_rows,
    help_people,
    help_courses,
    help_topics,
    invitees,
    help_requests,
    help_request_acts,
    memberships,
    team_invitations,
    team_cards,
    team_months,
    ambassador_appointments,
    ambassador_endings,
    ambassador_invitations,
    ambassador_lists,
    ambassador_offers,
    ambassador_papers,
    ambassadors,
    least_mentees,
    thanks_letters,
    thanks_letter_decisions,
):
    room.register_blueprint(resource)
for resource in (mentorships, mentorships_changes, mentorships_links):
    room.register_blueprint(resource)
for register in REGISTERS:
    room.register_blueprint(blueprint_of(register))
