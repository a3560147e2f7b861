"""All events of the trail, with their sentences and the words of their details."""

from collections.abc import Mapping

from app.registers.acts.helping import HELPING
from app.registers.acts.learning import FORMER, LEARNING
from app.registers.acts.movement import MOVEMENT
from app.registers.acts.office import OFFICE
from app.registers.acts.people import PEOPLE
from app.registers.definitions import REGISTERS
from app.registers.programmes.register import ACTS as PROGRAMME_ROWS
from app.registers.trail_event import TrailEvent

ACTS: Mapping[str, TrailEvent] = {
    **LEARNING,
    **HELPING,
    **PEOPLE,
    **OFFICE,
    **MOVEMENT,
    **PROGRAMME_ROWS,
    **FORMER,
    **{name: act for register in REGISTERS for name, act in register.acts.items()},
}
