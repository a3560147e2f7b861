"""The rooms, each a package for one audience; `connect_rooms` registers their blueprints with the app.

Blueprints are discovered: every module below this folder is imported. A package that defines a blueprint itself
(`room`) is a room; the blueprints of the modules below it are registered with that one.
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from flask import Blueprint, Flask

from app.web.settings import Settings


def connect_rooms(app: Flask, settings: Settings) -> None:
    """Register every room's blueprint; the component page only while debugging.

    Raises:
        ValueError: two blueprints of a room have the same name.
    """
    for blueprint in blueprints_below(__name__):
        if blueprint.name != "debug" or settings.debug or settings.testing:
            app.register_blueprint(blueprint)


@cache  # for every app of a process: a room is filled once
def blueprints_below(package: str) -> tuple[Blueprint, ...]:
    """The blueprints of a package's modules, in order of their paths; those of a room are registered with the room.

    A blueprint that other modules import is listed once.
    """
    found: list[Blueprint] = []
    for module in iter_modules(import_module(package).__path__, f"{package}."):
        here = [each for each in vars(import_module(module.name)).values() if isinstance(each, Blueprint)]
        below = blueprints_below(module.name) if module.ispkg else ()
        found += here or below
        for room in here:
            for each in below:
                room.register_blueprint(each)
    return tuple(dict.fromkeys(found))
