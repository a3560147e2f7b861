"""What WTForms says of a field, in Vietnamese: it has no words of its own in that language.

Fields that people meet every day have better sentences on their forms; these are for what nobody types: a choice that
is none, a form that somebody changed.
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
    """The catalogue that Flask-WTF asks of a request (`wtforms_translations`)."""

    def ugettext(self, sentence: str) -> str:
        """The sentence for a fault."""
        return str(FAULTS.get(sentence, OTHER))

    def ungettext(self, singular: str, plural: str, n: int) -> str:
        """The same, for faults that count something."""
        return self.ugettext(singular)
