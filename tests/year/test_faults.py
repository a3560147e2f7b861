"""The faults that `script/test --year --faults` puts into the product can still be put there."""

import pytest

from tests.year.faults import FAULTS, ROOT, Fault


@pytest.mark.parametrize("fault", FAULTS, ids=lambda each: each.words)
def test_the_line_of_a_fault_is_there_once(fault: Fault) -> None:
    assert (ROOT / fault.file).read_text(encoding="utf-8").count(fault.line) == 1
    assert fault.wrong != fault.line
