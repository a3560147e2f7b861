"""Run by the system's Python (which has GTK): a WebKitGTK window whose storage lies in a folder of its own.

The driver of WebKitGTK forgets all it stored when it ends; this window keeps it, and may be killed. Lines of JSON come
in: {"go": address} is answered when the page has loaded, {"run": body of an async function} with what it returned,
{"follow": the like} when the page has loaded to which it led. Each has an "id", and so has its answer: a function whose
page goes away is never answered. A function that fails is answered with its "error"; "gone", without an id, is said
when the process of the page ended.
"""

import json
import os
import sys
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")


class Window:
    """One phone's page, 360 × 740, and what is asked of it."""

    def __init__(self, folder: str) -> None:
        from gi.repository import Gtk, WebKit2

        self.kit = WebKit2
        store = WebKit2.WebsiteDataManager(base_data_directory=f"{folder}/data", base_cache_directory=f"{folder}/cache")
        cookies = WebKit2.CookiePersistentStorage.SQLITE
        store.get_cookie_manager().set_persistent_storage(f"{folder}/cookies", cookies)
        self.view = WebKit2.WebView.new_with_context(WebKit2.WebContext.new_with_website_data_manager(store))
        self.view.connect("load-changed", self.loaded)
        self.view.connect("web-process-terminated", lambda view, reason: say(gone=reason.value_nick))
        self.going, self.led, self.heard = 0, False, b""
        frame = Gtk.Window()
        frame.set_default_size(360, 740)
        frame.add(self.view)
        frame.show_all()

    def take(self, source: int, condition: Any) -> bool:
        """Do what the lines say that came; when there are no more, end. Whatever came is read: of a line left in a
        buffer the main loop would hear only with the next one."""
        from gi.repository import Gtk

        came = os.read(source, 1 << 16)
        if not came:
            Gtk.main_quit()
            return False
        *lines, self.heard = (self.heard + came).split(b"\n")
        for line in lines:
            self.do(json.loads(line))
        return True

    def do(self, asked: dict[str, Any]) -> None:
        """Do what one line says."""
        number = asked["id"]
        if "run" in asked:
            self.view.call_async_javascript_function(asked["run"], -1, None, None, None, None, self.ran, number)
            return
        self.going, self.led = number, False
        if "go" in asked:
            self.view.load_uri(asked["go"])
        else:
            self.view.call_async_javascript_function(asked["follow"], -1, None, None, None, None, self.left, number)

    def loaded(self, view: Any, step: Any) -> None:
        """Say so when the page that was asked for is there, or the page that says why not. One that was on its way
        before and is broken off for it ends as well: it is not meant."""
        self.led = self.led or step == self.kit.LoadEvent.COMMITTED
        if step == self.kit.LoadEvent.FINISHED and self.going and self.led:
            number, self.going = self.going, 0
            say(id=number, value=view.get_uri())

    def left(self, view: Any, result: Any, number: int) -> None:
        """Say why a function led nowhere: it failed. That its page is gone is no failure."""
        from gi.repository import GLib

        errors = self.kit.JavascriptError
        try:
            view.call_async_javascript_function_finish(result)
        except GLib.Error as error:
            if self.going == number and error.matches(errors.quark(), errors.SCRIPT_FAILED):
                self.going = 0
                say(id=number, error=error.message)

    def ran(self, view: Any, result: Any, number: int) -> None:
        """Say what the function returned."""
        from gi.repository import GLib

        try:
            value = view.call_async_javascript_function_finish(result)
            say(id=number, value=json.loads(value.to_json(0) or "null"))
        except GLib.Error as error:
            say(id=number, error=error.message)


def say(**answer: object) -> None:
    """One line out."""
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Open the window and do what the lines say."""
    from gi.repository import GLib, Gtk

    window = Window(sys.argv[1])
    GLib.io_add_watch(sys.stdin.fileno(), GLib.IO_IN | GLib.IO_HUP, window.take)
    Gtk.main()


if __name__ == "__main__":
    main()
