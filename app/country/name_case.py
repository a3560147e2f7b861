"""Names in the case that Vietnam writes them in: "BÙI ĐỨC SƠN", "nguyễn văn THƯỜNG" as they stand on a certificate.

Only ever an offer: somebody sees the old and the new name and agrees. `js/name-case.js` does the same on a phone.
"""

import re

from app.country import names

_RUN = re.compile(r"[^\W\d_]+")  # letters without a sign between them
# A capital inside a word may be meant (McDonald), but not beside a letter with a Vietnamese accent (NguyỄn).
_ASCII = re.compile(r"[A-Za-z]+")
# A numeral behind a name: Cao Bá Quát II. Vi and Xi are names.
_NUMERAL = re.compile("II|III|IV|VII|VIII|IX|XII|XIII|XIV")


def rewritten(full_name: str) -> str:
    """The name (clean) with the case of its words set right; a name that is well written comes back as it is.

    A word is set anew when it is all small, all capitals, begins small, or has capitals where none can be meant. Each
    part between signs gets its capital: H'Hen, Mai-Anh, N.T. Nothing but case ever changes.
    """
    better = " ".join(_word(word) for word in full_name.split(" "))
    same = names.clean(better) == better and names.identity_key(better) == names.identity_key(full_name)
    return better if same and len(better) <= names.NAME_LIMIT else full_name


def _word(word: str) -> str:
    if _NUMERAL.fullmatch(word) or not _is_miswritten(_RUN.findall(word)):
        return word
    return _RUN.sub(lambda run: run[0][:1].upper() + run[0][1:].lower(), word)


def _is_miswritten(runs: list[str]) -> bool:
    return bool(runs) and (runs[0][:1].islower() or any(_has_stray_capitals(run) for run in runs))


def _has_stray_capitals(run: str) -> bool:
    """Whether capitals stand where none can be meant: BÙI, NGuyễn, NguyỄn; not Bùi, Y, McDonald."""
    inner = [sign for sign in run[1:] if sign.isupper()]
    return bool(inner) and (run[1].isupper() or not _ASCII.fullmatch(run))
