"""Licences of what the product installs: all allowed, all named in THIRD-PARTY-NOTICES.md."""

import json

from tests.golden import assert_file
from tools import notices


def test_the_notices_name_every_package() -> None:
    assert_file(notices.ROOT / notices.FILE, notices.page(), ".venv/bin/python -m tools.notices")


def test_a_package_without_an_allowed_licence_is_refused() -> None:
    packages = {"node_modules/a": {"version": "1", "license": "GPL-3.0-only"}, "node_modules/b": {"version": "2"}}
    found = notices.scripts_and_fonts(json.dumps({"packages": packages}))
    assert [each.name for each in notices.refused(found)] == ["a", "b"]


def test_packages_for_some_machines_alone_are_left_out() -> None:
    lock = "click==8.5.1 \\\n    --hash=sha256:0\ntzdata==2026.6 ; sys_platform == 'win32' \\\n    --hash=sha256:0\n"
    assert [each.name for each in notices.python_packages(lock)] == ["click"]
