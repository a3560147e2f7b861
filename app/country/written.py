"""What ships is written in YAML."""

from typing import Any

import yaml

# `yaml.safe_load` in C takes a tenth of the time; PyYAML can be built without.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """What a text says.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    loader = LOADER(text)
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()
