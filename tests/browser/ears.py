"""What somebody hears who works by keys: the title of each page, the name of what the focus comes to, and each change
of a live region (`role=status`, `role=alert`, `aria-live`), in order.

A browser without a screen reader says none of it; a script in every page writes it down.
"""

from dataclasses import dataclass, field

from playwright.sync_api import Page

from tests.browser.patience import seen

LISTENING = """() => {
  const text = node => (node.textContent || '').trim().replace(/\\s+/g, ' ');
  const called = node => node.getAttribute('aria-label') || (node.labels && node.labels[0] && text(node.labels[0]))
    || text(node) || node.value || '';
  window.focused = () => document.activeElement === document.body ? '' : called(document.activeElement);
  const live = '[role=status], [role=alert], [aria-live=polite], [aria-live=assertive]', last = new Map();
  const outer = change => (change.target.nodeType === 1 ? change.target : change.target.parentElement);
  addEventListener('focusin', ({ target }) => target.nodeType === 1 && heard('→ ' + called(target)), true);
  addEventListener('DOMContentLoaded', () => {
    heard('# ' + document.title);
    new MutationObserver(changes => {
      for (const region of new Set(changes.map(each => outer(each) && outer(each).closest(live)))) {
        const words = region && !region.hidden && text(region);
        if (words && last.get(region) !== words) heard('! ' + words);
        if (region) last.set(region, words);
      }
    }).observe(document, { childList: true, characterData: true, subtree: true, attributeFilter: ['hidden'] });
  });
}"""

# Whether what has the focus shows it, or a tile shows it for its input.
RINGED = """() => [document.activeElement, document.activeElement.nextElementSibling]
  .some(each => each && getComputedStyle(each).outlineStyle === 'solid')"""


@dataclass
class Ears:
    """Listens to a page from its next address on. `lines`: "# title", "→ focus", "! live region"."""

    page: Page
    lines: list[str] = field(default_factory=list)
    _heard: int = 0

    def __post_init__(self) -> None:
        self.page.expose_function("heard", lambda line: self.lines.append(line))
        self.page.add_init_script(f"({LISTENING})()")

    def hears(self, *wanted: str) -> None:
        """Wait until each of these was heard, in this order, after what was waited for before."""
        for words in wanted:
            place = seen(self.page, lambda words=words: self._after(words))
            assert place, f"{words!r} was not heard: {self.lines[self._heard :]}"
            self._heard = place

    def _after(self, words: str) -> int:
        lines = enumerate(self.lines[self._heard :], self._heard + 1)
        return next((place for place, line in lines if words in line), 0)

    def press(self, key: str, times: int = 1) -> None:
        """A key; whatever is said afterwards is new."""
        self._heard = len(self.lines)
        for _time in range(times):
            self.page.keyboard.press(key)

    def tab_to(self, name: str, most: int, key: str = "Tab") -> None:
        """Press Tab until the focus is on what is called so, which shows it."""
        for _time in range(most):
            self.press(key)
            if self.focus.startswith(name):
                assert self.page.evaluate(RINGED), f"{name!r} shows no ring"
                return
        raise AssertionError(f"{most} times {key} never come to {name!r}: {self.lines[-most:]}")

    def has_focus(self, name: str) -> None:
        """Wait until the focus is on what has this in its name. A page may give it before its title is heard."""
        assert seen(self.page, lambda: name in self.focus), f"{self.focus!r} has the focus, not {name!r}"

    @property
    def focus(self) -> str:
        """The name of what has the focus; "" where it was lost."""
        name: str = self.page.evaluate("() => focused()")
        return name
