"""What every reader of shipped files shares: the line on which what is wrong stands."""

import yaml

from app.country.written import LOADER


def line_of(text: str, path: tuple[str | int, ...]) -> int:
    """The line on which what a path leads to begins; that of what holds it where it is missing."""
    node = yaml.compose(text, Loader=LOADER)
    line = 0
    for step in path:
        found = _inside(node, step) if node else None
        if found is None:
            break
        line, node = found
    return line + 1


def repeated_key(text: str) -> tuple[int, str] | None:
    """Line and words of a key that stands twice in one mapping; None without one."""
    return _twice(node) if (node := yaml.compose(text, Loader=LOADER)) else None


def _twice(node: yaml.Node) -> tuple[int, str] | None:
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _value in node.value]
        again = next((key for place, (key, _value) in enumerate(node.value) if key.value in keys[:place]), None)
        if again is not None:
            return again.start_mark.line + 1, str(again.value)
    inner = node.value if isinstance(node, yaml.MappingNode | yaml.SequenceNode) else ()
    parts = (each[1] if isinstance(each, tuple) else each for each in inner)
    return next((found for each in parts if (found := _twice(each)) is not None), None)


def _inside(node: yaml.Node, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line, value
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step].start_mark.line, node.value[step]
    return None
