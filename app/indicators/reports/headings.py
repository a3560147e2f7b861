"""Headings of a report's third part: those of the plan, or of a province's report those of the themes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.country import sentences
from app.models import Plan
from app.models.movement.sentence import DIRECTING, THEMES
from app.models.targets.plan_part import above


# What a draft is made of besides figures, and what no report stores.
@dataclass(frozen=True)
class SentenceLine:
    """What a report says of some counts: under which theme, with their tokens; `lack`: among the shortcomings."""

    theme: str
    text: str
    lack: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading of a report's third part: of the part `numeral` of the plan; `lead`: a line for each heading that it is
    below, then its own; `themes`: keys of THEMES of which sentences stand there."""

    numeral: str
    lead: str
    themes: Sequence[str] = ()

    @property
    def title(self) -> str:
        """As a sentence names it: "người dân"."""
        return sentences.continued(self.lead.rpartition("\n")[2].removeprefix(f"{self.numeral}. ").rstrip("."))


def headings_of(plan: Plan, *, numbered: bool = True) -> Iterator[Heading]:
    """Those of a plan in its order, but for its first part, of which the report's first part tells; a province, which
    sums up a few of them, has them without the plan's numerals."""
    names = {each.numeral: f"{(each.choice_name if numbered else each.title).rstrip('.')}." for each in plan.parts}
    themes = [each for each in THEMES if each != DIRECTING]
    for part in plan.parts:
        if not part.is_first:
            levels = [each for each in (above(part.numeral), part.numeral) if each in names]
            lead = "\n".join(names[each] for each in levels)
            yield Heading(part.numeral, lead, [each for each in themes if plan.heading_of(each) is part])


def of_themes() -> Iterator[Heading]:
    """One a theme, where there is no plan."""
    yield from (Heading("", f"{title}.", [key]) for key, title in THEMES.items() if key != DIRECTING)


def new_levels(lead: str, before: str) -> Sequence[str]:
    """The headings of a lead that are not printed yet below the lead before it; none of the same lead."""
    last, here = before.split("\n"), lead.split("\n")
    if not lead or here == last:
        return ()
    same = next((at for at, each in enumerate(here) if at >= len(last) or each != last[at]), len(here) - 1)
    return here[same:]
