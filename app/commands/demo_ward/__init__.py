"""The demo ward: phường Phan Đình Phùng, filled in with invented people and removed again, whole.

Its files lie in data/ beside this; they come from a sample in the frame of the ward's plan 88/KH-UBND of 2026. Unit and
province carry the flag `is_demo`, and that flag alone lets `remove` take anything away.
"""

from app.commands.demo_ward.filling import AlreadyThere, RealWards, fill, protect_older
from app.commands.demo_ward.removing import NoDemo, Removed, remove

__all__ = ["AlreadyThere", "NoDemo", "RealWards", "Removed", "fill", "protect_older", "remove"]
