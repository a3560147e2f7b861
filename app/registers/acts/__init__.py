"""All events of the trail, with their sentences and the words of their details."""

from collections.abc import Mapping

from app.registers.acts.helping import FORMER as FORMER_HELP, HELPING
from app.registers.acts.learning import FORMER as FORMER_LEARNING, LEARNING
from app.registers.acts.movement import MOVEMENT
from app.registers.acts.office import OFFICE
from app.registers.acts.people import PEOPLE
from app.registers.definitions import REGISTERS
from app.registers.definitions.help_lists import ACTS as HELP_LISTS
from app.registers.programmes.acts import ACTS as PROGRAMME_ROWS
from app.registers.trail_event import TrailEvent

# Events that are no longer noted.
FORMER = {**FORMER_LEARNING, **FORMER_HELP}
ACTS: Mapping[str, TrailEvent] = {
    **LEARNING,
    **HELPING,
    **PEOPLE,
    **OFFICE,
    **MOVEMENT,
    **HELP_LISTS,
    **PROGRAMME_ROWS,
    **FORMER,
    **{name: act for register in REGISTERS for name, act in register.acts.items()},
}
