"""What is said of photos, whichever way they come."""

from flask_babel import gettext as _

from app.models import LessonPhoto


def too_many_photos() -> str:
    """Why a lesson takes no more."""
    return str(_("Mỗi buổi giữ nhiều nhất %(most)s ảnh. Anh chị bỏ bớt ảnh cũ.", most=LessonPhoto.MOST))
