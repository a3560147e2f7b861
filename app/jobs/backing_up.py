"""Makes a backup that an administrator asked for."""

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from app.exchange import backups
from app.jobs import nightly
from app.jobs.work import Impossible, Work
from app.web import last_night
from app.web.database import outage
from app.web.settings import Settings

KIND = "backup"


def perform(work: Work) -> None:
    """Make the day's backup anew.

    Raises:
        Impossible: the database is damaged, or the disk is full.
    """
    settings: Settings = current_app.extensions["settings"]
    if last_night.read(settings).damage:
        raise Impossible(
            _("Cơ sở dữ liệu đang bị hỏng, sao lưu bây giờ là chép cả chỗ hỏng. Anh chị xem trang Máy chủ.")
        )
    try:
        nightly.back_up_now(settings, work.progress)
    except (OSError, SQLAlchemyError, backups.Unrestorable) as error:
        if outage.is_lacking(error):
            raise Impossible(
                _("Đĩa của máy chủ đầy, bản sao lưu chưa làm được. Anh chị dọn đĩa rồi làm lại.")
            ) from error
        raise
