"""What is kept of residents."""

from flask_babel import lazy_gettext as _l

from app.registers.personal_data.personal import (
    CASE,
    CLOSED,
    FOREVER,
    GUESS,
    HALL,
    HOUSE,
    HOUSE_PHOTO,
    LAST_SEEN,
    LIST,
    MERGED_HOUSE,
    OFFER,
    PHOTO,
    REQUEST,
    RIGHT,
    Ground,
    Personal,
    Then,
)

COUNTED = _l("không còn tên, chỉ để đếm")

RESIDENTS = (
    Personal(
        "name", _l("Họ tên"),
        "person.full_name person.search_key person.sort_key registration.paper_name ticket.typed_name",
        _l("Xếp lớp, điểm danh, không ghi nhầm người cùng tên"), Ground.ASKED, LAST_SEEN, Then.EMPTY,
    ),
    Personal(
        "born", _l("Năm sinh"), "person.birth_year", _l("Phân biệt người cùng tên, đếm theo lứa tuổi"), Ground.ASKED,
        LAST_SEEN, Then.DECADE,
    ),
    Personal(
        "birthday", _l("Ngày sinh, nếu bác ghi"), "person.birth_date ticket.typed_birth_year",
        _l("Phân biệt người cùng tên"), Ground.ASKED, LAST_SEEN, Then.EMPTY,
    ),
    Personal(
        "group", _l("Tổ dân phố, thôn"), "person.residential_group_id", _l("Xếp lớp gần nhà, đếm theo tổ, thôn"),
        Ground.ASKED, LAST_SEEN, Then.STAY, COUNTED,
    ),
    Personal(
        "sex", _l("Giới tính, nếu bác ghi"), "person.sex", _l("Ghi “ông” hoặc “bà” trên giấy, đếm số người học"),
        Ground.ASKED, LAST_SEEN, Then.STAY, COUNTED,
    ),
    Personal(
        "phone", _l("Số điện thoại, nếu bác ghi"), "person.phone", _l("Báo khi lớp đổi giờ, khi có chỗ trống"),
        Ground.ASKED, LAST_SEEN, Then.EMPTY,
    ),
    Personal(
        "work", _l("Nơi làm việc, học tập và chức vụ, nếu đơn vị cử đi học"),
        "person.organisation_id person.employed person.position",
        _l("Đếm cán bộ, người lao động đã học của từng cơ quan"), Ground.ASKED, LAST_SEEN, Then.EMPTY,
    ),
    Personal(
        "ticket", _l("Mã của phiếu đi học"), "ticket.token ticket.submission registration.submission",
        _l("Mở phiếu, sửa, rút tên mà không cần mật khẩu"), Ground.ASKED, LAST_SEEN, Then.RENEW,
    ),
    Personal(
        "guardian", _l("Cha mẹ hoặc người giám hộ của người học dưới 16 tuổi"), "registration.guardian",
        _l("Người lớn đồng ý thay cho cháu"), Ground.ASKED, LAST_SEEN, Then.EMPTY,
    ),
    Personal(
        "needs", _l("Bác cần giúp gì thêm, nếu bác ghi"), "registration.needs",
        _l("Chuẩn bị chỗ ngồi, lối đi, máy cho mượn, chữ lớn, người nói ký hiệu"), Ground.CONSENT, CLOSED, Then.EMPTY,
    ),
    Personal(
        "door_line", _l("Lời dặn người đón ở cửa, lý do cho nghỉ học"),
        "registration.door_line registration.end_reason registration_step.detail",
        _l("Đón đúng người, biết vì sao một chỗ trống"), Ground.ASKED, LAST_SEEN, Then.EMPTY,
    ),
    Personal(
        "attendance", _l("Buổi nào bác có mặt"),
        "attendance.status attendance_mark.status attendance_mark.way attendance_mark.shown",
        _l("Biết ai đủ buổi để cấp giấy chứng nhận"), Ground.ASKED, LAST_SEEN, Then.STAY, COUNTED,
    ),
    Personal(
        "able", _l("Việc số bác tự làm được hay chưa, người dạy ghi ở buổi học"), "skill_mark.can",
        _l("Biết cần dạy thêm gì, đếm số người tự làm được"), Ground.ASKED, LAST_SEEN, Then.STAY, COUNTED,
    ),
    Personal(
        "own_phone", _l("Số ngẫu nhiên mà máy bác tự đặt khi tự điểm danh"),
        "attendance_mark.device check_in_device.device", _l("Một máy chỉ tự điểm danh cho một nhà"), Ground.ASKED,
        LAST_SEEN, Then.RENEW,
    ),
    Personal(
        "hall_request", _l("Tên, năm sinh bác tự ghi tại lớp, trong lúc chờ giảng viên nhận"),
        "hall_request.full_name hall_request.search_key hall_request.birth_year hall_request.device",
        _l("Giảng viên biết ai đang chờ vào lớp"), Ground.ASKED, HALL, Then.GO,
    ),
    Personal(
        "certificate", _l("Sổ cấp giấy chứng nhận"),
        "certificate.code certificate.state certificate.content certificate.name_key certificate.file "
        "certificate.sha256 certificate.handed_to certificate.end_reason approval_entry.proposal "
        "approval_entry.exception certificate_request.kind certificate_request.changes certificate_request.reason "
        "certificate_request.state certificate_request.answer kept_certificate.attendance kept_certificate.reason",
        _l("Kiểm tra giấy thật hay giả"), Ground.DUTY, FOREVER, Then.STAY, _l("sổ gốc phải giữ đủ số và đủ tên đã cấp"),
    ),
    Personal(
        "consent", _l("Điều bác đồng ý hoặc rút lại"), "consent.purpose consent.text_version consent.how",
        _l("Chứng minh bác đã đồng ý, vào lúc nào, câu nào"), Ground.DUTY, LAST_SEEN, Then.STAY, COUNTED,
    ),
    Personal(
        "help", _l("Việc bác được giúp ở quầy, nếu bác để lại tên"),
        "help_record.other_words help_record.place_kind help_record.way help_record.day help_correction.before",
        _l("Hỏi thăm, giúp tiếp khi việc chưa xong"), Ground.CONSENT, LAST_SEEN, Then.STAY, COUNTED,
    ),
    Personal(
        "help_words", _l("Lý do sửa một lượt giúp"), "help_correction.reason", _l("Biết vì sao một lượt giúp được sửa"),
        Ground.DUTY, LAST_SEEN, Then.EMPTY, notice=False,
    ),
    Personal(
        "pair", _l("Việc Đại sứ số kèm bác: bác muốn học gì, lời ghi mỗi lần gặp"),
        "mentorship.wish mentorship.outcome_words mentorship.shared_why mentor_visit.note", _l("Biết lần tới kèm gì"),
        Ground.ASKED, LAST_SEEN, Then.EMPTY,
    ),
    Personal(
        "learnt", _l("Việc bác đã làm được, ngày gặp"),
        "mentorship.since mentorship.until mentorship.outcome mentorship.next_visit_on mentorship_skill.reached "
        "mentorship_skill.evidence skill_step.reached skill_step.evidence mentor_visit.way mentor_visit.day "
        "mentor_visit.next_on",
        _l("Biết đã học tới đâu, đếm số việc làm được"), Ground.ASKED, LAST_SEEN, Then.STAY, COUNTED,
    ),
    Personal(
        "request", _l("Lời nhờ giúp tại nhà: tên, năm sinh, chỗ ở, số điện thoại, việc cần giúp, giờ tiện"),
        "help_request.full_name help_request.birth_year help_request.asked_by help_request.where_words "
        "help_request.words help_request.suits help_request.phone help_request.why help_request_step.words",
        _l("Cử người tới giúp, gọi hẹn giờ, cho bác xem đã làm tới đâu"), Ground.ASKED, REQUEST, Then.EMPTY,
    ),
    Personal(
        "request_link", _l("Mã của trang xem việc nhờ giúp"), "help_request.token help_request.submission",
        _l("Xem đã làm tới đâu, hủy lời nhờ"), Ground.ASKED, REQUEST, Then.RENEW, notice=False,
    ),
    Personal(
        "offer", _l("Lời xin làm Đại sứ số: tên, năm sinh, nơi ở, số điện thoại, đơn vị"),
        "ambassador_offer.full_name ambassador_offer.birth_year ambassador_offer.phone ambassador_offer.organisation "
        "ambassador_offer.words ambassador_offer.why",
        _l("Liên hệ, ghi làm Đại sứ số"), Ground.ASKED, OFFER, Then.EMPTY,
    ),
    Personal(
        "ambassador", _l("Đại sứ số: đơn vị, nhóm liên gia, vì sao thôi"),
        "ambassador.organisation ambassador.household_cluster ambassador.ended_why",
        _l("Người dân biết ai tới giúp; tên, mã, nơi giúp hiện khi quét thẻ"), Ground.ASKED, LAST_SEEN, Then.EMPTY,
    ),
    Personal(
        "appointment", _l("Đại sứ số: mã, quyết định, ngày tập huấn"),
        "ambassador.code ambassador.token ambassador.decision_no ambassador.decision_on ambassador.training "
        "ambassador.trained_on ambassador.ai_trained_on ambassador.since ambassador.until",
        _l("Đếm số Đại sứ số và việc họ làm"), Ground.DUTY, LAST_SEEN, Then.STAY, COUNTED, notice=False,
    ),
    Personal(
        "thanks", _l("Thư cảm ơn Đại sứ số"),
        "thanks_letter.said thanks_letter.name_key",
        _l("Kiểm tra thư thật hay giả"), Ground.DUTY, FOREVER, Then.STAY,
        _l("thư đã cấp có số trong sổ; thư chưa cấp thì xóa tên cùng lúc với người"),
    ),
    Personal(
        "thanks_words", _l("Lý do chưa ký, thu hồi thư cảm ơn"), "thanks_letter.declined_why thanks_letter.revoked_why",
        _l("Biết vì sao một lá thư chưa ký hay thu hồi"), Ground.DUTY, LAST_SEEN, Then.EMPTY, notice=False,
    ),
    Personal(
        "merged", _l("Hồ sơ trùng đã gộp"), "person_merge.moved", _l("Gỡ lại được khi gộp nhầm"), Ground.DUTY,
        LAST_SEEN, Then.SCRUB, notice=False,
    ),
    Personal(
        "case", _l("Lý do phường chưa xóa tên khi đã tới hạn"), "erasing_hold.reason",
        _l("Việc đang giải quyết cần tới tên"), Ground.DUTY, CASE, Then.EMPTY,
    ),
    Personal(
        "rights", _l("Yêu cầu xem, sửa, xóa: tên, năm sinh, số điện thoại, lời ghi"),
        "data_request.full_name data_request.birth_year data_request.phone data_request.words",
        _l("Trả lời bác, chứng minh phường làm đúng hạn"), Ground.DUTY, RIGHT, Then.EMPTY,
    ),
    Personal(
        "rights_done", _l("Phường đã trả lời yêu cầu ra sao"),
        "data_request.kind data_request.way data_request.answer data_request.legal_ground data_request.outcome "
        "data_request.answer_by data_request.done_by data_request_step.words",
        _l("Chứng minh phường làm đúng hạn"), Ground.DUTY, RIGHT, Then.STAY, COUNTED, notice=False,
    ),
    Personal(
        "photos", _l("Ảnh lớp học, ảnh tờ ký"), "lesson_photo.file lesson_photo.sha256",
        _l("Hồ sơ lớp học; chỉ chụp người đã đồng ý"), Ground.CONSENT, PHOTO, Then.GO,
    ),
    Personal(
        "house_photos", _l("Ảnh chụp ở nhà, ở nơi ghi phong trào; ảnh, tệp gửi kèm việc được giao"),
        "entry_photo.file entry_photo.sha256 matter_file.file matter_file.sha256",
        _l("Cho biết việc đã làm; ảnh có người thì chỉ khi người ấy đồng ý"), Ground.CONSENT, HOUSE_PHOTO, Then.GO,
    ),
    Personal(
        "house", _l("Số nhà, ngõ, tên chủ hộ; nhà đã biết làm việc gì trên mạng, tên người học nếu người ấy đồng ý"),
        "site.head site.alley site.number site.order_key site.name site.search_key site.place_key "
        "site.head_key site.public_id site.code site_alias.public_id site_name.name site_name.search_key "
        "programme_entry.answers programme_entry.outcome "
        "programme_entry.reason programme_entry.day programme_entry.uuid programme_entry.way "
        "programme_entry.superseded_on programme_entry.period programme_entry.returned_words "
        "programme_entry.asked_back_words "
        "answer.key answer.value answer.day site.kind site.retired_on",
        _l("Biết nhà nào đã tới, không tới một nhà hai lần, đếm theo tổ"), Ground.DUTY, HOUSE, Then.STAY,
        _l("nhà giữ số và những gì đã ghi; xóa ai thì tên người ấy trong sổ nhà cũng bỏ"),
    ),
    Personal(
        "merged_house", _l("Nhà trùng đã gộp: số nhà, chủ hộ, tên người học của trước khi gộp"), "site_merge.moved",
        _l("Gỡ lại được khi gộp nhầm"), Ground.DUTY, MERGED_HOUSE, Then.EMPTY, notice=False,
    ),
    Personal(
        "plate", _l("Biển, giấy khen, giấy công nhận, thư cảm ơn: tên, địa chỉ, số, có giá trị tới ngày nào"),
        "plate.said plate.name_key plate.number plate.year plate.series plate.decided_on plate.valid_until plate.code "
        "plate.state plate.end_reason plate.ended_at plate.kind plate.period",
        _l("Kiểm tra biển, giấy thật hay giả; quét mã không hiện tên ai"), Ground.DUTY, FOREVER, Then.STAY,
        _l("biển, giấy đã cấp có số trong sổ; đề nghị chưa cấp thì không giữ tên"),
    ),
    Personal(
        "lists", _l("Danh sách cán bộ nạp từ Excel"),
        "import_run.file import_run.name import_run.fates import_run.columns", _l("Khỏi gõ lại từng người"),
        Ground.ASKED, LIST, Then.GO,
    ),
    Personal(
        "addresses", _l("Địa chỉ mạng của ai gõ sai nhiều lần"), "rate_limit.key", _l("Chặn người dò mã, dò mật khẩu"),
        Ground.DUTY, GUESS, Then.GO,
    ),
)  # fmt: skip
