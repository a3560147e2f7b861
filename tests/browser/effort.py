"""What a page's main thread works, in time of the processor: what else a machine does is not the phone's doing."""

from playwright.sync_api import Page

SLOWER = 4  # a cheap phone, beside a core of this machine
SLOWEST_TAP = 100  # ms until a tap is painted, for nineteen taps of twenty: design offline


class Effort:
    """Counts from when it is made."""

    def __init__(self, page: Page) -> None:
        self._line = page.context.new_cdp_session(page)
        self._line.send("Performance.setTimeDomain", {"timeDomain": "threadTicks"})
        self._line.send("Performance.enable", {"timeDomain": "threadTicks"})
        self._before = self._read()

    def since(self) -> float:
        """What was worked since the last question, in ms of a phone `SLOWER` times as slow: script, layout, paint."""
        now = self._read()
        self._before, before = now, self._before
        return (now - before) * 1000 * SLOWER

    def of(self, page: Page, script: str, argument: object) -> float:
        """What a script that ends when its tap was painted made the page work, in ms as `since`."""
        self.since()
        page.evaluate(script, argument)
        return self.since()

    def _read(self) -> float:
        metrics = self._line.send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def quick(taps: list[float]) -> bool:
    """Whether nineteen taps of twenty were painted in time."""
    return sorted(taps)[len(taps) * 19 // 20 - 1] <= SLOWEST_TAP
