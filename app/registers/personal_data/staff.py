"""What is kept of those who work for the ward, and of who did what."""

from functools import partial

from flask_babel import lazy_gettext as _l

from app.registers.personal_data.personal import CONTACT, GUESS, LEFT, LOG, TRAIL, WORKING, Ground, Personal, Then

# What the ward keeps of those who work for it: its duty, while they do, and of no resident's concern.
of_staff = partial(
    Personal, ground=Ground.DUTY, time=WORKING, then=Then.STAY, stays=_l("để biết ai đã làm việc gì"), notice=False
)

STAFF = (
    of_staff(
        "account",
        _l("Tài khoản: họ tên, tên đăng nhập, vai trò"),
        "account.full_name account.username account.password_hash account_pin.pin_hash role_grant.role "
        "role_grant.since role_grant.until membership.since membership.until membership.token",
        _l("Đăng nhập, giao đúng việc cho đúng người"),
    ),
    of_staff(
        "sign_ins",
        _l("Lần đăng nhập, máy đã dùng"),
        "sign_in.token_hash sign_in.device invitation.token",
        _l("Thấy máy lạ, đăng xuất từ xa"),
        time=LOG,
        then=Then.GO,
        stays="",
    ),
    of_staff(
        "second_factor",
        _l("Bảo vệ hai lớp: khóa tạo mã, mã dự phòng, khóa truy cập; không có vân tay, khuôn mặt"),
        "totp_secret.sealed recovery_code.code_hash half_sign_in.token_hash half_sign_in.password_hash "
        "half_sign_in.challenge sign_in.challenge passkey.name passkey.host passkey.credential passkey.public_key",
        _l("Biết mật khẩu thôi thì không vào được"),
    ),
    of_staff(
        "phones",
        _l("Máy của cán bộ: loại máy, bản đang dùng"),
        "phone.device phone.kind phone.release",
        _l("Biết máy nào còn giữ việc chưa gửi"),
    ),
    Personal(
        "team_member",
        _l("Thành viên tổ, đội chưa có tài khoản: tên, số điện thoại"),
        "membership.name membership.phone",
        _l("Gọi khi có việc, in danh sách và thẻ của tổ"),
        Ground.DUTY,
        LEFT,
        Then.EMPTY,
    ),
    Personal(
        "door",
        _l("Người đón ở cửa: tên, loại máy"),
        "door_helper.name door_phone.kind",
        _l("Biết ai đã quét phiếu"),
        Ground.ASKED,
        LOG,
        Then.EMPTY,
    ),
    Personal(
        "door_link",
        _l("Người đón ở cửa: mã của đường dẫn, của máy đã mở"),
        "door_helper.token door_phone.token_hash",
        _l("Mở trang quét phiếu ở cửa mà không cần mật khẩu"),
        Ground.ASKED,
        LOG,
        Then.RENEW,
        notice=False,
    ),
    of_staff(
        "shift_notes",
        _l("Lời dặn bàn giao ca"),
        "shift_note.text",
        _l("Người trực sau biết việc còn lại"),
        time=LOG,
        then=Then.EMPTY,
        stays="",
    ),
    of_staff(
        "tries",
        _l("Tên đăng nhập gõ sai mật khẩu hay mã, và địa chỉ mạng gõ sai mã"),
        "wrong_tries.username",
        _l("Khóa tạm khi có người dò mật khẩu"),
        time=GUESS,
        then=Then.GO,
        stays="",
    ),
    Personal(
        "contact",
        _l("Người liên hệ của cơ quan, đơn vị: tên, số điện thoại"),
        "organisation.contact_name organisation.contact_phone",
        _l("Mời cử người đi học, hỏi số liệu"),
        Ground.DUTY,
        CONTACT,
        Then.EMPTY,
        notice=False,
    ),
    Personal(
        "trail",
        _l("Nhật ký: ai làm gì, lúc nào"),
        "audit_event.action audit_event.subject_kind audit_event.subject_id audit_event.detail",
        _l("Không ai sửa danh sách mà không để lại dấu"),
        Ground.DUTY,
        TRAIL,
        Then.STAY,
        _l("người dân đứng trong đó bằng mã; tên, lý do có tên thì xóa cùng lúc với người"),
    ),
)
