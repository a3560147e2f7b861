"""The fields of a help record as phones send them, checked against the ward's lists (docs/offline.md)."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from app.country import names
from app.models import PlaceKind
from app.models.helping.lists.listed import HelpLists, ListEntry
from app.outbox.operations import OperationRefused

MOST_TOPICS, WORDS_LENGTH, MOST_MINUTES = 10, 60, 1440
PLACES = frozenset(PlaceKind)


def topics_of(lists: HelpLists, given: object, called: object = None) -> tuple[list[ListEntry], list[str]]:
    """The topics of some keys, each once, and the labels of topics that the ward has deleted since, from `called`
    (`{key: label}` as the page showed them).

    Raises:
        Refused: there are no topics, too many, or an unknown one without a label.
    """
    keys = list(dict.fromkeys(given)) if isinstance(given, list) and all(isinstance(k, str) for k in given) else []
    if not keys:
        raise OperationRefused(_("Lượt này chưa có việc nào. Anh chị chọn việc rồi ghi lại."))
    if len(keys) > MOST_TOPICS:
        raise OperationRefused(_("Mỗi lượt ghi nhiều nhất %(most)s việc.", most=MOST_TOPICS))
    gone = [_label(called, key) for key in keys if key not in lists.topics]
    if not all(gone):
        raise OperationRefused(_("Có việc không nằm trong danh mục của phường. Anh chị mở lại trang rồi ghi lại."))
    return [lists.topics[key] for key in keys if key in lists.topics], gone


def _label(called: object, key: str) -> str:
    label = called.get(key) if isinstance(called, Mapping) else None
    return names.clean(label) if isinstance(label, str) else ""


def shortened(words: str) -> str:
    """Generated text cut to the length allowed for typed text."""
    return words if len(words) <= WORDS_LENGTH else f"{words[: WORDS_LENGTH - 1].rstrip()}…"


def result_of(lists: HelpLists, given: object) -> ListEntry:
    """The result with a key.

    Raises:
        Refused: the ward has no such result.
    """
    found = listed(lists.results, given)
    if found is None:
        raise OperationRefused(_("Lượt này chưa có kết quả. Anh chị chọn kết quả rồi ghi lại."))
    return found


def words_of(topics: Sequence[ListEntry], given: object) -> str:
    """The text for "Việc khác"; "" if no topic asks for one.

    Raises:
        Refused: a topic asks for a text and it is missing or too long.
    """
    if not any("asks" in topic.more for topic in topics):
        return ""
    words = names.clean(given) if isinstance(given, str) else ""
    if not words:
        raise OperationRefused(_("Việc khác là việc gì? Anh chị ghi vài từ rồi ghi lại."))
    if len(words) > WORDS_LENGTH:
        raise OperationRefused(_("Việc khác ghi dài quá %(limit)s chữ. Anh chị ghi gọn lại.", limit=WORDS_LENGTH))
    return words


def minutes_of(given: object) -> int | None:
    """Minutes of a help; None for anything else."""
    if not isinstance(given, int) or isinstance(given, bool):
        return None
    return given if 0 <= given <= MOST_MINUTES else None


def place_of(given: object, desk: ListEntry | None) -> str:
    """The kind of place: the given one, else the desk's, else the counter."""
    if isinstance(given, str) and given in PLACES:
        return given
    return desk.more if desk else PlaceKind.COUNTER


def listed(entries: Mapping[str, ListEntry], key: object) -> ListEntry | None:
    """The entry with a key, or None."""
    return entries.get(key) if isinstance(key, str) else None
