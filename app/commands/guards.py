"""What `lopso doctor` says of rows that stay: their triggers stand, and who was erased was erased on the one path."""

from sqlalchemy import exists, func, or_, select, text

from app.commands.surroundings import BAD, OK, WARN, Finding
from app.jobs import taken_back
from app.models import Attendance, AuditEvent, Base, Person, Registration, Status, guards
from app.models.learning import staying
from app.models.movement import representing
from app.registers.personal_data.emptying import NAMELESS
from app.web.database import db
from app.web.responses import settings

# Names in one line.
MOST_NAMED = 20
STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def audit_guard() -> Finding:
    """The triggers that refuse a change of the audit trail, of marks and of papers stand."""
    engine = db.engine.dialect.name
    missing = set(guards.triggers(Base.metadata, engine)) - set(db.session.scalars(text(STANDING[engine])))
    if missing:
        way_out = "Somebody took them down. Find out who, then put them up again from the migrations, or restore."
        return Finding("audit guard", BAD, f"missing: {', '.join(sorted(missing))}", way_out)
    return Finding("audit guard", OK, "stands")


def erased_people() -> Finding:
    """Whoever is erased was erased on the documented path: the trail says so of each."""
    in_trail = exists().where(
        AuditEvent.action == "person.erased",
        AuditEvent.subject_kind == "person",
        AuditEvent.subject_id == Person.public_id,
    )
    emptied = Person.merged_into_id.is_(None), or_(Person.erased_at.is_not(None), Person.full_name == NAMELESS)
    missing = db.session.scalar(select(func.count()).select_from(Person).where(*emptied, ~in_trail))
    if not missing:
        return Finding("erased people", OK, "each stands in the trail")
    way_out = "Find out who could write to the database; a backup from before has the names."
    return Finding("erased people", BAD, f"{missing} emptied by hand: the trail says nothing of it", way_out)


def erased_again() -> Finding:
    """Nobody who was erased on request stands here by name, as an older backup brings them back."""
    try:
        left = taken_back.left(settings())
    except ValueError as error:
        return Finding(
            "erased on request", BAD, str(error), "Put the file of the same name beside the newest backup there."
        )
    if not left:
        return Finding("erased on request", OK, "nobody came back")
    way_out = (
        "The worker erases them at night, once no pair and no service of theirs goes on; lopso restore said of whom."
    )
    return Finding("erased on request", WARN, f"{left} came back with an older backup", way_out)


def names_that_differ_by_a_mark() -> Finding:
    """Nobody is left without a seat whose name an earlier release took for that of somebody registered."""
    found = staying.names_taken_for_others(db.session())
    if not found:
        return Finding("names that differ by a mark", OK, "each registered as somebody of their own")
    named = "; ".join(f"{each.course}: {each.typed}, taken for {each.registered}" for each in found[:MOST_NAMED])
    more = f"; and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    way_out = "Ask the office whether each is a second person, and to register them: they hold a ticket, but no seat."
    return Finding("names that differ by a mark", WARN, named + more, way_out)


def representing_sites() -> Finding:
    """Each organisation, group and team that programmes are about has its row in their books, under its name."""
    differing, missing = len(representing.differing(db.session())), representing.missing(db.session())
    if not (differing or missing):
        return Finding("rows of programmes", OK, "each follows its organisation, group or team")
    way_out = "Somebody wrote to the database by hand: save the organisation, group or team once more on its page."
    found = f"{differing} differ from their organisation, group or team, {missing} are missing"
    return Finding("rows of programmes", WARN, found, way_out)


def merged_registrations() -> Finding:
    """Nobody is marked on a registration that was merged into another: there they count a second time."""
    merged = Registration.id == Attendance.registration_id, Registration.merged_into_id.is_not(None)
    wanted = select(func.count()).select_from(Attendance).join(Registration, merged[0])
    left = db.session.scalar(wanted.where(merged[1], Attendance.status != Status.UNMARKED))
    if not left:
        return Finding("merged registrations", OK, "no marks lie on them")
    way_out = "Merge the two rows of each person anew: undo the merge on the page of the person, then merge again."
    return Finding("merged registrations", BAD, f"{left} marks count beside those of the one that stays", way_out)
