"""Messages about photos, from forms and from phones."""

from flask_babel import gettext as _

from app.models import LessonPhoto


def too_many_photos() -> str:
    """The message for a lesson that has the maximum of photos."""
    return str(_("Mỗi buổi giữ nhiều nhất %(most)s ảnh. Anh chị bỏ bớt ảnh cũ.", most=LessonPhoto.MOST))
