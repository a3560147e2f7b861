"""All registers, a module each. A register listed here has its pages, its trail events and its tests."""

from typing import Any

from app.registers.definitions.course_templates import COURSE_TEMPLATES
from app.registers.definitions.denominators import DENOMINATORS
from app.registers.definitions.matters import MATTERS
from app.registers.definitions.measurements import MEASUREMENTS
from app.registers.definitions.organisations import ORGANISATIONS
from app.registers.definitions.places import PLACES
from app.registers.definitions.plans import PLANS
from app.registers.definitions.reporting_rules import REPORTING_RULES
from app.registers.definitions.residential_groups import RESIDENTIAL_GROUPS
from app.registers.definitions.targets import TARGETS
from app.registers.definitions.teams import TEAMS
from app.registers.register import Register

REGISTERS: tuple[Register[Any], ...] = (
    COURSE_TEMPLATES,
    DENOMINATORS,
    MATTERS,
    MEASUREMENTS,
    ORGANISATIONS,
    PLACES,
    PLANS,
    REPORTING_RULES,
    RESIDENTIAL_GROUPS,
    TARGETS,
    TEAMS,
)
