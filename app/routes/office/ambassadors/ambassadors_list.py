"""The list of the ward's Đại sứ số, by name, never by what they did: columns, filters, whom each mentors."""

from flask import url_for
from flask_babel import gettext as _, lazy_gettext as _l
from sqlalchemy import func
from sqlalchemy.orm import Session

from app.country import formats, names, sentences
from app.models import AdministrativeUnit, Ambassador, Person, ResidentialGroup
from app.models.base import holding
from app.models.helping.ambassadors.ambassador_results import open_pairs
from app.registers.listing import Cell, Column
from app.registers.parts import Line, Narrowing, RowIdentity, RowList, RowSearch
from app.web.words.ambassadors import TRAINING, training_words

ENDED = "da-thoi"


def _until(line: Line[Ambassador]) -> str:
    return formats.date(line.row.until) if line.row.until else ""


def _trained(line: Line[Ambassador]) -> str:
    return training_words(line.row.training) + (", AI" if line.row.ai_trained_on else "")


def _helps_in(one: Ambassador, everywhere: str) -> str:
    place = formats.together(one.residential_group.short_name) if one.residential_group else everywhere
    return ", ".join(filter(None, (place, one.household_cluster)))


def _mentees(unit: AdministrativeUnit, line: Line[Ambassador]) -> Cell:
    """How many somebody mentors, beside how many at least they should; a link to their pairs."""
    count, least = line.count or 0, unit.least_mentees
    if line.row.until or not least:
        words = _("%(open)s người", open=count)
    else:
        words = _("%(open)s người (chỉ tiêu %(target)s)", open=count, target=least)
    linked = count and not line.row.until
    pairs = url_for("office.mentorships.index", phuong=unit.code, dss=line.row.code) if linked else ""
    return Cell(words, pairs, rows=count)


def _columns(unit: AdministrativeUnit, everywhere: str, *, ended: bool) -> tuple[Column[Line[Ambassador]], ...]:
    """The columns; of those who have `ended` also since when."""
    last = Column[Line[Ambassador]]("thoi", _l("Thôi từ"), _until, "num", Ambassador.until.expression, worded=True)
    return (
        Column("ten", _l("Họ và tên"), lambda line: line.row.person.full_name, "main", Person.sort_key.expression),
        Column("ma", _l("Mã"), lambda line: line.row.code, "num soft"),
        *([last] if ended else []),
        Column("to", _l("Phụ trách"), lambda line: _helps_in(line.row, everywhere), worded=True),
        Column("don-vi", _l("Đơn vị"), lambda line: line.row.organisation, worded=True),
        Column("tap-huan", _l("Tập huấn"), _trained, worded=True),
        Column("kem", _l("Đang kèm"), lambda line: _mentees(unit, line), "num fig", worded=True),
    )  # fmt: skip


def ambassadors_list(session: Session, unit: AdministrativeUnit, *, ended: bool) -> RowList[Ambassador]:
    """The list of those who serve in a unit, or of those who have `ended`. Two statements."""
    everywhere = _("Cả %(ward)s", ward=unit.kind)
    groups = [(each.code, each.name_under(unit.group_word), each.id)
        for each in session.scalars(ResidentialGroup.of(unit.id))]  # fmt: skip
    sent_by = sorted(session.scalars(Ambassador.sent_by(unit.id)), key=names.search_key)
    bodies = [(each, each, Ambassador.organisation == each) for each in sent_by]
    return RowList(
        noun=Ambassador, title=_l("Đại sứ số"), first="ten",
        columns=_columns(unit, everywhere, ended=ended),
        then=(Ambassador.code.expression, Ambassador.id.expression),
        identity=RowIdentity(
            lambda line: line.row.public_id, lambda line: line.row.person.full_name,
            opens=lambda line: url_for("office.ambassadors.show", ambassador=line.row.public_id),
        ),
        narrowings=(
            Narrowing("loc", _l("Tình trạng"), _l("Đang làm"),
                lambda unit_id: [(ENDED, _l("Đã thôi"), Ambassador.until.is_not(None))],
                otherwise=Ambassador.until.is_(None), chips=True),
            Narrowing("to", sentences.begun(unit.group_word), _l("Mọi nơi"),
                lambda unit_id: [("-", everywhere, None), *groups], Ambassador.residential_group_id.expression),
            Narrowing("don-vi", _l("Đơn vị"), _l("Mọi đơn vị"), lambda unit_id: bodies),
            Narrowing("tap-huan", _l("Tập huấn"), _l("Mọi mức tập huấn"), lambda unit_id:
                [(key, words, Ambassador.training == key) for key, words in TRAINING.items()]),
        ),
        search=RowSearch(lambda unit_id, words:
            holding(words, Person.search_key.expression, func.lower(Ambassador.code))),
        search_hint=_l("Tên hoặc mã"),
        empty=(
            lambda unit: _("Chưa có Đại sứ số nào"),
            _l("Đại sứ số là người trong tổ cầm tay chỉ việc cho bà con. Bà con tự xin làm ở trang đầu của phường; anh "
                "chị cũng thêm được ở đây."), "users",
        ),
        counts=lambda session, unit_id, rows: open_pairs(session, [each.id for each in rows]),
        loads=Ambassador.loader_options(), below="office/ambassadors/_below.html",
    )  # fmt: skip
