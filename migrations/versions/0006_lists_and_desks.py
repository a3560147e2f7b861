"""The lists of the help log, its desks, the tablets, the tallies from paper, and what one shift leaves the next; each
ward there is begins with the common lists. A third purpose of consent: to be followed up.

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = (
    "age_band",
    "help_reason",
    "help_result",
    "help_topic",
    "skill",
    "help_desk",
    "kiosk",
    "kiosk_visit",
    "help_tally",
    "shift_note",
    "course_invitee",
)
_MOMENT = sa.DateTime(timezone=True)
# What each ward begins with (of that day: app/data/help_lists.yaml goes on, this stays).
TOPICS = (
    ("vneid_cai_dat", "Danh tính số", "Cài và kích hoạt VNeID", False),
    ("vneid_mat_khau", "Danh tính số", "Quên mật khẩu, đổi máy VNeID", False),
    ("vneid_tich_hop", "Danh tính số", "Tích hợp giấy tờ vào VNeID", False),
    ("dvc_dang_nhap", "Dịch vụ công", "Đăng nhập Cổng dịch vụ công", False),
    ("dvc_tra_cuu", "Dịch vụ công", "Tra cứu hồ sơ đã nộp", False),
    ("chung_thuc", "Tư pháp, hộ tịch", "Chứng thực điện tử", False),
    ("khai_sinh", "Tư pháp, hộ tịch", "Khai sinh", False),
    ("khai_tu", "Tư pháp, hộ tịch", "Khai tử", False),
    ("ket_hon", "Tư pháp, hộ tịch", "Đăng ký kết hôn", False),
    ("tinh_trang_hon_nhan", "Tư pháp, hộ tịch", "Xác nhận tình trạng hôn nhân", False),
    ("trich_luc", "Tư pháp, hộ tịch", "Trích lục hộ tịch", False),
    ("cai_chinh", "Tư pháp, hộ tịch", "Cải chính hộ tịch", False),
    ("ly_lich_tu_phap", "Tư pháp, hộ tịch", "Lý lịch tư pháp", False),
    ("thuong_tru", "Cư trú, căn cước", "Đăng ký thường trú", False),
    ("tam_tru", "Cư trú, căn cước", "Tạm trú, lưu trú", False),
    ("xac_nhan_cu_tru", "Cư trú, căn cước", "Xác nhận thông tin cư trú", False),
    ("can_cuoc", "Cư trú, căn cước", "Cấp, đổi căn cước", False),
    ("dat_dai", "Kinh tế", "Đất đai", False),
    ("ho_kinh_doanh", "Kinh tế", "Hộ kinh doanh", False),
    ("thue", "Kinh tế", "Thuế, hóa đơn điện tử", False),
    ("tro_cap", "An sinh", "Trợ cấp xã hội", False),
    ("khuyet_tat", "An sinh", "Chế độ người khuyết tật", False),
    ("ho_ngheo", "An sinh", "Chế độ hộ nghèo, cận nghèo", False),
    ("nguoi_co_cong", "An sinh", "Người có công", False),
    ("bhyt_bhxh", "An sinh", "Bảo hiểm y tế, bảo hiểm xã hội, VssID", False),
    ("suc_khoe", "Y tế, giáo dục", "Sổ sức khỏe điện tử, đặt lịch khám", False),
    ("tuyen_sinh", "Y tế, giáo dục", "Tuyển sinh, học bạ số", False),
    ("giay_phep_lai_xe", "Giao thông", "Giấy phép lái xe", False),
    ("thanh_toan", "Đời sống số", "Thanh toán, ngân hàng trên điện thoại", False),
    ("lua_dao", "Đời sống số", "Nhận biết, xử lý lừa đảo", False),
    ("khac", "Đời sống số", "Việc khác", True),
)
RESULTS = (
    ("did_alone", "Tự làm được"),
    ("together", "Làm cùng"),
    ("done_for", "Làm hộ"),
    ("unfinished", "Chưa xong"),
    ("referred", "Chuyển nơi khác"),
)
REASONS = (
    ("quen_mat_khau", "Quên mật khẩu"),
    ("khong_smartphone", "Không có điện thoại thông minh"),
    ("may_cu", "Máy cũ"),
    ("khong_mang", "Không có mạng"),
    ("thieu_giay_to", "Thiếu giấy tờ"),
    ("he_thong_loi", "Hệ thống lỗi"),
    ("khac", "Lý do khác"),
)
AGE_BANDS = (
    ("under_16", "Dưới 16", 0, 15),
    ("16_35", "16 đến 35", 16, 35),
    ("36_59", "36 đến 59", 36, 59),
    ("60_up", "Từ 60", 60, None),
)
SKILLS = (
    ("smartphone", "Dùng điện thoại thông minh: gọi, nhắn, chụp, kết nối mạng"),
    ("vneid", "Dùng VNeID: đăng nhập, xem giấy tờ, xác nhận"),
    ("public_services", "Nộp hồ sơ dịch vụ công trực tuyến"),
    ("local_platform", "Dùng nền tảng số của tỉnh, phường"),
    ("payments", "Thanh toán không dùng tiền mặt"),
    ("shopping", "Mua bán trên mạng"),
    ("self_protection", "Tự bảo vệ: mật khẩu, lừa đảo, dữ liệu cá nhân"),
    ("ehealth", "Sổ sức khỏe điện tử, đặt lịch khám"),
    ("ai_tools", "Hỏi trợ lý AI: tìm, tóm tắt, dịch, tra dịch vụ công"),
    ("learning_platform", "Học trên nền tảng Bình dân học vụ số"),
)
DESKS = (("Q1", "Quầy 1", "counter"), ("NHA", "Đến nhà dân", "home"), ("CHO", "Ngoài chợ, lưu động", "market"))


def upgrade() -> None:
    """Make the tables."""
    _age_band()
    _help_reason()
    _help_result()
    _help_topic()
    _skill()
    _help_desk()
    _kiosk()
    _kiosk_visit()
    _help_tally()
    _shift_note()
    _course_invitee()
    _supply()
    with op.batch_alter_table("consent") as table:
        table.drop_constraint(op.f("ck_consent_purpose_known"), type_="check")
        table.create_check_constraint(
            op.f("ck_consent_purpose_known"), "purpose IN ('photos', 'messages', 'follow_up')"
        )


def downgrade() -> None:
    """Take them away, with the consents of the third purpose: nothing is left that they were given to."""
    op.execute("DELETE FROM consent WHERE purpose = 'follow_up'")
    with op.batch_alter_table("consent") as table:
        table.drop_constraint(op.f("ck_consent_purpose_known"), type_="check")
        table.create_check_constraint(op.f("ck_consent_purpose_known"), "purpose IN ('photos', 'messages')")
    for name in reversed(TABLES):
        op.drop_table(name)


def _age_band() -> None:
    op.create_table(
        "age_band",
        sa.Column("youngest", sa.Integer(), nullable=False),
        sa.Column("oldest", sa.Integer()),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("label <> ''", name=op.f("ck_age_band_has_label")),
        sa.CheckConstraint("oldest IS NULL OR oldest >= youngest", name=op.f("ck_age_band_ends_in_order")),
        sa.CheckConstraint("youngest >= 0", name=op.f("ck_age_band_youngest_positive")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_age_band_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_age_band")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_age_band_unit_id_key")),
    )
    op.create_index(
        "uq_age_band_offered",
        "age_band",
        ["unit_id", "youngest"],
        unique=True,
        sqlite_where=sa.text("retired_at IS NULL"),
        postgresql_where=sa.text("retired_at IS NULL"),
    )


def _help_reason() -> None:
    op.create_table(
        "help_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("label <> ''", name=op.f("ck_help_reason_has_label")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_help_reason_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_reason")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_help_reason_unit_id_key")),
    )


def _help_result() -> None:
    op.create_table(
        "help_result",
        sa.Column("meaning", sa.String(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("label <> ''", name=op.f("ck_help_result_has_label")),
        sa.CheckConstraint(
            "meaning IN ('did_alone', 'together', 'done_for', 'unfinished', 'referred')",
            name=op.f("ck_help_result_meaning_known"),
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_help_result_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_result")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_help_result_unit_id_key")),
    )


def _help_topic() -> None:
    op.create_table(
        "help_topic",
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("steps", sa.String(), nullable=False),
        sa.Column("bring", sa.String(), nullable=False),
        sa.Column("service_url", sa.String(), nullable=False),
        sa.Column("asks_words", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("label <> ''", name=op.f("ck_help_topic_has_label")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_help_topic_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_topic")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_help_topic_unit_id_key")),
    )


def _skill() -> None:
    op.create_table(
        "skill",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("label <> ''", name=op.f("ck_skill_has_label")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_skill_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skill")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_skill_unit_id_key")),
    )


def _help_desk() -> None:
    op.create_table(
        "help_desk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place_kind", sa.String(), nullable=False),
        sa.Column("place_id", sa.Integer()),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", _MOMENT),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_help_desk_has_name")),
        sa.CheckConstraint(
            "place_kind IN ('counter', 'kiosk', 'home', 'market', 'hall', 'phone')",
            name=op.f("ck_help_desk_place_kind_known"),
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_help_desk_place_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_help_desk_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_desk")),
        sa.UniqueConstraint("unit_id", "key", name=op.f("uq_help_desk_unit_id_key")),
    )


def _kiosk() -> None:
    op.create_table(
        "kiosk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("paired_by_id", sa.Integer(), nullable=False),
        sa.Column("paired_at", _MOMENT, nullable=False),
        sa.Column("revoked_at", _MOMENT),
        sa.CheckConstraint("name <> ''", name=op.f("ck_kiosk_has_name")),
        sa.ForeignKeyConstraint(["desk_id"], ["help_desk.id"], name=op.f("fk_kiosk_desk_id")),
        sa.ForeignKeyConstraint(["paired_by_id"], ["account.id"], name=op.f("fk_kiosk_paired_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk")),
        sa.UniqueConstraint("public_id", name=op.f("uq_kiosk_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_kiosk_token_hash")),
    )
    op.create_index(op.f("ix_kiosk_desk_id"), "kiosk", ["desk_id"], unique=False)


def _kiosk_visit() -> None:
    op.create_table(
        "kiosk_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kiosk_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer()),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("began_at", _MOMENT, nullable=False),
        sa.Column("called_at", _MOMENT),
        sa.Column("taken_at", _MOMENT),
        sa.Column("taken_by_id", sa.Integer()),
        sa.Column("answer", sa.String()),
        sa.Column("touched_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.CheckConstraint(
            "answer IS NULL OR answer IN ('alone', 'helped', 'no')", name=op.f("ck_kiosk_visit_answer_known")
        ),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_by_id IS NULL)", name=op.f("ck_kiosk_visit_taken_by_somebody")),
        sa.CheckConstraint("taken_at IS NULL OR called_at IS NOT NULL", name=op.f("ck_kiosk_visit_taken_when_called")),
        sa.ForeignKeyConstraint(["kiosk_id"], ["kiosk.id"], name=op.f("fk_kiosk_visit_kiosk_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["account.id"], name=op.f("fk_kiosk_visit_taken_by_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["help_topic.id"], name=op.f("fk_kiosk_visit_topic_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_kiosk_visit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kiosk_visit")),
        sa.UniqueConstraint("uuid", name=op.f("uq_kiosk_visit_uuid")),
    )
    op.create_index(op.f("ix_kiosk_visit_kiosk_id"), "kiosk_visit", ["kiosk_id"], unique=False)
    op.create_index(op.f("ix_kiosk_visit_unit_id_day"), "kiosk_visit", ["unit_id", "day"], unique=False)
    op.create_index(
        "uq_kiosk_visit_open",
        "kiosk_visit",
        ["kiosk_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_kiosk_visit_waiting",
        "kiosk_visit",
        ["unit_id", "called_at"],
        unique=False,
        sqlite_where=sa.text("called_at IS NOT NULL AND taken_at IS NULL"),
        postgresql_where=sa.text("called_at IS NOT NULL AND taken_at IS NULL"),
    )


def _help_tally() -> None:
    op.create_table(
        "help_tally",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", _MOMENT, nullable=False),
        sa.Column("withdrawn_at", _MOMENT),
        sa.CheckConstraint("count BETWEEN 1 AND 999", name=op.f("ck_help_tally_count_plausible")),
        sa.CheckConstraint("hour BETWEEN 0 AND 23", name=op.f("ck_help_tally_hour_of_a_day")),
        sa.ForeignKeyConstraint(["desk_id"], ["help_desk.id"], name=op.f("fk_help_tally_desk_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["account.id"], name=op.f("fk_help_tally_entered_by_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["help_topic.id"], name=op.f("fk_help_tally_topic_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["administrative_unit.id"], name=op.f("fk_help_tally_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_tally")),
    )
    op.create_index(op.f("ix_help_tally_unit_id_day"), "help_tally", ["unit_id", "day"], unique=False)
    op.create_index(
        "uq_help_tally_live",
        "help_tally",
        ["desk_id", "day", "hour", "topic_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def _shift_note() -> None:
    op.create_table(
        "shift_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("read_by_id", sa.Integer()),
        sa.Column("read_at", _MOMENT),
        sa.CheckConstraint("text <> ''", name=op.f("ck_shift_note_has_text")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_shift_note_by_id")),
        sa.ForeignKeyConstraint(["desk_id"], ["help_desk.id"], name=op.f("fk_shift_note_desk_id")),
        sa.ForeignKeyConstraint(["read_by_id"], ["account.id"], name=op.f("fk_shift_note_read_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_note")),
        sa.UniqueConstraint("uuid", name=op.f("uq_shift_note_uuid")),
    )
    op.create_index(op.f("ix_shift_note_desk_id_day"), "shift_note", ["desk_id", "day"], unique=False)


def _course_invitee() -> None:
    op.create_table(
        "course_invitee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer()),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", _MOMENT, nullable=False),
        sa.Column("told_at", _MOMENT),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_course_invitee_course_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["account.id"], name=op.f("fk_course_invitee_invited_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_course_invitee_person_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["help_topic.id"], name=op.f("fk_course_invitee_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_invitee")),
        sa.UniqueConstraint("course_id", "person_id", name=op.f("uq_course_invitee_course_id_person_id")),
    )
    op.create_index(op.f("ix_course_invitee_person_id"), "course_invitee", ["person_id"], unique=False)


def _supply() -> None:
    """Give each ward the common lists and desks."""
    unit = sa.table("administrative_unit", sa.column("id"), sa.column("code"))
    wards = op.get_bind().scalars(sa.select(unit.c.id).where(sa.func.length(unit.c.code) == 5)).all()
    common = {"position": 0, "version": 1}
    wanted: list[tuple[str, list[dict[str, object]]]] = [
        (
            "help_topic",
            [
                {
                    "key": key,
                    "field": field,
                    "label": label,
                    "asks_words": asks,
                    "steps": "",
                    "bring": "",
                    "service_url": "",
                }
                for key, field, label, asks in TOPICS
            ],
        ),
        ("help_result", [{"key": key, "label": label, "meaning": key} for key, label in RESULTS]),
        ("help_reason", [{"key": key, "label": label} for key, label in REASONS]),
        (
            "age_band",
            [{"key": key, "label": label, "youngest": low, "oldest": high} for key, label, low, high in AGE_BANDS],
        ),
        ("skill", [{"key": key, "label": label} for key, label in SKILLS]),
        ("help_desk", [{"key": key, "name": name, "place_kind": kind} for key, name, kind in DESKS]),
    ]
    for name, rows in wanted:
        table = sa.table(name, *(sa.column(column) for column in ("unit_id", "position", "version", *rows[0])))
        placed = [{**common, **row, "position": position} for position, row in enumerate(rows)]
        op.bulk_insert(table, [{"unit_id": ward, **row} for ward in wards for row in placed])
