"""The public room: anyone, without an account."""

from flask import Blueprint

from app.routes.public.certificates import certificates
from app.routes.public.courses.calendars import calendars
from app.routes.public.courses.courses import courses
from app.routes.public.courses.link_pictures import link_pictures
from app.routes.public.courses.openings import openings
from app.routes.public.courses.posters import posters
from app.routes.public.door.door_outboxes import door_outboxes
from app.routes.public.door.door_photos import door_photos
from app.routes.public.door.doors import doors
from app.routes.public.guides import guides
from app.routes.public.hall.check_ins import check_ins
from app.routes.public.hall.family_marks import family_marks
from app.routes.public.hall.hall_requests import hall_requests
from app.routes.public.hall.self_marks import self_marks
from app.routes.public.help.ambassador_cards import ambassador_cards
from app.routes.public.help.ambassador_offers import ambassador_offers
from app.routes.public.help.help_guides import help_guides
from app.routes.public.help.help_request_tickets import help_request_tickets
from app.routes.public.help.help_requests import help_requests
from app.routes.public.help.visit_links import visit_links
from app.routes.public.homes import homes
from app.routes.public.pages import pages
from app.routes.public.phone.browser_files import browser_files
from app.routes.public.phone.installs import installs
from app.routes.public.phone.own_phones import own_phones
from app.routes.public.phone.shell_pages import shell_pages
from app.routes.public.registration.families import families
from app.routes.public.registration.field_checks import field_checks
from app.routes.public.registration.registrations import registrations
from app.routes.public.registration.seats import seats
from app.routes.public.rights.data_request_tickets import data_request_tickets
from app.routes.public.rights.data_requests import data_requests
from app.routes.public.ticket.absences import absences
from app.routes.public.ticket.acceptances import acceptances
from app.routes.public.ticket.cancellations import cancellations
from app.routes.public.ticket.corrections import corrections
from app.routes.public.ticket.own_certificates import own_certificates
from app.routes.public.ticket.own_data import own_data_pages
from app.routes.public.ticket.paper_names import paper_names
from app.routes.public.ticket.rejoinings import rejoinings
from app.routes.public.ticket.relatives import relatives
from app.routes.public.ticket.tickets import tickets

room = Blueprint("public", __name__)

for resource in (
    homes,
    courses,
    registrations,
    families,
    field_checks,
    seats,
    calendars,
    openings,
    link_pictures,
    posters,
    tickets,
    acceptances,
    cancellations,
    rejoinings,
    absences,
    relatives,
    corrections,
    paper_names,
    own_certificates,
    own_data_pages,
    data_requests,
    data_request_tickets,
    certificates,
    ambassador_offers,
    ambassador_cards,
    check_ins,
    family_marks,
    self_marks,
    hall_requests,
    doors,
    door_outboxes,
    door_photos,
    help_request_tickets,
    help_requests,
    pages,
    help_guides,
    guides,
    installs,
    browser_files,
    shell_pages,
    own_phones,
    visit_links,
):
    room.register_blueprint(resource)
