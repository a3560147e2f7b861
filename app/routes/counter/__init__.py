"""The counter: staff at the desk, ambassadors and heads of residential groups do for others what these cannot do."""

from flask import Blueprint

from app.routes.counter.calls import calls
from app.routes.counter.cancellations import cancellations
from app.routes.counter.courses import courses
from app.routes.counter.doorsteps.doorsteps import doorsteps
from app.routes.counter.doorsteps.house_photos import house_photos
from app.routes.counter.doorsteps.next_houses import next_houses
from app.routes.counter.help_guides import help_guides
from app.routes.counter.help_requests import help_requests
from app.routes.counter.homes.homes import homes
from app.routes.counter.lists import lists
from app.routes.counter.log.days import days
from app.routes.counter.log.help_records import help_records
from app.routes.counter.log.helped_for import followed_people
from app.routes.counter.log.log_papers import log_papers
from app.routes.counter.log.months import months
from app.routes.counter.log.records import records
from app.routes.counter.log.shift_notes import shift_notes
from app.routes.counter.log.tallies import tallies
from app.routes.counter.log.tally_sheets import tally_sheets
from app.routes.counter.lookups import headed_group
from app.routes.counter.mentorships.mentorships import mentorships
from app.routes.counter.mentorships.mentorships_book import mentorships_book
from app.routes.counter.mentorships.mentorships_goals import mentorships_goals
from app.routes.counter.mentorships.mentorships_visits import mentorships_visits
from app.routes.counter.more import more, tabs_of
from app.routes.counter.note_sheets import note_sheets
from app.routes.counter.paper_notes import paper_notes
from app.routes.counter.people import people
from app.routes.counter.registrations import registrations
from app.routes.counter.team_months import team_months
from app.routes.counter.today import today
from app.web.access import signed_in

room = Blueprint("counter", __name__, url_prefix="/quay")

for resource in (
    help_records,
    help_requests,
    team_months,
    followed_people,
    courses,
    registrations,
    people,
    lists,
    paper_notes,
    note_sheets,
    cancellations,
    today,
    more,
    calls,
    help_guides,
    days,
    log_papers,
    months,
    records,
    shift_notes,
    tallies,
    tally_sheets,
):
    room.register_blueprint(resource)
for resource in (
    mentorships,
    mentorships_visits,
    mentorships_goals,
    mentorships_book,
    doorsteps,
    house_photos,
    next_houses,
    homes,
):
    room.register_blueprint(resource)


@room.context_processor
def _whose_room() -> dict[str, object]:
    """What the head of the page calls the room (the group's name for its head, the counter for everybody else), and its
    tabs."""
    visitor = signed_in()
    return {"headed": headed_group(), "room_tabs": tabs_of(visitor) if visitor else []}
