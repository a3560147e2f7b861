"""Places of the rail that hold several lists: tabs at the head of each of them."""

from collections.abc import Mapping
from typing import NamedTuple

from flask import request, url_for
from flask_babel import lazy_gettext as _l


class PlaceTabs(NamedTuple):
    """Tabs as (endpoint, address, words), and the endpoint of the one that is open."""

    items: list[tuple[str, str, object]]
    current: str


# The lists of a place, by its key: their endpoints and words.
LISTS: Mapping[str, tuple[tuple[str, object], ...]] = {
    "groups": (
        ("office.residential_groups.index", _l("Tổ dân phố, thôn, bản")),
        ("office.households.index", _l("Hộ")),
        ("office.teams.index", _l("Tổ công nghệ số, đội")),
    ),
    "targets": (
        ("office.targets.show", _l("Chỉ tiêu")),
        ("office.plans.index", _l("Kế hoạch")),
        ("office.matters.index", _l("Nhiệm vụ")),
        ("office.reporting_rules.index", _l("Chế độ báo cáo")),
        ("office.measurements.index", _l("Số đã nhập")),
    ),
}
# The place of a list whose rail has an entry of its own; the endpoint under which a page stands among the tabs.
PLACES = {"tasks": "targets"}
STANDS_UNDER = {"office.programme_rows.index": "office.households.index"}


def place_tabs(place: str) -> PlaceTabs | None:
    """The tabs of the page that is asked for; None where its place has none, or it is below one of its lists."""
    current = STANDS_UNDER.get(request.endpoint or "", request.endpoint or "")
    lists = LISTS.get(PLACES.get(place, place), ())
    if current not in [endpoint for endpoint, _words in lists]:
        return None
    unit = request.args.get("phuong")
    return PlaceTabs([(endpoint, url_for(endpoint, phuong=unit), words) for endpoint, words in lists], current)
