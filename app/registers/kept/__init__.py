"""Every plain register, a module each: what is entered here has its pages, its acts and its tests."""

from typing import Any

from app.registers.kept.places import PLACES
from app.registers.register import Register

KEPT: tuple[Register[Any], ...] = (PLACES,)
