"""Every act that is noted in the trail, with its sentence and the words of its details."""

from collections.abc import Mapping

from app.registers.act import Act
from app.registers.acts.helping import HELPING
from app.registers.acts.learning import FORMER, LEARNING
from app.registers.acts.movement import MOVEMENT
from app.registers.acts.office import OFFICE
from app.registers.acts.people import PEOPLE
from app.registers.definitions import REGISTERS
from app.registers.programmes.register import ACTS as PROGRAMME_ROWS

ACTS: Mapping[str, Act] = {
    **LEARNING,
    **HELPING,
    **PEOPLE,
    **OFFICE,
    **MOVEMENT,
    **PROGRAMME_ROWS,
    **FORMER,
    **{name: act for register in REGISTERS for name, act in register.acts.items()},
}
