"""Blueprints of a room are discovered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app import routes
from app.routes import blueprints_below

NOUN = 'from flask import Blueprint\n{0} = Blueprint("{0}", __name__)\n{0}.add_url_rule("/{0}", "show", str)\n'
PACKAGE = Callable[..., Flask]


@pytest.fixture
def connected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> PACKAGE:
    """An app with the blueprints of a package of these files, `__init__.py` of its folders among them."""
    monkeypatch.syspath_prepend(tmp_path)

    def made(**files: str) -> Flask:
        package = tmp_path / f"rooms_of_{request.node.name}"
        for name, text in files.items():
            file = package / f"{name}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            for folder in (file.parent, package):
                (folder / "__init__.py").touch()
            file.write_text(text)
        app = Flask(__name__, static_folder=None)
        for blueprint in blueprints_below(package.name):
            app.register_blueprint(blueprint)
        return app

    return made


def endpoints(app: Flask) -> list[str]:
    """In the order in which they were registered."""
    return [rule.endpoint for rule in app.url_map.iter_rules()]


def test_room_registers_blueprints_below_it(connected: PACKAGE) -> None:
    room = 'from flask import Blueprint\nroom = Blueprint("office", __name__, url_prefix="/van-phong")\n'
    app = connected(
        **{"b/__init__": room, "b/nouns/people": NOUN.format("people"), "b/lists": NOUN.format("lists")},
        **{"a/phones": NOUN.format("phones"), "health": NOUN.format("health")},
    )
    assert endpoints(app) == ["phones.show", "office.lists.show", "office.people.show", "health.show"]
    assert [rule.rule for rule in app.url_map.iter_rules()] == [
        "/phones", "/van-phong/lists", "/van-phong/people", "/health"
    ]  # fmt: skip


def test_blueprint_imported_elsewhere_is_listed_once(connected: PACKAGE) -> None:
    app = connected(a="from .b import b\n", b=NOUN.format("b"))
    assert endpoints(app) == ["b.show"]


def test_two_blueprints_of_the_same_name_are_refused(connected: PACKAGE) -> None:
    with pytest.raises(ValueError, match="'people' is already registered"):
        connected(a=NOUN.format("people"), b=NOUN.format("people"))


def test_every_folder_is_walked() -> None:
    rooms = Path(routes.__file__).parent
    assert {file.parent for file in rooms.rglob("*.py") if not (file.parent / "__init__.py").exists()} == set()
