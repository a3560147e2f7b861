"""What a course's share of attended lessons comes to, in words: rounded up, of few lessons it is all of them."""

from flask_babel import gettext as _

from app.models.learning.course_terms import lessons_required


def rule_words(share: int | None, lessons: int | None) -> str:
    """The lessons that a share (percent) requires of a course of so many; where it is all of several, also the share
    that lets one be missed. Empty where either is unknown."""
    if not share or not lessons or share > 100:
        return ""
    needed = max(1, lessons_required(share, lessons))
    if lessons == 1:
        return str(_("Lớp 1 buổi: phải có mặt buổi ấy."))
    if needed == lessons:
        least = 100 * (lessons - 1) // lessons
        return str(
            _(
                "Với %(count)s buổi: phải đủ cả %(count)s. Ghi %(share)s thì được nghỉ 1 buổi.",
                count=lessons,
                share=least,
            )
        )
    words = _("Với %(count)s buổi: từ %(needed)s buổi, được nghỉ %(rest)s.", count=lessons, needed=needed,
              rest=lessons - needed)  # fmt: skip
    return str(words)


def rule_in_brief(share: int | None, lessons: int | None) -> str | None:
    """The same in a part of a line, only where all of several lessons are required."""
    if not share or not lessons or lessons == 1 or lessons_required(share, lessons) < lessons:
        return None
    return str(_("với %(count)s buổi là đủ cả %(count)s", count=lessons))
