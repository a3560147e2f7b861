"""All kinds of papers. `app.jobs.ordering` orders no other kind; each has a time after which its file is deleted."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.models import Role


# Declares a kind of paper: its name, who may order it, what draws it, how long its file is kept.
@dataclass(frozen=True)
class FileRetention:
    """How many days the file of a paper is kept after it was drawn, and why; without `days` for ever."""

    why: object
    days: int | None = None


@dataclass(frozen=True)
class Paper:
    """A kind of paper that is drawn in the background.

    `words` is its name in the trail, `work` what draws it (`KINDS` of app/jobs/work.py), `folder` the place of its file
    below DATA_DIR/papers, `orders` the roles that may order it; with `anyone` it is ordered without signing in, with
    `apart` nobody else opens it. `names`: it names people. `consent`: the purpose to which they agreed; their file is
    deleted once somebody withdraws that.
    """

    kind: str
    words: object
    work: str
    folder: str
    orders: frozenset[Role]
    shelf: FileRetention
    names: bool = True
    consent: str = ""
    anyone: bool = False
    apart: bool = False

    @property
    def is_redrawn(self) -> bool:
        """Whether each order draws it anew, so that the last file may be deleted."""
        return self.shelf.days is not None


OFFICE = frozenset({Role.OFFICER, Role.LEADER})
REPORTERS = OFFICE | {Role.PROVINCE_OFFICER}
# These roles see all orders of their unit, others only their own (app/routes/jobs.py).
IN_CHARGE = REPORTERS
OFFICER, ANSWERING = frozenset({Role.OFFICER}), frozenset({Role.LEADER, Role.ADMINISTRATOR})
TEACHING = frozenset({Role.INSTRUCTOR, Role.OFFICER})
COUNTER = frozenset({Role.COUNTER, Role.AMBASSADOR, Role.OFFICER})

WEEK = FileRetention(_l("cần nữa thì bấm vẽ lại, lúc nào cũng mới"), 7)
COPY = FileRetention(_l("người xin tải trong bảy ngày; cần nữa thì xin lại"), 7)
POSTER = FileRetention(_l("không có tên ai, ai cũng tải được ở trang của lớp"))
ISSUED = FileRetention(_l("giấy đã cấp phải tra lại được đúng từng chữ, như sổ gốc"))

_ALL = (
    Paper(
        "poster", _l("áp phích"), "app.jobs.posters:draw_poster", "posters", OFFICE, POSTER, names=False, anyone=True
    ),
    Paper(
        "link_picture",
        _l("ảnh của đường dẫn"),
        "app.jobs.posters:draw_link_picture",
        "posters",
        OFFICER,
        POSTER,
        names=False,
    ),
    Paper("sheet_before", _l("danh sách ký tay"), "app.jobs.sheets", "sheets", TEACHING | OFFICE, WEEK),
    Paper("sheet_after", _l("kết quả điểm danh"), "app.jobs.sheets", "sheets", TEACHING | OFFICE, WEEK),
    Paper(
        "check_in_sheet",
        _l("mã tự điểm danh"),
        "app.jobs.sheets:draw_check_in",
        "check-ins",
        TEACHING,
        WEEK,
        names=False,
    ),
    Paper("course_grid", _l("bảng điểm danh cả lớp"), "app.jobs.course_files:draw_grid", "sheets", OFFICE, WEEK),
    Paper("paper_note", _l("giấy hẹn"), "app.jobs.notes", "notes", COUNTER | {Role.GROUP_HEAD, Role.UNIT_HELPER}, WEEK),
    Paper(
        "approval_list",
        _l("danh sách trình duyệt"),
        "app.jobs.certificate_lists:draw_approval_list",
        "lists",
        OFFICE,
        WEEK,
    ),
    Paper(
        "hand_over_list",
        _l("danh sách ký nhận giấy"),
        "app.jobs.certificate_lists:draw_hand_over_list",
        "lists",
        OFFICE,
        WEEK,
    ),
    Paper("register_extract", _l("trích sổ cấp"), "app.jobs.certificate_lists:draw_extract", "registers", OFFICE, WEEK),
    Paper("course_file", _l("hồ sơ cả lớp"), "app.jobs.course_files", "courses", OFFICE, WEEK, consent="photos"),
    Paper(
        "certificate_trial", _l("giấy chứng nhận vẽ thử"), "app.jobs.certificates:draw_dry_run", "trials", OFFICE, WEEK
    ),
    Paper("course_certificates", _l("giấy chứng nhận"), "app.jobs.certificates", "certificates", OFFICE, ISSUED),
    Paper(
        "course_certificates_file",
        _l("giấy chứng nhận cả lớp"),
        "app.jobs.certificates:join_issued",
        "classes",
        OFFICE,
        WEEK,
    ),
    Paper("help_log", _l("sổ hỗ trợ"), "app.jobs.help_papers", "help", COUNTER, WEEK, consent="follow_up"),
    Paper("help_report", _l("tổng hợp lượt hỗ trợ"), "app.jobs.help_papers", "help", OFFICE, WEEK, names=False),
    Paper(
        "help_tally_sheet",
        _l("phiếu gạch"),
        "app.jobs.help_papers:draw_tally_sheet",
        "help",
        COUNTER,
        WEEK,
        names=False,
    ),
    Paper("mentorship_book", _l("sổ kèm cặp"), "app.jobs.ambassador_papers:draw_book", "lists", COUNTER | OFFICE, WEEK),
    Paper("personal_copy", _l("bản sao cho người xin"), "app.jobs.data_papers:draw_copy", "copies", OFFICER, COPY),
    Paper(
        "trail_extract",
        _l("trích nhật ký dữ liệu cá nhân"),
        "app.jobs.data_papers:draw_trail_extract",
        "lists",
        ANSWERING,
        WEEK,
        apart=True,
    ),
    Paper("ambassador_cards", _l("thẻ Đại sứ số"), "app.jobs.ambassador_papers:draw_cards", "cards", OFFICE, WEEK),
    Paper("team_cards", _l("thẻ thành viên tổ, đội"), "app.jobs.ambassador_papers:draw_cards", "cards", OFFICE, WEEK),
    Paper("ambassador_list", _l("danh sách Đại sứ số"), "app.jobs.ambassador_papers:draw_list", "lists", OFFICE, WEEK),
    Paper("register_list", _l("danh sách in"), "app.jobs.register_lists", "lists", REPORTERS, WEEK),
    Paper("register_list_word", _l("danh sách bản Word"), "app.jobs.register_lists", "lists", REPORTERS, WEEK),
    Paper(
        "group_sheet", _l("phiếu tổng hợp tổ, thôn"), "app.jobs.group_sheets", "lists", OFFICE | {Role.GROUP_HEAD}, WEEK
    ),
    Paper(
        "recognition_list",
        _l("danh sách công nhận"),
        "app.jobs.register_lists:draw_recognition_list",
        "lists",
        OFFICE,
        WEEK,
    ),
    Paper("entry_sheet", _l("phiếu ghi của phong trào"), "app.jobs.entry_sheets", "lists", OFFICE | {Role.UNIT}, WEEK),
    Paper(
        "unit_sheet",
        _l("bảng kỳ của đơn vị"),
        "app.jobs.register_lists:draw_unit_sheet",
        "lists",
        frozenset({Role.UNIT}),
        WEEK,
    ),
    Paper(
        "unit_year",
        _l("phiếu năm của đơn vị"),
        "app.jobs.register_lists:draw_unit_year",
        "lists",
        frozenset({Role.UNIT}),
        WEEK,
    ),
    Paper(
        "sender_list",
        _l("danh sách gửi báo cáo"),
        "app.jobs.reminder_letters:draw_sender_list",
        "lists",
        OFFICE,
        WEEK,
        names=False,
    ),
    Paper("report", _l("báo cáo"), "app.jobs.reports", "reports", REPORTERS, WEEK, names=False),
    Paper("report_word", _l("báo cáo bản Word"), "app.jobs.reports", "reports", REPORTERS, WEEK, names=False),
    Paper("invitation", _l("giấy mời"), "app.jobs.invitations", "lists", OFFICE, WEEK),
    Paper("invitation_word", _l("giấy mời bản Word"), "app.jobs.invitations", "lists", OFFICE, WEEK),
    Paper("reminder_letter", _l("công văn nhắc"), "app.jobs.reminder_letters", "lists", OFFICER, WEEK),
    Paper("reminder_word", _l("công văn nhắc bản Word"), "app.jobs.reminder_letters", "lists", OFFICER, WEEK),
    Paper("word_template", _l("mẫu Word"), "app.jobs.word_templates", "reports", REPORTERS, WEEK, names=False),
    Paper("document", _l("văn bản đã vào sổ"), "app.jobs.reports", "documents", REPORTERS, ISSUED, names=False),
    Paper(
        "plate_trial", _l("biển, giấy của phong trào vẽ thử"), "app.jobs.plates:draw_dry_run", "trials", OFFICE, WEEK
    ),
    Paper("plates", _l("biển, giấy của phong trào"), "app.jobs.plates", "plates", OFFICE, ISSUED),
    Paper("plates_file", _l("tệp in biển, giấy của phong trào"), "app.jobs.plates", "plate-files", OFFICE, WEEK),
    Paper("plates_word", _l("giấy của phong trào bản Word"), "app.jobs.plates", "plate-files", OFFICE, WEEK),
    Paper("thanks_letter", _l("thư cảm ơn"), "app.jobs.thanks_letters", "thanks", frozenset({Role.LEADER}), ISSUED),
)
PAPERS: Mapping[str, Paper] = {paper.kind: paper for paper in _ALL}
# Who alone opens those that nobody else may.
APART = {paper.kind: paper.orders for paper in _ALL if paper.apart}
