"""Lists of residential groups, with how many people and households each has."""

import re
from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.country import formats, names
from app.exchange.imports.cells import UnusableCell, count_of, line_of, text_of
from app.exchange.imports.fates import Fate, Row, Told
from app.exchange.imports.groups_on_file import GroupsOnFile
from app.exchange.imports.people import Target
from app.exchange.imports.vocabulary import Meaning
from app.models import AdministrativeUnit, ResidentialGroup
from app.models.people.changing import take_over

M = Meaning
NAME_LIMIT, CODE_LIMIT = 120, 20
_CODE = re.compile(r"[\w.\-/]+")
KINDS = ("tổ dân phố", "khu phố", "tiểu khu", "thôn", "bản", "xóm", "khối", "ấp", "buôn")


class GroupIntake:
    """Takes a list into a ward's groups: new ones are added, of known ones the counts are brought up to date."""

    def __init__(self, session: Session, target: Target, *, store: bool) -> None:
        self.session, self.target, self.store = session, target, store
        # Locked, so that two lists at once make no group twice.
        self.unit = session.get_one(AdministrativeUnit, target.unit_id, with_for_update=True if store else None)
        everything = list(session.scalars(ResidentialGroup.of(target.unit_id)))
        self.groups = GroupsOnFile(everything, self.unit.group_word)
        self.codes = {group.code.casefold(): group for group in everything}

    def take(self, rows: Sequence[Row]) -> list[Told]:
        """What becomes of some rows, in their order."""
        told = [self._taken(row) for row in rows]
        if self.store:
            self.session.flush()
        return told

    def _taken(self, row: Row) -> Told:
        name = text_of(row.given.get(M.NAME))
        try:
            return self._settled(row)
        except UnusableCell as unusable:
            return Told(row.number, Fate.REFUSED, name[:NAME_LIMIT], why=str(unusable))

    def _settled(self, row: Row) -> Told:
        name, code = self._name(row), self._code(row)
        counts = {
            "population": count_of(row.given.get(M.POPULATION)),
            "households": count_of(row.given.get(M.HOUSEHOLDS)),
        }
        about = " · ".join(self._counted(counts))
        known = self._known(name, code)
        if known is None:
            self._add(row, name, code, counts)
            return Told(row.number, Fate.NEW, name, about)
        key = f"group {known.code}"
        if earlier := self.target.rows.get(key):
            return Told(row.number, Fate.KNOWN, name, about, _("Trùng dòng %(row)s của tệp.", row=earlier))
        self.target.rows[key] = row.number
        changed = {what: count for what, count in counts.items() if count not in (None, getattr(known, what))}
        if changed and self.store:
            take_over(known, {**changed, **self._source()}, str(known.version))
        notice = (_("Cập nhật số liệu: %(counts)s.", counts=", ".join(self._counted(changed))),) if changed else ()
        return Told(row.number, Fate.KNOWN, name, about, _("Đã có trong danh mục."), notice)

    def _name(self, row: Row) -> str:
        name = text_of(row.given.get(M.NAME))
        if name.isdigit():  # "5" in a column "Tổ"
            name = f"{self.unit.group_word.capitalize()} {name}"
        if not any(map(str.isalpha, name)):
            raise UnusableCell(_("Chưa có tên. Anh chị ghi tên, ví dụ Tổ dân phố số 5."))
        if len(name) > NAME_LIMIT:
            raise UnusableCell(_("Tên dài quá %(limit)s chữ. Anh chị ghi gọn lại.", limit=NAME_LIMIT))
        return name

    def _code(self, row: Row) -> str:
        code = text_of(row.given.get(M.CODE))
        if code and (len(code) > CODE_LIMIT or not _CODE.fullmatch(code)):
            raise UnusableCell(_('Mã "%(code)s" chưa dùng được. Anh chị ghi chữ và số liền nhau.', code=code[:40]))
        return code

    def _known(self, name: str, code: str) -> ResidentialGroup | None:
        """The group on file that a row means.

        Raises:
            UnusableCell: code and name are not of one group, or the name may mean several.
        """
        by_code = self.codes.get(code.casefold()) if code else None
        by_name = self.groups.found(name)
        if by_code is not None and by_code not in by_name:
            text = _('Mã "%(code)s" đang là của %(name)s. Anh chị xem lại mã hoặc tên.', code=code, name=by_code.name)
            raise UnusableCell(text)
        if by_code is not None:
            return by_code
        if len(by_name) > 1:
            raise UnusableCell(_('"%(name)s" có thể là nhiều nơi. Anh chị ghi thêm mã.', name=name[:40]))
        return next(iter(by_name), None)

    def _add(self, row: Row, name: str, code: str, counts: Mapping[str, int | None]) -> None:
        code = code or self._fresh_code()
        kind = line_of(row.given.get(M.KIND), 40).lower() or self._kind(name)
        group = ResidentialGroup(
            unit=self.unit,
            code=code,
            name=name,
            kind=kind,
            population=counts["population"],
            households=counts["households"],
        )
        if any(count is not None for count in counts.values()):
            group.count_source = self._source()["count_source"]
        self.groups.add(group)
        self.codes[code.casefold()] = group
        self.target.rows[f"group {code}"] = row.number
        if self.store:
            self.session.add(group)

    def _kind(self, name: str) -> str:
        lowered = name.lower()
        return next((kind for kind in KINDS if lowered.startswith(f"{kind} ")), self.unit.group_word)

    def _fresh_code(self) -> str:
        """The next free code in the ward's own manner: initials of its word and a number, TDP12."""
        initials = "".join(word[0] for word in names.search_key(self.unit.group_word).split()).upper() or "T"
        number = len(self.codes) + 1
        while f"{initials}{number:02d}".casefold() in self.codes:
            number += 1
        return f"{initials}{number:02d}"

    def _source(self) -> dict[str, str]:
        day = formats.date(formats.local(self.target.now))
        return {"count_source": str(_("tệp %(name)s, nhập ngày %(day)s", name=self.target.source or "?", day=day))}

    @staticmethod
    def _counted(counts: Mapping[str, int | None]) -> list[str]:
        words = {"population": _("dân số"), "households": _("số hộ")}
        return [f"{words[what]} {formats.number(count)}" for what, count in counts.items() if count is not None]


def lacking(meanings: Sequence[Meaning]) -> str:
    """What a list of groups must have and these columns have not, as one sentence; empty when it has all."""
    return "" if M.NAME in meanings else str(_("Chưa rõ cột nào ghi %(what)s.", what=_("tên")))
