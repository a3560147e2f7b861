"""What people agree to, word for word, by version. A consent keeps the version it was given to, so that what was
read can be shown years later: versions are added, never changed or removed.

Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15: consent by purpose, separate, unticked, provable, withdrawable.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class ConsentTexts:
    """The sentence beside each box."""

    photos: str
    messages: str


VERSIONS: Mapping[str, ConsentTexts] = {
    "2026-11": ConsentTexts(
        photos=_l("Tôi đồng ý để phường chụp ảnh lớp có tôi và đăng trên trang của phường"),
        messages=_l("Tôi đồng ý để phường nhắn tin cho tôi trước buổi học một ngày"),
    ),
}
CURRENT = max(VERSIONS)


def shown_version(told: str | None) -> str:
    """The version that a form says it showed; today's for one that we never had."""
    return told if told and told in VERSIONS else CURRENT
