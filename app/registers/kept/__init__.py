"""Every plain register, a module each: what is entered here has its pages, its acts and its tests."""

from typing import Any

from app.registers.kept.course_templates import COURSE_TEMPLATES
from app.registers.kept.denominators import DENOMINATORS
from app.registers.kept.matters import MATTERS
from app.registers.kept.measurements import MEASUREMENTS
from app.registers.kept.organisations import ORGANISATIONS
from app.registers.kept.places import PLACES
from app.registers.kept.plans import PLANS
from app.registers.kept.reporting_rules import REPORTING_RULES
from app.registers.kept.residential_groups import RESIDENTIAL_GROUPS
from app.registers.kept.targets import TARGETS
from app.registers.kept.teams import TEAMS
from app.registers.register import Register

KEPT: tuple[Register[Any], ...] = (
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
