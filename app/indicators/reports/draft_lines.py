"""What a draft is made of besides figures, and what no report stores."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.country import sentences


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
