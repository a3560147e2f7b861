"""What a kind of Office file may be made of, declared; `guard.py` holds a file to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
CONTENT_TYPES = "[Content_Types].xml"
RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"
# Any XML of one's own: what a form's controls are bound to, sources of citations.
CUSTOM = "application/xml"


class Reason(Enum):
    """Why a file is refused; whoever takes it has a sentence for each."""

    BROKEN = auto()
    HEAVY = auto()
    KIND = auto()  # another kind of file
    PROGRAM = auto()  # a macro, ActiveX, an add-in, a program as a part
    EMBEDDED = auto()  # an OLE object or link, another file
    ELEMENT = auto()  # an element that takes in another file or runs something
    UNKNOWN = auto()  # a part that nobody knows
    PICTURE = auto()  # what is called a picture and is none
    ELSEWHERE = auto()  # fetched when the file opens
    LINK = auto()  # a link that opens neither page nor mail
    FIELD = auto()  # a field of Word that runs or fetches
    FORMULA = auto()  # a formula that runs or fetches
    WORKBOOK = auto()  # figures out of another workbook or a database


class Refused(Exception):
    """The file is refused; `what` names the place, where one can be named."""

    def __init__(self, reason: Reason, what: str = "") -> None:
        super().__init__(reason, what)
        self.reason, self.what = reason, what.strip()[:80]


class Part(Enum):
    """How a part is looked at."""

    XML = auto()
    CUSTOM = auto()  # XML whose elements may be called as they like
    VML = auto()  # which Excel writes with breaks of HTML
    DRAWN = auto()  # SVG
    PICTURE = auto()
    BINARY = auto()  # fonts, settings of a printer
    WORKBOOK = auto()  # the sheet behind a chart, which is a file of its own


@dataclass(frozen=True, kw_only=True)
class Rules:
    """The rules of a kind of file.

    `mains` are the content types of the main part, each with the kind of file that it makes; `part` knows a content
    type, `relationship` says why one of that type is refused, or None. `outside` are the relationships that may lead
    out of the file, by whole type or by its last word, with what their target must be. `elements` are refused by their
    name in whatever namespace, `valued` where they have a value. `roots` are the root elements of a content type, where
    they are declared; `pictures` says how a picture of a type may begin. `is_wide_allowed` takes parts in UTF-16.
    `workbooks` are the rules of the sheets behind charts; without them there may be none.
    """

    mains: Mapping[str, str]
    most_unpacked: int
    most_parts: int
    part: Callable[[str], Part | Reason]
    roots: Mapping[str, frozenset[str]]
    pictures: Callable[[str], tuple[bytes, ...]]
    relationship: Callable[[str], Reason | None]
    outside: Mapping[str, Callable[[str], bool]]
    elements: Mapping[str, Reason]
    valued: frozenset[str]
    is_field: Callable[[str], bool]
    is_link: Callable[[str], bool]
    is_picture: Callable[[str], bool]
    is_wide_allowed: bool = False
    workbooks: "Rules | None" = None


def listed(name: str) -> frozenset[str]:
    """The words of a list that lies here as data, with its sources in lines that begin with #."""
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
