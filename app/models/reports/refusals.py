"""Why nothing was done with a report."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.models.mixins.decided import DecisionRefused


class NotWritten(DecisionRefused):
    """It was sent, or more, or its ward has ended: nobody writes in it now."""

    @staticmethod
    def words(row: Any) -> object:
        """Why not."""
        if row.is_written:
            return _l("Đơn vị viết báo cáo này đã hết. Báo cáo còn để đọc, không viết tiếp.")
        return _l("Báo cáo đã gửi, không sửa được nữa. Muốn sửa thì người gửi rút về trước.")


class Empty(DecisionRefused):
    """None of its figures says anything: what says nothing is not sent."""


class SentAnew(DecisionRefused):
    """It was taken back, mended and sent again since it was read."""
