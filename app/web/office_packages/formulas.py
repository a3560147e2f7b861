"""Formulas of Excel: whether one keeps to its workbook when it is calculated."""

import re

from app.web.office_packages.rules import Reason, listed

_FUNCTIONS = listed("functions.txt")
# What stands before the names of functions that came later or are another program's; those that a formula names itself
# (LET, LAMBDA).
_PREFIX = re.compile(r"^(?:_*XL(?:FN|WS|UDF)\.|ORG\.(?:LIBREOFFICE|OPENOFFICE)\.|COM\.MICROSOFT\.)+")
_OWN = "_XLPM."
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
    return _PREFIX.sub("", function, count=1) in _FUNCTIONS or function.startswith(_OWN)
