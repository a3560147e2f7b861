"""Plans have parts, and each of their tasks is of one.

Revision: 0094
Follows: 0093
"""

import re
from collections.abc import Iterator, Mapping

import sqlalchemy as sa
from alembic import op

revision = "0094"
down_revision = "0093"

PART, MATTER = "plan_part", "matter"
FIRST = ("I", "Chỉ đạo, điều hành, kiểm tra", "chi-dao")
# Numeral, title and themes of the parts of a plan that did not ship.
STANDARD = (
    ("1", "Truyền thông và tuyên truyền", "truyen-thong"),
    ("2", "Xây dựng các quy định, hướng dẫn", "quy-dinh,thi-dua"),
    ("3", "Xây dựng chương trình phổ cập kỹ năng số", "chuong-trinh"),
    ("4", "Triển khai các nền tảng số", "nen-tang,phuc-vu"),
    ("5", "Phổ cập tri thức về chuyển đổi số, kỹ năng số cho từng nhóm đối tượng", ""),
    ("5.1", "Cán bộ, công chức, viên chức và người lao động", "can-bo"),
    ("5.2", "Học sinh, sinh viên", "hoc-sinh"),
    ("5.3", "Người lao động trong các doanh nghiệp, hợp tác xã", "lao-dong"),
    ("5.4", "Người dân", "nguoi-dan"),
    (
        "6",
        "Triển khai các mô hình, phong trào lan tỏa kỹ năng số cho cộng đồng",
        "mo-hinh.ai,mo-hinh.dai-su,mo-hinh.gia-dinh,mo-hinh.cho,mo-hinh.danh-tinh,mo-hinh.to,mo-hinh.thanh-nien,"
        "mo-hinh.doan-the,mo-hinh.don-vi-so,mo-hinh.nhan-rong,an-toan",
    ),
    ("7", "Giám sát; kinh phí, nguồn lực; nhiệm vụ khác", "giam-sat,nguon-luc"),
)
# The same of those that ship, each with the keys of its tasks there; "I" has those of the first one.
SHIPPED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "gia-vien": (
        ("I", "", "", "plan_front integrate_movements dissemination_members integrate_146"),
        (
            "1",
            "Truyền thông và tuyên truyền",
            "truyen-thong",
            "dissemination_outline media_forms festival_front column_front groups_media media_mass influencer "
            "household_reach column festival",
        ),
        (
            "2",
            "Xây dựng các quy định, hướng dẫn",
            "quy-dinh,thi-dua",
            "praise policy_review self_learning skill_framework award policy",
        ),
        ("3", "Xây dựng chương trình phổ cập kỹ năng số", "chuong-trinh", "programme initiative materials"),
        (
            "4",
            "Xây dựng, tham gia tổ chức vận hành các nền tảng",
            "nen-tang",
            "mooc vneid_platform practice_services ocop virtual_assistant",
        ),
        ("5", "Phổ cập tri thức về chuyển đổi số, kỹ năng số cho từng nhóm đối tượng", "", ""),
        (
            "5.1",
            "Cán bộ, công chức, viên chức và người lao động",
            "can-bo",
            "party_topic course_cbccvc course_state_mgmt safety_public_sector",
        ),
        (
            "5.2",
            "Học sinh, sinh viên",
            "hoc-sinh",
            "school_integration talent_faculty work_learning school_innovation student_volunteer digital_school",
        ),
        ("5.3", "Người lao động trong các doanh nghiệp, hợp tác xã", "lao-dong", "course_workers course_workers_tools"),
        (
            "5.4",
            "Người dân",
            "nguoi-dan",
            "course_public course_public_annex mooc_people member_helper course_elderly course_elderly_annex "
            "course_disabled course_disabled_annex accessibility course_vulnerable group_helpers",
        ),
        (
            "6",
            "Triển khai các mô hình, phong trào lan tỏa kỹ năng số tại cộng đồng",
            "mo-hinh.ai,mo-hinh.doan-the,mo-hinh.don-vi-so,mo-hinh.nhan-rong",
            "union_model digital_community",
        ),
        ("6.1", "Mạng lưới “Đại sứ số”", "mo-hinh.dai-su,phuc-vu", "ambassador_annex counter_person"),
        ("6.2", "Phong trào “Gia đình số”", "mo-hinh.gia-dinh", "household_annex"),
        ("6.3", "Mô hình “Chợ số”", "mo-hinh.cho", "market_annex"),
        ("6.4", "Mô hình “Mỗi công dân - Một danh tính số”", "mo-hinh.danh-tinh,an-toan", "data_safety"),
        ("6.5", "Mô hình “Tổ công nghệ số cộng đồng”", "mo-hinh.to", "de_an_06 team_annex"),
        ("6.6", "Phong trào thi đua, thanh niên tình nguyện", "mo-hinh.thanh-nien", "emulation_sector youth_lessons"),
        (
            "7",
            "Giám sát, phản biện; huy động nguồn lực",
            "giam-sat,nguon-luc",
            "oversight mobilise opinion opinion_groups",
        ),
    ),
    "ha-tu": (
        ("I", "", "", "plan dissemination assignment conference front standing dissemination_party"),
        ("1", "Phổ biến, quán triệt, tuyên truyền", "truyen-thong,thi-dua", "innovation_all award iv1 school_launch"),
        ("2", "Cơ chế, quy định, chương trình phổ cập kỹ năng số", "quy-dinh,chuong-trinh", "iv2"),
        ("3", "Các nền tảng số", "nen-tang,phuc-vu", ""),
        ("4", "Phổ cập kỹ năng số cho từng nhóm đối tượng", "", ""),
        (
            "4.1",
            "Cán bộ, công chức, viên chức và người lao động trong cơ quan nhà nước",
            "can-bo,mo-hinh.ai",
            "party_topic course_cbccvc course_state_mgmt mooc_cbccvc ai_staff training_plan_2025",
        ),
        (
            "4.2",
            "Học sinh các cấp học",
            "hoc-sinh",
            "school_integration work_learning school_innovation teacher_digital student_volunteer",
        ),
        ("4.3", "Người lao động trong các doanh nghiệp, hợp tác xã", "lao-dong", "course_workers course_workers_tools"),
        ("4.4", "Người dân", "nguoi-dan,an-toan", "safety_skills"),
        (
            "5",
            "Mô hình, phong trào lan tỏa kỹ năng số",
            "mo-hinh.thanh-nien,mo-hinh.dai-su,mo-hinh.gia-dinh,mo-hinh.cho,mo-hinh.danh-tinh,mo-hinh.to,"
            "mo-hinh.doan-the,mo-hinh.don-vi-so,mo-hinh.nhan-rong,truyen-thong.ba-nha",
            "lifelong youth_squad counter_online_service ecommerce_households",
        ),
        ("6", "Kiểm tra, giám sát; kinh phí", "giam-sat,nguon-luc", "opinion"),
    ),
    "nghe-an": (
        ("I", "", "", "integrate_146 unit_plan dissemination front_integrate social_org_plan annex_duty"),
        (
            "1",
            "Truyền thông và tuyên truyền",
            "truyen-thong",
            "launch_content culture_press i1_media i2_influencer i3_column i4_launch i5_festival",
        ),
        (
            "2",
            "Triển khai các quy định, hướng dẫn",
            "quy-dinh,thi-dua",
            "self_learning policy_review award_org ii1_framework ii2_award ii3_policy",
        ),
        (
            "3",
            "Xây dựng chương trình phổ cập kỹ năng số",
            "chuong-trinh",
            "minority_language iii1_programme iii2_materials",
        ),
        (
            "4",
            "Triển khai các nền tảng số",
            "nen-tang",
            "police_platform iv1_mooc iv1_vneid iv2_practice iv3_assistant",
        ),
        ("5", "Phổ cập tri thức về chuyển đổi số cho từng nhóm đối tượng", "", ""),
        (
            "5.1",
            "Cán bộ, công chức, viên chức và người lao động",
            "can-bo",
            "v1a_course_province v1b_course_commune_st v1c_course_commune_dx v1d_online_conference v1e_mooc_staff",
        ),
        ("5.2", "Học sinh, sinh viên", "hoc-sinh", "v2a_school v2b_work_learning v2c_school_innovation v2d_volunteers"),
        ("5.3", "Người lao động trong các doanh nghiệp, hợp tác xã", "lao-dong", "v3a_workers v3b_workers_tools"),
        (
            "5.4",
            "Người dân",
            "nguoi-dan",
            "ethnic_dx v4a_public v4a_mooc v4b_helpers v4c_elderly v4d_disabled v4d_accessibility v4e_poor",
        ),
        (
            "6",
            "Tổ chức thực hiện các mô hình, phong trào lan tỏa kỹ năng số cho cộng đồng",
            "mo-hinh.ai,mo-hinh.doan-the,mo-hinh.don-vi-so,mo-hinh.nhan-rong",
            "digital_community",
        ),
        ("6.1", "Mạng lưới “Đại sứ số”", "mo-hinh.dai-su,phuc-vu", "via_counter"),
        ("6.2", "Phong trào “Gia đình số”", "mo-hinh.gia-dinh", ""),
        ("6.3", "Mô hình “Chợ số - Nông thôn số”", "mo-hinh.cho", ""),
        ("6.4", "Mô hình “Mỗi công dân - Một danh tính số”", "mo-hinh.danh-tinh,an-toan", "data_safety police_crime"),
        ("6.5", "Mô hình “Tổ công nghệ số cộng đồng”", "mo-hinh.to", "vie_team"),
        ("6.6", "Chiến dịch Thanh niên chung tay phổ cập kỹ năng số", "mo-hinh.thanh-nien", "vif_youth_lessons"),
        (
            "7",
            "Giám sát, phản biện; kinh phí và nguồn lực",
            "giam-sat,nguon-luc",
            "front enterprise_support enterprise_courses",
        ),
    ),
    "phan-dinh-phung": (
        (
            "I",
            "",
            "",
            "integrate_146 vhxh_lead vhxh_integrate vp_facilities vp_documents ca_monitor front_plan front_integrate "
            "vhxh_superior vp_monitor",
        ),
        (
            "1",
            "Truyền thông và tuyên truyền",
            "truyen-thong",
            "column 1_1_media 1_2_influencer 1_2_festival 1_3_three_houses media_centre",
        ),
        (
            "2",
            "Tổ chức thực hiện các quy định, hướng dẫn của Trung ương, của tỉnh về Phong trào",
            "quy-dinh,thi-dua",
            "self_learning policy_review 2_1_framework 2_2_emulation 2_3_policy",
        ),
        ("3", "Triển khai chương trình phổ cập kỹ năng số", "chuong-trinh", "3_1_programme 3_2_materials"),
        (
            "4",
            "Triển khai các nền tảng",
            "nen-tang,phuc-vu",
            "4_1_mooc 4_2_vneid 4_3_practice 4_4_assistant ca_own counter",
        ),
        ("5", "Phổ cập tri thức về chuyển đổi số cho từng nhóm đối tượng", "", ""),
        (
            "5.1",
            "Cán bộ, công chức, viên chức và người lao động trong cơ quan, đơn vị",
            "can-bo",
            "5_1a_party 5_1b_cbccvc vhxh_own",
        ),
        ("5.2", "Học sinh", "hoc-sinh", "5_2a_school 5_2b_work 5_2c_innov 5_2d_volunteer school_plan"),
        (
            "5.3",
            "Người lao động trong các doanh nghiệp, hợp tác xã, liên hiệp hợp tác xã",
            "lao-dong",
            "5_3a_workers 5_3b_workers",
        ),
        (
            "5.4",
            "Người dân",
            "nguoi-dan",
            "5_4a_public 5_4a_mooc 5_4b_helpers 5_4c_elderly 5_4d_disabled 5_4dd_team ehealth ehealth_elderly "
            "groups_household",
        ),
        (
            "6",
            "Triển khai các mô hình, phong trào lan tỏa kỹ năng số cho cộng đồng",
            "mo-hinh.thanh-nien,mo-hinh.doan-the,mo-hinh.don-vi-so,mo-hinh.nhan-rong",
            "replicate replicate2 digital_community",
        ),
        ("6.1", "Chương trình “Bình dân học AI”", "mo-hinh.ai", "ai_priority 6_1_ai groups_ai_model"),
        ("6.2", "Mạng lưới “Đại sứ số” và Phong trào “Gia đình số”", "mo-hinh.dai-su,mo-hinh.gia-dinh", ""),
        ("6.3", "Mô hình “Chợ số - Nông thôn số”", "mo-hinh.cho", ""),
        ("6.4", "Mô hình “Mỗi công dân - Một danh tính số”", "mo-hinh.danh-tinh,an-toan", "data_safety ca_safety"),
        ("6.5", "Mô hình “Tổ công nghệ số cộng đồng”", "mo-hinh.to", "ca_06"),
        ("7", "Kinh phí, nguồn lực; giám sát", "nguon-luc,giam-sat", ""),
    ),
    "thuan-chau": (
        (
            "I",
            "",
            "",
            "assignment every_unit_activity ii5_learning_society vi1_lead vi2_dissemination vi2_plan vi3_dissemination",
        ),
        (
            "1",
            "Thông tin, tuyên truyền",
            "truyen-thong",
            "ii1_media 1a_media 1a_festival 1a_column 1a_schools 1a_extracurricular 1b_media 1b_households "
            "1b_community_media 1b_events 1b_vulnerable",
        ),
        ("2", "Triển khai thực hiện các quy định, hướng dẫn", "", ""),
        (
            "2.1",
            "Đánh giá, xác nhận trình độ phổ cập kỹ năng số",
            "quy-dinh",
            "2a_framework 2a_students 2a_workers 2a_people",
        ),
        ("2.2", "Thi đua, khen thưởng", "thi-dua,mo-hinh.nhan-rong", "ii4_emulation ii6_award 2b_examples 2b_propose"),
        (
            "2.3",
            "Cơ chế, chính sách thu hút sự tham gia của cộng đồng và doanh nghiệp",
            "quy-dinh.co-che,nguon-luc",
            "ii2_policy 2c_policy 2c_enterprise_prog 2c_team_policy 2c_socialise vi2_sponsor vi4_support",
        ),
        (
            "3",
            "Triển khai chương trình phổ cập kỹ năng số",
            "chuong-trinh",
            "3a_programme 3a_cbccvc 3a_materials 3a_schools 3a_students 3a_job_training 3a_job_short 3a_job_centres "
            "3b_sme 3b_models 3c_send 3d_village 3d_volunteers 3d_devices",
        ),
        (
            "4",
            "Triển khai ứng dụng các nền tảng số",
            "nen-tang",
            "4a_mooc 4a_assistant 4a_vneid 4a_ai_students 4b_village 4b_team_mooc 4a_platform_use",
        ),
        ("5", "Phổ cập tri thức về chuyển đổi số, kỹ năng số cho từng nhóm đối tượng", "hoc-sinh", "ii3_courses"),
        ("5.1", "Cán bộ, công chức, viên chức và người lao động", "can-bo", "5a_cbccvc 5a_chatbot i2_lead_by_example"),
        ("5.2", "Người lao động trong các doanh nghiệp, hợp tác xã", "lao-dong", "5b_workers 5b_tools 5b_tech"),
        (
            "5.3",
            "Người dân",
            "nguoi-dan",
            "5c_ehealth 5c_disabled 5c_public 5c_teams 5c_elderly 5c_poor vi4_courses vi4_guide vi3_join",
        ),
        (
            "6",
            "Triển khai các mô hình, phong trào lan tỏa kỹ năng cho cộng đồng",
            "mo-hinh.ai,mo-hinh.thanh-nien,mo-hinh.doan-the,mo-hinh.don-vi-so",
            "vi3_models",
        ),
        ("6.1", "Mạng lưới “Đại sứ số”", "mo-hinh.dai-su,phuc-vu", "6a_ambassador 6a_topics 6a_build 6a_counter"),
        (
            "6.2",
            "Phong trào “Gia đình số”",
            "mo-hinh.gia-dinh",
            "6b_survey 6b_become 6b_activities 6b_classes 6b_meetings 6b_coach",
        ),
        ("6.3", "Mô hình “Chợ số - Nông thôn số”", "mo-hinh.cho", "6c_training 6c_connect 6c_join 6c_model"),
        (
            "6.4",
            "Mô hình “Mỗi công dân - Một danh tính số”",
            "mo-hinh.danh-tinh",
            "6d_model 6d_install 6d_bank 6d_register",
        ),
        (
            "6.5",
            "Tổ công nghệ số cộng đồng, Tổ ứng cứu; an toàn trên môi trường số",
            "mo-hinh.to,an-toan",
            "data_safety 6dd_tools 6dd_teams 6dd_mooc 6dd_rescue 6dd_safety i2_risk",
        ),
        ("7", "Các nhiệm vụ khác", "giam-sat", ""),
    ),
}


def upgrade() -> None:
    """A plan that shipped gets the parts it shipped with, another one the standard ones. A task that is not among those
    that shipped is of the part that its place names ("mục 5.2"), else of the last."""
    op.create_table(
        PART,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("numeral", "title", "themes")),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("title <> ''", name=op.f(f"ck_{PART}_has_title")),
        sa.CheckConstraint("(position = 0) = (numeral = 'I')", name=op.f(f"ck_{PART}_first_is_of_directing")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f(f"fk_{PART}_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PART}")),
        sa.UniqueConstraint("plan_id", "numeral", name=op.f(f"uq_{PART}_plan_id_numeral")),
        sa.UniqueConstraint("plan_id", "id", name=op.f(f"uq_{PART}_plan_id_id")),
    )
    with op.batch_alter_table(MATTER) as table:
        table.add_column(sa.Column("part_id", sa.Integer(), nullable=True))
    _fill()
    with op.batch_alter_table(MATTER) as table:
        table.alter_column("part_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(op.f(f"fk_{MATTER}_plan_id_part_id"), PART, ["plan_id", "part_id"], ["plan_id", "id"])
    op.create_index(op.f(f"ix_{MATTER}_part_id"), MATTER, ["part_id"])


def downgrade() -> None:
    """Tasks are of no part."""
    op.drop_index(op.f(f"ix_{MATTER}_part_id"), MATTER)
    with op.batch_alter_table(MATTER) as table:
        table.drop_constraint(op.f(f"fk_{MATTER}_plan_id_part_id"), type_="foreignkey")
        table.drop_column("part_id")
    op.drop_table(PART)


def _fill() -> None:
    connection = op.get_bind()
    plan = sa.table("plan", sa.column("id"), sa.column("catalogue"))
    columns = ("plan_id", "position", "numeral", "title", "themes", "version")
    part = sa.table(PART, sa.column("id"), *map(sa.column, columns))
    matter = sa.table(MATTER, *(sa.column(name) for name in ("id", "plan_id", "key", "place", "part_id")))
    catalogues = dict(connection.execute(sa.select(plan.c.id, plan.c.catalogue)).all())
    rows = [(plan_id, *each) for plan_id, key in catalogues.items() for each in _parts(key)]
    if rows:
        op.bulk_insert(part, [dict(zip(columns, (*row, 1), strict=True)) for row in rows])
    ids = {(row.plan_id, row.numeral): row.id for row in connection.execute(sa.select(part))}
    for row in connection.execute(sa.select(matter)).all():
        numeral = _numeral(catalogues[row.plan_id], row.key, row.place)
        moved = sa.update(matter).where(matter.c.id == row.id)
        connection.execute(moved.values(part_id=ids[row.plan_id, numeral]))


def _parts(key: str) -> Iterator[tuple[int, str, str, str]]:
    """Position, numeral, title and themes of the parts of a plan."""
    yield 0, *FIRST
    for numeral, title, themes, *_tasks in SHIPPED.get(key, STANDARD):
        whole, _dot, below = numeral.partition(".")
        if numeral != FIRST[0]:
            yield int(whole) * 100 + int(below or 0), numeral, title, themes


def _numeral(key: str, task: str, place: str) -> str:
    """The numeral of the part of a task."""
    parts = SHIPPED.get(key, STANDARD)
    if found := next((each[0] for each in parts if task in (each[3].split() if len(each) > 3 else ())), None):
        return found
    numerals = [each[0] for each in parts]
    item = re.search(r"\d{1,2}(?:\.\d{1,2})?", re.sub(r"phần\s+\w+", "", place.lower()))
    named = (item[0], item[0].partition(".")[0]) if item else ()
    return next((each for each in named if each in numerals), numerals[-1])
