"""The kinds of operation, each in a module of its own; a new module here is a new kind."""

from importlib import import_module
from pkgutil import iter_modules

from app.outbox.kind import find

__all__ = ["find"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
