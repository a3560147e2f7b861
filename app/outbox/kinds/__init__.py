"""The kinds of operation, one module each; every module in this folder is imported."""

from importlib import import_module
from pkgutil import iter_modules

from app.outbox.kind import find

__all__ = ["find"]

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
