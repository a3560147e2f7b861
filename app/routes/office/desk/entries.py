"""The entries of the rails, declared: the word of an entry is its line in a rail and the heading of its own pages; with
the word of the list it is their title. What lies below an entry lights it."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from app.country import sentences
from app.models import AdministrativeUnit, Role
from app.routes.office.desk.shown import owing

OFFICERS = (Role.OFFICER, Role.PROVINCE_OFFICER)


class Page(NamedTuple):
    """A list of an entry, which is a tab where there are several: its endpoint and word, in which the words of a unit
    stand for `%(kind)s` and `%(groups)s`; of what kinds of app/indicators/waiting it holds the rows; whose it is (of
    nobody: everybody's); further words that one types for it, its former names among them; how many its tab says that
    it holds, where that is what others owe: no rail counts it, and it is never red."""

    endpoint: str
    words: object = ""
    waits: str = ""
    roles: tuple[Role, ...] = ()
    also: object = ""
    counted: Callable[[], int] | None = None

    def called(self, unit: AdministrativeUnit | None) -> str:
        """Its word in a unit."""
        group = unit.group_word if unit else "tổ dân phố"
        return str(self.words) % {"kind": unit.kind if unit else "phường", "groups": sentences.begun(group)}


class Entry(NamedTuple):
    """A line of a rail: its key, icon, word and pages; blueprints, or single views, of what lies below them, without
    their room; what is set once for all of them."""

    key: str
    icon: str
    words: object
    pages: tuple[Page, ...]
    below: str = ""
    settings: Page | None = None

    @property
    def claims(self) -> frozenset[str]:
        """All names of what lights it."""
        return frozenset([*self.below.split(), *(_blueprint(page.endpoint) for page in self.pages)])

    def open_to(self, roles: Collection[Role]) -> list[Page]:
        """The pages for some roles; of two in which the same waits, the first."""
        theirs: dict[str, Page] = {}
        for page in self.pages:
            if not page.roles or set(page.roles) & set(roles):
                theirs.setdefault(page.waits or page.endpoint, page)
        return list(theirs.values())


def _blueprint(endpoint: str) -> str:
    name = endpoint.rpartition(".")[0]
    return name.partition(".")[2] or name


def lit_by(entries: Collection[Entry], endpoint: str, listing: str = "") -> Entry | None:
    """The entry under which a view lies, by its own name before that of its blueprint; `listing` is one of several
    lists of a view."""
    blueprint = _blueprint(endpoint)
    names = (f"{blueprint}.{listing}", f"{blueprint}.{endpoint.rpartition('.')[2]}", blueprint)
    return next((entry for name in names for entry in entries if name in entry.claims), None)


TASKS = Page("office.given_tasks.index", _l("Việc giao"), "tasks", (Role.LEADER,))
# An entry that takes a page from another stands before it.
ENTRIES: dict[str, Entry] = {
    entry.key: entry
    for entry in (
        Entry(
            "approve", "list-checks", _l("Duyệt"),
            (Page("office.approvals.index", waits="approve", also=_l("trình duyệt, chờ duyệt")),),
            "decisions approvals.show certificate_requests request_decisions",
        ),
        Entry("tasks", "flag", TASKS.words, (TASKS,)),
        Entry(
            "today", "house", _l("Hôm nay"), (Page("office.today.show", waits="today"),),
            "approvals certificate_requests request_decisions",
        ),
        Entry(
            "courses", "calendar-days", _l("Lớp học"),
            (
                Page("office.courses.index", _l("Lớp"), "courses"),
                Page("office.calendars.show", _l("Lịch"), also=_l("lịch học, lịch tuần, lịch dạy, buổi học")),
                Page("office.course_templates.index", _l("Mẫu lớp")),
                Page("office.registers.show", _l("Sổ giấy"), "register",
                     also=_l("sổ cấp giấy chứng nhận, sổ và giấy tờ")),
            ),
            "approvals.show approvals.new approvals.edit_exception attendances certificate_requests.new certificates "
            "chosen_classes chosen_registrations common_course_templates decisions door_lines hand_overs "
            "imports.new_for_course invitees lessons lifecycle new_courses paper_names registrants registration_lists "
            "registration_steps registrations sendings substitutes team_invitations thanks_letters "
            "unearned_certificates",
        ),
        Entry(
            "people", "users", _l("Người"),
            (
                Page("office.people.index", _l("Người học"), "people"),
                Page("office.ambassadors.index", _l("Đại sứ"), "ambassadors", also=_l("đại sứ số")),
                Page("office.residential_groups.index", _l("%(groups)s"), "groups",
                     also=_l("tổ và hộ, tổ dân phố, thôn, bản")),
                Page("office.teams.index", _l("Đội"), also=_l("tổ công nghệ số và các đội")),
            ),
            "ambassador_appointments ambassador_endings ambassador_lists ambassador_offers "
            "ambassador_papers duplicates group_sheets guardians histories invitations memberships merges "
            "registrants.new residential_group_endings team_classes team_months",
        ),
        Entry(
            "requests", "handshake", _l("Hỗ trợ"),
            (
                Page("office.help_requests.index", _l("Nhờ giúp"), "requests", also=_l("nhờ giúp tại nhà")),
                Page("office.mentorships.index", _l("Kèm cặp"), also=_l("cặp kèm")),
                Page("office.help_overviews.show", _l("Bà con hỏi gì"),
                     also=_l("hỗ trợ và đại sứ số, tổng quan, lượt giúp")),
            ),
            "age_band_lists help_lists help_reports help_topics mentorships_changes",
        ),
        Entry(
            "movement", "heart-pulse", _l("Phong trào"), (Page("office.programmes.index"),),
            "drafts editions entry_photos households plates programme_rows recognition_decisions recognition_drafts "
            "recognitions sentence_drafts site_merges site_pairs tables unconfirmed_entries untold_events",
        ),
        Entry(
            "plans", "circle-dot", _l("Kế hoạch"),
            (
                Page("office.targets.show", _l("Chỉ tiêu"), "targets"),
                Page("office.matters.index", _l("Nhiệm vụ"), "tasks", OFFICERS,
                     also=_l("nhiệm vụ của kế hoạch")),
                TASKS,
            ),
            "denominators measurements named_bodies plan_loads plan_parts plans reminders.tasks reporting_rules "
            "source_files target_denominators target_rows task_files",
            Page("office.plans.index", _l("Cài đặt kế hoạch"), also=_l("kế hoạch đã nạp")),
        ),
        Entry(
            "reports", "file-text", _l("Báo cáo"),
            (
                Page("office.reports.index", _l("Báo cáo của %(kind)s"), "reports"),
                Page("office.report_places.index", _l("Nơi gửi về"),
                     also=_l("nhắc nơi chưa gửi báo cáo, chậm, quá hạn, đôn đốc"), counted=owing),
                Page("office.report_filings.index", _l("Sổ văn bản"), also=_l("sổ văn bản đã gửi, số công văn")),
            ),
            "figures letterheads outside reminder_letters reminders report_decisions report_issuing report_passages "
            "report_senders word_templates",
        ),
        Entry(
            "lists", "settings", _l("Danh mục"), (Page("office.lists.index"),),
            "age_band_lists data_decisions data_maps data_requests erasures help_lists help_lists.quay-ban imports "
            "intakes message_texts organisation_accounts organisation_helpers organisation_merges organisations places "
            "trail_extracts",
        ),
        Entry("admin", "lock", _l("Quản trị"), (Page("admin.accounts.index"),)),
        Entry(
            "accounts", "users", _l("Tài khoản"), (Page("admin.accounts.index", also=_l("mọi tài khoản")),),
            "grants invitations",
        ),
        Entry("unit", "landmark", _l("Đơn vị"), (Page("admin.units.index"),), "merges data_maps"),
        Entry("machine", "shield-check", _l("Máy chủ"), (Page("admin.machine.index"),), "machine_days jobs"),
        Entry("audit", "list-checks", _l("Nhật ký"), (Page("admin.audit.index"),)),
        Entry("me", "user", _l("Của tôi"), (Page("account.show", also=_l("tài khoản, mật khẩu, phím tắt, thiết bị")),)),
        Entry("office", "house", _l("Văn phòng"), (Page("office.today.show"),)),
        Entry("wards", "landmark", _l("Phường, xã"), (Page("province.wards.index"),)),
        Entry(
            "arrivals", "file-text", _l("Báo cáo"),
            (
                Page("province.reports.index", _l("Các phường, xã")),
                Page("office.reports.index", _l("Cấp tỉnh")),
                Page("office.report_filings.index", _l("Sổ văn bản")),
            ),
            "letterheads outside report_decisions report_issuing report_passages word_templates",
        ),
        Entry("figures", "chart-column", _l("Mọi số đếm được"), (Page("province.figures.index", also=_l("số liệu")),)),
    )
}  # fmt: skip
