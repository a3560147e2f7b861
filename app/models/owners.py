"""Whose a row is: the columns that lead to its owner, and from owner to owner up to a unit."""

# The first of these that a table has says it.
OWNERS = (
    "unit_id",
    "course_id",
    "lesson_id",
    "registration_id",
    "approval_id",
    "register_id",
    "certificate_id",
    "team_id",
    "person_id",
    "kept_id",
    "one_id",
    "sending_id",
    "desk_id",
    "request_id",
    "mentorship_id",
    "goal_id",
    "record_id",
    "programme_id",
    "site_id",
    "report_id",
    "passage_id",
    "arrival_id",
    "measurement_id",
    "entry_id",
)
