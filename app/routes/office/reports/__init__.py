"""Reports of a time: asked for, written, decided, filed; what wards send their province."""
