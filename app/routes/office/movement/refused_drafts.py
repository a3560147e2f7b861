"""Why a draft of a programme is not put to use, or a piece of it not written, in a sentence."""

from flask import current_app
from flask_babel import gettext as _

from app.models.movement import drafting
from app.models.movement.declaration import Declaration
from app.models.movement.declared_periods import NeedsRule
from app.models.movement.keys import KeyTaken
from app.models.movement.programme import Fixed, NeedsLeader
from app.routes.office.movement.draft_forms import kept_type


def lacks_rule(name: str) -> str:
    """Why a programme is not put to use without a reporting rule."""
    return str(_("%(name)s gửi theo chế độ báo cáo của phường. Anh chị chọn một chế độ, hoặc thêm chế độ trước.",
                 name=name))  # fmt: skip


def not_used(error: Exception, declared: Declaration) -> str:
    """Why a draft is not put to use."""
    match error:
        case NeedsLeader():
            return str(_("Bản này cho thêm người ghi hoặc người xem: lãnh đạo bấm dùng thì mới có hiệu lực."))
        case NeedsRule():
            return lacks_rule(declared.name)
        case KeyTaken():
            return key_taken(error)
        case Fixed():
            return fixed(error)
    return str(_("Có người vừa sửa bản này. Anh chị xem lại rồi bấm lần nữa."))


def other_paper() -> str:
    """Why a programme gives no other kind of paper than it gave."""
    return str(
        _("Phong trào này, hoặc sổ mang số ấy, đã cấp loại giấy khác. Anh chị lập một phong trào mới cho giấy này.")
    )


def key_taken(taken: KeyTaken) -> str:
    """Why a field or criterion is not written: its key has another meaning in a version in use."""
    if taken.type:
        return kept_type(taken.label, taken.type)
    return str(_("“%(label)s” đã là tên của mục khác trong bản đã dùng. Anh chị thêm một mục mới.", label=taken.label))


def names_recipient() -> str:
    """Why a field that names who gets the paper stays."""
    return str(_("Giấy của phong trào này ghi tên người nhận ở mục ấy. Anh chị sửa phần công nhận trước."))


def not_written(error: Exception) -> str:
    """Why a piece of a draft is not written."""
    match error:
        case KeyTaken():
            return key_taken(error)
        case drafting.NamesRecipient():
            return names_recipient()
        case drafting.NamesSubject():
            return str(_("Mục ấy là tên của từng dòng trong sổ, nên không bỏ và không đổi kiểu được."))
        case Fixed():
            return fixed(error)
    current_app.logger.warning("a draft was refused: %s", error)
    return str(_("Chưa lưu: sửa như vậy thì phong trào không ghi được nữa."))


def fixed(error: Fixed) -> str:
    """Why what rows depend on stays."""
    if error.args[0] == "gives":
        return other_paper()
    return str(_("Sổ đã có dòng ghi theo đối tượng và kỳ hiện nay nên không đổi được. Anh chị lập một phong trào mới."))
