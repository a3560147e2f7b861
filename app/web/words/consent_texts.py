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
    )
}
CURRENT = max(VERSIONS)


def shown_version(told: str | None) -> str:
    """The version that a form says it showed; today's for one that we never had."""
    return told if told and told in VERSIONS else CURRENT


# To be followed up: asked by whoever helps, at the counter or at home, in one sentence beside one tick.
FOLLOW_UP: Mapping[str, object] = {"2026-11": _l("Tôi đồng ý để phường ghi tên tôi và liên hệ lại để giúp tiếp")}


def follow_up_version(told: str | None) -> str:
    """The version of the sentence that a page says it showed; today's for one that we never had."""
    return told if told and told in FOLLOW_UP else max(FOLLOW_UP)


def every_text() -> dict[str, dict[str, object]]:
    """Each version's sentences by purpose, for pages that show what was agreed to."""
    texts: dict[str, dict[str, object]] = {version: dict(vars(said)) for version, said in VERSIONS.items()}
    for version, said in FOLLOW_UP.items():
        texts.setdefault(version, {})["follow_up"] = said
    return texts
