"""What a kind of Office file may be made of, declared; `guard.py` holds a file to it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from urllib.parse import unquote

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


# Where links, pictures and templates of an Office file may lead to.
_PAGE = re.compile(r"(?:https?://|mailto:)[^\\\s]", re.IGNORECASE)
_CALL = re.compile(r"(?:tel|sms):[\d+*#(). -]+$", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_QUOTES = "\"'“”„‘’ \t\r\n"
# Endings by which a press on a link starts something (Windows).
_PROGRAMS = re.compile(
    r"\.(?:exe|com|scr|pif|bat|cmd|ps1|psm1|vbs?|vbe|jse?|wsf|wsh|hta|lnk|url|msi|msp|cpl|jar|reg|inf|dll|chm|iso|img|vhdx?"
    r"|appref-ms|application|settingcontent-ms|library-ms|search-ms)$",
    re.IGNORECASE,
)


def is_page(address: str) -> bool:
    """Whether an address is one of a page or a mail address."""
    return _PAGE.match(address.strip()) is not None


def is_program(name: str) -> bool:
    """Whether a file of this name is a program, or starts one."""
    return _PROGRAMS.search(name.strip(" .")) is not None


def is_own_disk(address: str) -> bool:
    """Whether an address names a file on the disk of who wrote it: `Normal.dotm`, `C:\\…`, `file:///C:/…`. Opened
    elsewhere nothing is fetched. Never another machine (`\\\\server`, `file://server`, however written) or a page."""
    path = unquote(address).strip(_QUOTES).replace("\\", "/")
    if path.lower().startswith("file:"):
        path = re.sub(r"^//(?:localhost)?/", "/", path[5:], flags=re.IGNORECASE)
    elif _SCHEME.match(path):
        return False
    return bool(path) and "//" not in path and "?" not in path and path.isprintable()


def is_linked_picture(address: str) -> bool:
    """Whether a picture may stand at an address outside of the file: on the writer's own disk, or in the mail from
    which it was pasted."""
    return address.strip(_QUOTES).lower().startswith("cid:") or is_own_disk(address)


def is_link(address: str) -> bool:
    """Whether an address may stand behind words: a page, a mail address, a telephone, a place in the file, another file
    of the writer's own disk that is no program."""
    plain = address.strip()
    if not plain or plain.startswith("#") or is_page(plain) or _CALL.match(plain):
        return True
    return is_own_disk(plain) and not is_program(re.split("[#]", unquote(plain))[0])


# SVG in an Office file: a picture that stands still and has all that it shows in itself.
_SVG, _HTML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"
_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_SCRIPTS = frozenset({"script", "foreignObject", "handler"})
_ELEMENTS = listed("svg_elements.txt")
_DATA = r"data:(?:image/(?:png|jpe?g|gif|bmp|webp|tiff?)|(?:application/(?:x-)?)?font)[\w/-]*[;,]"
_OWN = re.compile(rf"\s*[\"']?\s*(?:#|{_DATA})", re.IGNORECASE)
_OTHER_RULE = re.compile(r"@(?!(?:font-face|media|charset|namespace|page)(?![\w-]))", re.IGNORECASE)
_TAKES_IN = re.compile(r"(?<![\w-])(?:url|src|image|(?:-\w+-)?image-set|(?:-\w+-)?cross-fade)\s*\(", re.IGNORECASE)


def look_at_element(tag: str, attributes: Mapping[str, str]) -> None:
    """Raises `Refused` for an element that moves or runs, or one whose attributes lead out of the file."""
    space, name = tag[1:].split("}") if tag.startswith("{") else (_SVG, tag)
    if name in _SCRIPTS or any(key.lower().startswith("on") for key in attributes):
        raise Refused(Reason.PROGRAM, name)
    if space == _HTML or (space == _SVG and name not in _ELEMENTS):
        raise Refused(Reason.ELEMENT, name)
    for key, value in attributes.items():
        if key.rpartition("}")[2] == "href":
            is_own = is_link(value) if name == "a" else _OWN.match(value) is not None
        else:
            is_own = key != _BASE and (key.startswith("{") or _keeps_to_itself(value))
        if not is_own:
            raise Refused(Reason.ELSEWHERE, value)


def look_at_styles(styles: str) -> None:
    """Raises `Refused` for a style sheet that takes in another, a picture or a font."""
    if _OTHER_RULE.search(styles) or not _keeps_to_itself(styles):
        raise Refused(Reason.ELSEWHERE, styles)


def _keeps_to_itself(value: str) -> bool:
    """Whether each address in a value is of the drawing; escapes, which hide letters, are none of a drawing."""
    return "\\" not in value and all(_OWN.match(value, found.end()) for found in _TAKES_IN.finditer(value))


# Formulas of Excel: whether one keeps to its workbook when it is calculated.
_FUNCTIONS = listed("functions.txt")
# What stands before the names of functions that came later or are another program's; those that a formula names itself
# (LET, LAMBDA).
_PREFIX = re.compile(r"^(?:_*XL(?:FN|WS|UDF)\.|ORG\.(?:LIBREOFFICE|OPENOFFICE)\.|COM\.MICROSOFT\.)+")
_OWN_FUNCTION = "_XLPM."
_COLUMN = r"\[(?:[^\[\]']|'.|\[(?:[^\[\]']|'.)*+\])*+\]"
# What a formula is made of: another workbook, texts, sheets, columns of tables, names with what they call. The signs of
# the last line stand in nothing else.
_PIECES = re.compile(
    rf"(?P<workbook>'(?:[^'\[]|'')*+\[(?:[^']|'')*+'|(?!\[0\]!){_COLUMN}(?=[\w'!]))"
    r'|"(?:[^"]|"")*+"'
    r"|'(?:[^'\\/]|'')*+'|'(?:[^'\\]|'')*+'(?![!#])"
    rf"|{_COLUMN}"
    r"|(?P<name>[\w.]++)(?P<called>\s*+\()?"
    r"|(?P<stray>[|\\\[\]\"']|//)",
    re.DOTALL,
)
# Names that Excel gives (ISO/IEC 29500-1, §18.2.5) are listed: others run when the workbook opens or closes.
_NAMES = re.compile(
    r"(?!_xlnm\.|auto_(?:open|close|activate|deactivate))"
    r"|_xlnm\.(?:print_area|print_titles|_filterdatabase|criteria|extract|consolidate_area|database|sheet_title)$",
    re.IGNORECASE,
)


def fault(formula: str) -> Reason | None:
    """Why a formula, also one of a name, a rule or a chart, does not keep to the workbook, or None: it names another
    workbook or place, or calls a function that is not listed."""
    for piece in _PIECES.finditer(formula):
        if piece["workbook"]:
            return Reason.WORKBOOK
        if piece["stray"] or (piece["called"] and not _is_known(piece["name"].upper())):
            return Reason.FORMULA
    return None


def is_harmless_name(name: str) -> bool:
    """Whether a name of a workbook runs nothing by itself."""
    return _NAMES.match(name) is not None


def _is_known(function: str) -> bool:
    return _PREFIX.sub("", function, count=1) in _FUNCTIONS or function.startswith(_OWN_FUNCTION)
