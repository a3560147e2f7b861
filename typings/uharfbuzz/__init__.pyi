from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import IntEnum, IntFlag
from typing import Any

class Blob:
    @classmethod
    def from_file_path(cls, filename: str) -> Blob: ...
    data: bytes

class Face:
    def __init__(self, blob: Blob | bytes, index: int = 0) -> None: ...
    upem: int
    unicodes: Iterable[int]
    blob: Blob
    def reference_table(self, tag: str) -> Blob: ...

class DrawFuncs:
    def set_move_to_func(self, func: Callable[[float, float, Any], None]) -> None: ...
    def set_line_to_func(self, func: Callable[[float, float, Any], None]) -> None: ...
    def set_quadratic_to_func(self, func: Callable[[float, float, float, float, Any], None]) -> None: ...
    def set_close_path_func(self, func: Callable[[Any], None]) -> None: ...

class Font:
    def __init__(self, face: Face) -> None: ...
    def get_glyph_h_advance(self, gid: int) -> int: ...
    def get_nominal_glyph(self, unicode: int) -> int | None: ...
    def draw_glyph(self, gid: int, draw_funcs: DrawFuncs, draw_state: object) -> None: ...

class GlyphInfo:
    codepoint: int
    cluster: int

class GlyphPosition:
    x_advance: int
    x_offset: int
    y_offset: int

class BufferClusterLevel(IntEnum):
    MONOTONE_CHARACTERS = 1

class Buffer:
    cluster_level: BufferClusterLevel
    direction: str
    script: str
    language: str
    glyph_infos: Sequence[GlyphInfo]
    glyph_positions: Sequence[GlyphPosition]
    def add_str(self, text: str) -> None: ...

def shape(font: Font, buffer: Buffer, features: Mapping[str, bool] | None = None) -> None: ...

class SubsetFlags(IntFlag):
    NO_HINTING = 1
    NOTDEF_OUTLINE = 64
    NO_LAYOUT_CLOSURE = 512

class Set:
    def update(self, values: Iterable[int]) -> None: ...

class SubsetInput:
    flags: SubsetFlags
    glyph_set: Set
    drop_table_tag_set: Set

class SubsetPlan:
    def __init__(self, face: Face, input: SubsetInput) -> None: ...
    old_to_new_glyph_mapping: Mapping[int, int]
    def execute(self) -> Face: ...
