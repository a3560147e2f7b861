"""Formulas of Excel: whether one starts a program or fetches something when the workbook is calculated."""

import re

# Names in quotes, which stay; columns of tables and texts, which are left out.
_QUOTED = re.compile(r"('(?:[^']|'')*')|\[[^\[\]]*\]|\"(?:[^\"]|\"\")*\"")
# `program|topic!item`: no formula has this sign elsewhere.
_DDE = re.compile(r"\|[^|]*!")
_FUNCTIONS = re.compile(
    r"(?<![\w.])(?:_xl\w+\.)*(?:DDE|WEBSERVICE|IMAGE|RTD|CALL|EXEC|REGISTER(?:\.ID)?|SQL\.REQUEST)\s*\(", re.IGNORECASE
)


def is_harmless(formula: str) -> bool:
    """Whether a formula, also one of a name, a rule or a chart, keeps to the workbook."""
    if not any(sign in formula for sign in "|(/\\"):
        return True
    bare = _QUOTED.sub(lambda quoted: quoted[1] or "", formula)
    return not (_DDE.search(bare) or _FUNCTIONS.search(bare) or "\\" in bare or "://" in bare)
