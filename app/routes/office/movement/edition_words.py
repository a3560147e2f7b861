"""What an edition changes, keeps and leaves of a ward's programme, in words."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _, lazy_gettext as _l

from app.models.movement.declaration_reading import read
from app.models.movement.editions import LISTS, RELATIONS as MEANT, WHO, Definition, Path, at
from app.models.movement.question import Type
from app.routes.office.movement.draft_forms import TYPES
from app.web.words.roles import RELATIONS

# What pieces of each list are called: one that comes, one that changes, one that goes, and one by its words.
_KINDS: Mapping[str, tuple[object, object, object]] = {
    "fields": (_l("Câu hỏi mới: %(words)s"), _l("Câu hỏi “%(words)s” đổi"), _l("Bỏ câu hỏi “%(words)s”")),
    "criteria": (_l("Tiêu chí mới: %(words)s"), _l("Tiêu chí “%(words)s” đổi"), _l("Bỏ tiêu chí “%(words)s”")),
    "counts": (_l("Số đếm mới: %(words)s"), _l("Số đếm “%(words)s” đổi"), _l("Bỏ số đếm “%(words)s”")),
    "checks": (_l("Câu nhắc mới: %(words)s"), _l("Câu nhắc “%(words)s” đổi"), _l("Bỏ câu nhắc “%(words)s”")),
}
_CHOICES = (_l("“%(words)s” có thêm “%(choice)s”"), _l("“%(words)s”: “%(choice)s” nay là “%(now)s”"),
            _l("“%(words)s” bỏ “%(choice)s”"))  # fmt: skip
# Other keys of a declaration; those that are none of these are told together.
_OTHERS: Mapping[str, object] = {
    "name": _l("Tên phong trào"), "noun": _l("Gọi từng dòng là gì"), "source": _l("Theo kế hoạch nào"),
    "words": _l("Chữ trên trang"), "due": _l("Hạn gửi"), "recorded_on": _l("Ghi ở đâu"),
    "records": _l("Người ghi"), "sees": _l("Người xem"), "confirmed_by": _l("Người xác nhận"),
    WHO[0]: _l("Người ghi, người xem, người xác nhận"), "recognised_when": _l("Đủ gì thì công nhận"),
    "gives": _l("Giấy cấp"), "valid_for": _l("Giấy có giá trị bao lâu"), "outcomes": _l("Kết quả của mỗi lần ghi"),
    "keep": _l("Giữ chữ bao lâu"), "among": _l("Gồm những nơi nào"), "title": _l("Tên của từng dòng"),
    "tasks_to": _l("Giao việc khắc phục cho nơi được nêu"),
}  # fmt: skip


class PieceLine(NamedTuple):
    """A piece in words, and a few more."""

    text: str
    small: str = ""


def piece_line(
    path: Path, before: Definition, edition: Definition, *, own: Definition | None = None, why: Path | None = None
) -> PieceLine:
    """A piece at a path of two editions. `own`: the ward's declaration, of a piece that it keeps; `why`, of one that it
    cannot have: what it took out or has for something else, () where that is no single piece."""
    if path[0] not in LISTS:
        return PieceLine(str(_OTHERS.get(path[0], _("Cách ghi"))), _small_of_key(path, before, edition, own, why))
    was, now, mine = at(before, path), at(edition, path), at(own or {}, path)
    place = 0 if was is None else 2 if now is None else 1
    piece = at(before if now is None else edition, path[:2])
    label = _label(piece, path)
    if len(path) > 2:
        words = str(_CHOICES[place]) % {"words": label, "choice": was or now, "now": now}
    else:
        words = str(_KINDS[path[0]][place]) % {"words": _label(mine, path) if mine else label}
    if own is not None:
        kept = mine is not None and now is not None and len(path) == 2 and _label(mine, path) != label
        return PieceLine(words, _kept(_label(mine, path), label) if kept else _("phường đã đổi hay còn dùng"))
    return PieceLine(words, _type(piece) if why is None else _why(path, why, before, edition))


def _small_of_key(
    path: Path, before: Definition, edition: Definition, own: Definition | None, why: Path | None
) -> str:  # fmt: skip
    """What is said of a key of the declaration that is no list of pieces."""
    mine, now = at(own or {}, path), at(edition, path)
    if why is not None:
        return _why(path, why, before, edition)
    if own is not None:
        return _kept(mine, now) if isinstance(mine, str) and isinstance(now, str) else str(_("phường đã đổi"))
    if path == WHO:
        return _who(before, edition)
    return str(_("bản mới: “%(words)s”", words=now)) if isinstance(now, str) else ""


def _who(before: Definition, edition: Definition) -> str:
    """Who records, sees or confirms no more, and who does now."""
    was, now = read(before, stored=True), read(edition, stored=True)
    parts = []
    for key in MEANT:
        old, new = getattr(was, key), getattr(now, key)
        for words, which in (
            (_l("bớt %(who)s"), [each for each in old if each not in new]),
            (_l("thêm %(who)s"), [each for each in new if each not in old]),
        ):
            if which:
                parts.append(f"{_OTHERS[key]}: {str(words) % {'who': relations(which)}}")
    return "; ".join(parts)


def relations(keys: Iterable[str]) -> str:
    """Roles and relations in words."""
    return ", ".join(str(RELATIONS[each]) for each in keys)


def _kept(mine: str, theirs: str) -> str:
    return str(_("đang ghi “%(mine)s”, bản mới ghi “%(theirs)s”", mine=mine, theirs=theirs))


def _why(path: Path, why: Path, before: Definition, edition: Definition) -> str:
    """Why a piece is not taken."""
    if why == path:
        stood = at(before, path) is not None
        return str(_("phường đã bỏ") if stood else _("phường đã dùng tên này cho mục khác"))
    piece = next((found for of in (before, edition) if why and (found := at(of, why[:2]))), None)
    if piece is not None:
        return str(_("vì phường không có “%(words)s” như bản này", words=_label(piece, why)))
    return str(_("không hợp với phần phường đã sửa"))


def _label(piece: Any, path: Path) -> str:
    """What people call a piece."""
    return str(piece.get("label") or piece.get("text") or path[1]) if isinstance(piece, Mapping) else path[1]


def _type(piece: Any) -> str:
    """What a field is answered by, and whether that is counted."""
    if not isinstance(piece, Mapping) or piece.get("type") not in [*Type]:
        return ""
    counted = _("đếm") if piece.get("counted") else ""
    return " · ".join(filter(None, (str(TYPES[Type(piece["type"])][0]), str(counted))))
