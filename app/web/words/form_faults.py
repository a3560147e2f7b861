"""WTForms' error messages in Vietnamese, which it does not ship.

Common fields have better messages on their forms; these are for manipulated forms, such as an invalid choice.
"""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

FAULTS: Mapping[str, object] = {
    "Not a valid choice.": _l("Xin chọn một mục trong danh sách."),
    "Invalid Choice: could not coerce.": _l("Xin chọn một mục trong danh sách."),
    "Choices cannot be None.": _l("Xin chọn một mục trong danh sách."),
    "This field is required.": _l("Dòng này chưa điền."),
    "Not a valid integer value.": _l("Dòng này là một số, ví dụ 12."),
    "Not a valid date value.": _l("Dòng này là một ngày, ví dụ 20/11/2026."),
    "Not a valid time value.": _l("Dòng này là một giờ, ví dụ 19:30."),
    "Not a valid datetime value.": _l("Dòng này là ngày và giờ, ví dụ 20/11/2026 19:30."),
}
OTHER = _l("Dòng này chưa dùng được. Xin xem lại.")


class FormFaults:
    """The catalogue that Flask-WTF uses (`wtforms_translations` of a request)."""

    def ugettext(self, sentence: str) -> str:
        """Translate a message."""
        return str(FAULTS.get(sentence, OTHER))

    def ungettext(self, singular: str, plural: str, n: int) -> str:
        """Translate a message with a number."""
        return self.ugettext(singular)
