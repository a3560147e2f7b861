"""The words of what programmes give, by kind of paper."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.models.movement.declaration import Declaration
from app.models.movement.giving import PaperKind

Words = object


@dataclass(frozen=True)
class GivenWords:
    """`name` of the paper in a sentence, `gives`: what a leader does with it; `propose` it; `ready`: who may be
    proposed; `given`, `not_given`: who was, and was not; `lists`: the title of a list that waits and of one that was
    decided, with `name` of the programme."""

    name: Words
    gives: Words
    propose: Words
    ready: Words
    given: Words
    not_given: Words
    lists: tuple[Words, Words]


GIVEN: Mapping[PaperKind, GivenWords] = {
    PaperKind.PLATE: GivenWords(
        _l("biển"), _l("cấp biển"), _l("Đề nghị công nhận"), _l("Đủ điều kiện"), _l("Đã công nhận"),
        _l("Chưa công nhận"),
        (_l("Danh sách đề nghị công nhận %(name)s"), _l("Danh sách được công nhận %(name)s")),
    ),
    PaperKind.MERIT: GivenWords(
        _l("giấy khen"), _l("tặng giấy khen"), _l("Đề nghị khen"), _l("Đủ điều kiện khen"), _l("Đã khen"),
        _l("Chưa khen"),
        (_l("Danh sách đề nghị tặng giấy khen, %(name)s"), _l("Danh sách được tặng giấy khen, %(name)s")),
    ),
    PaperKind.RECOGNITION: GivenWords(
        _l("giấy công nhận"), _l("cấp giấy công nhận"),
        _l("Đề nghị công nhận"), _l("Đủ điều kiện"), _l("Đã công nhận"),
        _l("Chưa công nhận"),
        (_l("Danh sách đề nghị công nhận %(name)s"), _l("Danh sách được công nhận %(name)s")),
    ),
    PaperKind.THANKS: GivenWords(
        _l("thư cảm ơn"), _l("gửi thư cảm ơn"),
        _l("Gửi thư cảm ơn"), _l("Chưa gửi thư cảm ơn"), _l("Đã gửi thư cảm ơn"),
        _l("Chưa gửi thư cảm ơn"),
        (_l("Danh sách đề nghị gửi thư cảm ơn, %(name)s"), _l("Danh sách được gửi thư cảm ơn, %(name)s")),
    ),
}  # fmt: skip


def given_words(declared: Declaration) -> GivenWords:
    """The words of what a declaration gives; of a plate where it gives nothing."""
    return GIVEN[declared.gives.paper if declared.gives else PaperKind.PLATE]
