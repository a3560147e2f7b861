"""Which of a run's processes gets which module of tests (script/test), where there are several."""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

BROWSERS = "tests/browser/"


class BrowsersTogether(LoadScopeScheduling):
    """Every second process opens browsers while there are tests that want one, the others do not as long as there are
    others: a browser, its server and that one's first look at each page are a minute of the processor, which all of
    them would need."""

    def _assign_work_unit(self, node: WorkerController) -> None:
        opens = self.nodes.index(node) % 2 == 0
        fits = next((scope for scope in self.workqueue if scope.startswith(BROWSERS) == opens), None)
        if fits:
            self.workqueue.move_to_end(fits, last=False)
        super()._assign_work_unit(node)


class Sharing:
    """Tells pytest-xdist."""

    @pytest.hookimpl
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Producer) -> BrowsersTogether | None:
        """For modules that stay together; any other way of handing out is left to pytest-xdist."""
        return BrowsersTogether(config, log) if config.getvalue("dist") == "loadscope" else None
