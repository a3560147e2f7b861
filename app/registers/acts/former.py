"""Acts that are noted no more: chains of wards hold them, so they keep their words."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from app.registers.act import Act

FORMER: Mapping[str, Act] = {
    # What is called a template of courses since migration 0020.
    "programme.added": Act(_l("Thêm chương trình"), {"name": _l("tên")}),
    "programme.changed": Act(_l("Sửa chương trình"), {"name": _l("tên")}),
    "programme.restored": Act(_l("Dùng lại chương trình"), {"name": _l("tên")}),
    "programme.retired": Act(_l("Thôi dùng chương trình"), {"name": _l("tên")}),
}
