"""The public room: anyone, without an account."""

from flask import Blueprint

from app.routes.public.browser_files import browser_files
from app.routes.public.calendars import calendars
from app.routes.public.cancellations import cancellations
from app.routes.public.certificates import certificates
from app.routes.public.courses import courses
from app.routes.public.field_checks import field_checks
from app.routes.public.homes import homes
from app.routes.public.pages import pages
from app.routes.public.posters import posters
from app.routes.public.registrations import registrations
from app.routes.public.seats import seats
from app.routes.public.tickets import tickets

room = Blueprint("public", __name__)

for resource in (
    homes,
    courses,
    registrations,
    field_checks,
    seats,
    calendars,
    posters,
    tickets,
    cancellations,
    certificates,
    pages,
    browser_files,
):
    room.register_blueprint(resource)
