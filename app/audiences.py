"""Whom a course is for, by the key that is stored: the words a resident reads, in the order of a list."""

from collections.abc import Mapping

from flask_babel import gettext as _, lazy_gettext as _l

AUDIENCES: Mapping[str, object] = {
    "people": _l("Mọi người"),
    "elderly": _l("Người cao tuổi"),
    "disabled": _l("Người khuyết tật"),
    "students": _l("Học sinh và cha mẹ"),
    "workers": _l("Người lao động"),
    "traders": _l("Tiểu thương, hộ kinh doanh"),
    "cbccvc": _l("Cán bộ, công chức, viên chức"),
    "teams": _l("Tổ công nghệ số"),
}


# Classes that people attend as a duty of their office; everybody else comes because they asked to.
ON_DUTY = frozenset({"cbccvc"})


def ground(key: str) -> str:
    """Why the ward may keep who attends a class for an audience: a duty of office, or that people registered."""
    if key in ON_DUTY:
        return str(_("Học là nhiệm vụ được cơ quan giao, nên phường ghi tên và kết quả học theo nhiệm vụ đó."))
    return ""


def audience(key: str) -> str:
    """The words for a key; an unknown one (a ward's own, imported) is shown as it is."""
    return str(AUDIENCES.get(key, key))
