"""Acts of programmes, with the words of their details."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.registers.act import Act

MOVEMENT: Mapping[str, Act] = {
    "movement_programme.begun": Act(_l("Lập phong trào"), {"name": _l("tên"), "from": _l("lấy từ mẫu có sẵn")}),
    "movement_programme.drafted": Act(_l("Soạn bản mới của phong trào"), {"name": _l("tên"), "number": _l("bản")}),
    "movement_programme.put_to_use": Act(_l("Dùng bản mới của phong trào"), {"name": _l("tên"), "number": _l("bản")}),
    "movement_programme.retired": Act(_l("Dừng phong trào"), {"name": _l("tên")}),
    "movement_programme.brought_back": Act(_l("Chạy lại phong trào"), {"name": _l("tên")}),
}
