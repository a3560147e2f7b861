"""Screens and actions of the office that the search finds by their words: the places of the rail, what one begins
there, registers and programmes. Whoever may not open an address is not offered it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flask import current_app, url_for
from flask_babel import lazy_gettext as _l

from app.country import names
from app.models import AdministrativeUnit, Programme
from app.registers.definitions import REGISTERS
from app.registers.definitions.help_lists import HELP_LISTS
from app.routes.office.desk.entries import ENTRIES
from app.routes.office.lists import LISTS, SETTINGS_OF_PLANS
from app.web.access import current_visitor, who_may
from app.web.database import db

# How well a screen fits: its whole name, words of its name, words that people use for it, beginnings
# of words.
NAME, OWN, ALSO, BEGINNINGS = range(4)


class Screen(NamedTuple):
    """A page by its endpoint: `words` as it is named on screen, `also` further words that people type for it;
    `part` names the argument and value that tell one page of an endpoint from another."""

    endpoint: str
    icon: str
    words: object
    also: object = ""
    part: tuple[str, str | int] | None = None

    @property
    def address(self) -> str:
        values: dict[str, Any] = dict([self.part] if self.part else [])
        return url_for(self.endpoint, **values)

    @property
    def may_open(self) -> bool:
        """Whether a role of the visitor opens it."""
        return bool(current_visitor().roles & set(who_may(current_app, self.endpoint)))


class Match(NamedTuple):
    """Screens found; `first` where every word that was typed is a word of theirs: then they precede people."""

    screens: list[Screen]
    first: bool


# What one begins at the places, most frequent first.
ACTIONS = (
    Screen("office.new_courses.new", "plus", _l("Mở lớp mới"), _l("thêm lớp, tạo lớp")),
    Screen("office.reports.new", "plus", _l("Báo cáo đột xuất, sơ kết, tổng kết"), _l("viết, làm, lập, thêm")),
    Screen("office.ambassador_appointments.index", "user-plus", _l("Thêm Đại sứ số"), _l("ghi, cử đại sứ")),
    Screen("office.mentorships_changes.new", "plus", _l("Ghi một cặp kèm"), _l("ghép cặp, thêm cặp")),
    Screen("office.plan_loads.show", "file-text", _l("Nạp kế hoạch có sẵn"), _l("thêm")),
    Screen("office.drafts.new", "plus", _l("Soạn phong trào mới"), _l("thêm chương trình, khảo sát")),
    Screen("office.thanks_letters.new", "award", _l("Đề nghị thư cảm ơn"), _l("viết, thêm")),
    Screen("office.ambassador_papers.new", "printer", _l("In thẻ Đại sứ số")),
    Screen("office.memberships.new_cards", "printer", _l("In thẻ tổ, đội")),
    Screen("office.data_requests.new", "plus", _l("Ghi yêu cầu xem, sửa, xóa"), _l("quyền dữ liệu")),
)
# Pages that no place of the rail leads to in one step.
PAGES = (
    Screen("office.help_reports.show", "file-text", _l("Báo cáo hỗ trợ"), _l("tháng")),
    Screen("office.moved.team_months", "calendar-days", _l("Tháng của tổ, đội"), _l("công nghệ số, tháng của các tổ")),
    Screen("office.thanks_letters.index", "award", _l("Thư cảm ơn")),
    Screen("office.ambassador_offers.index", "user-plus", _l("Xin làm Đại sứ số")),
    Screen("office.moved.requests", "award", _l("Đề nghị về giấy"), _l("cấp lại, sửa giấy chứng nhận")),
    Screen("office.reminders.tasks", "send", _l("Nhắc nơi quá hạn nhiệm vụ"), _l("nhắc, chậm, đôn đốc")),
    Screen("office.word_templates.show", "file-text", _l("Mẫu Word của báo cáo")),
    Screen("office.duplicates.index", "users", _l("Có thể trùng người"), _l("gộp người, ghi hai lần")),
    Screen("office.guardians.index", "users", _l("Chưa ghi người giám hộ"), _l("trẻ em, cháu")),
    Screen("office.erasures.show", "shield-check", _l("Xóa tên theo thời hạn")),
    Screen("office.trail_extracts.new", "printer", _l("Trích nhật ký dữ liệu"), _l("xem, xuất, xóa, công an")),
    Screen("office.other_movements.index", "handshake", _l("Lồng ghép phong trào khác"), _l("khuyến học, trích")),
    Screen("office.age_band_lists.edit", "users", _l("Nhóm tuổi")),
    Screen("counter.given_tasks.index", "flag", _l("Việc được giao"), _l("việc của tôi, báo xong")),
    Screen("office.figures.index", "chart-column", _l("Mọi số đếm được"), _l("số liệu, thống kê")),
    Screen("office.households.index", "house", _l("Hộ"), _l("sổ hộ")),
    Screen("account.show", "user", _l("Của tôi"), _l("tài khoản, mật khẩu, phím tắt, thiết bị")),
)


def screens(unit: AdministrativeUnit) -> Iterator[Screen]:
    """All that the visitor may open: places, actions, further pages, registers and their new rows, programmes."""
    seen = set()
    for each in _declared(unit):
        if (each.endpoint, each.part) not in seen and each.may_open:
            seen.add((each.endpoint, each.part))
            yield each


def _declared(unit: AdministrativeUnit) -> Iterator[Screen]:
    for entry in ENTRIES.values():
        for page in (*entry.pages, *([entry.settings] if entry.settings else [])):
            if page.endpoint.startswith("office."):
                first = page is entry.pages[0]
                also = f"{page.called(unit)}, {page.also}" if first else page.also
                yield Screen(page.endpoint, entry.icon, entry.words if first else page.called(unit), also)
    for line in (*LISTS, *SETTINGS_OF_PLANS):
        part = ("listing", line.listing) if line.listing else None
        yield Screen(line.endpoint, line.icon, line.words, line.also, part)
    yield from ACTIONS
    yield from PAGES
    for register in REGISTERS:
        name = f"office.{register.name}"
        yield Screen(f"{name}.index", register.listing.empty[2], register.listing.title)
        yield Screen(f"{name}.new", "plus", register.add(unit))
    for one in HELP_LISTS.values():
        yield Screen("office.help_lists.index", one.icon, one.listing.title, one.about, ("listing", one.slug))
    yield from _programmes(unit)


def _programmes(unit: AdministrativeUnit) -> Iterator[Screen]:
    """The programmes that the ward runs, where the visitor sees what one records."""
    may = current_visitor().roles_in(unit.id)
    for each in db.session.scalars(Programme.in_units([unit.id]).where(Programme.retired_on.is_(None))):
        if each.current and each.current.declared.is_seen_by(may):
            yield Screen("office.programmes.show", "heart-pulse", each.name, part=("programme", each.id))


def matching(unit: AdministrativeUnit, terms: list[str], most: int) -> Match:
    """The screens of which a word begins with each term; those whose own name has the words come first."""
    ranked = sorted(
        (rank, number, each)
        for number, each in enumerate(screens(unit))
        if (rank := _rank(terms, names.search_key(str(each.words)), names.search_key(str(each.also)))) is not None
    )
    return Match([each for _rank_of, _number, each in ranked[:most]], bool(ranked) and ranked[0][0] <= ALSO)


def _rank(terms: list[str], name: str, also: str) -> int | None:
    own, every = set(name.split()), {*name.split(), *also.split()}
    if not terms or not all(any(word.startswith(term) for word in every) for term in terms):
        return None
    if terms == list(dict.fromkeys(name.split())):
        return NAME
    for rank, words in ((OWN, own), (ALSO, every)):
        # The last of several words may still be under way.
        last = terms[-1] in words or (len(terms) > 1 and any(word.startswith(terms[-1]) for word in words))
        if last and words.issuperset(terms[:-1]):
            return rank
    return BEGINNINGS
