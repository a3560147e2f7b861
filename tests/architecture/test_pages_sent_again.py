"""A page with a number of its own may be sent twice with other content (back, another answer, send): for each there is
a test that does so and looks whether what was answered is true."""

import re
from pathlib import Path

from tests.golden import assert_listed

ROOT = Path(__file__).resolve().parents[2]
NUMBERED = re.compile(r"submission = HiddenField\(|name=\"(?:uuid|submission)\"")
TESTS = {
    "app/routes/counter/forms.py": "counter/test_registrations.py::test_the_next_neighbour_written_over_the_first",
    "app/routes/counter/lists.py": "counter/test_lists.py::test_the_same_page_sent_again_with_one_more_line",
    "app/routes/office/registrations/registrations.py":
        "office/registrations/test_registrations.py::test_the_next_person_written_over_the_first",
    "app/routes/office/rights/data_request_forms.py":
        "office/test_data_requests.py::test_the_next_request_written_over_the_first",
    "app/routes/public/help/ambassador_offers.py":
        "public/test_pages_sent_again.py::test_an_offer_sent_again_has_its_last_word",
    "app/routes/public/help/help_request_form.py":
        "public/test_help_requests.py::test_a_double_tap_is_one_request_and_another_topic_another",
    "app/routes/public/registration/family_form.py": "public/test_pages_sent_again.py::test_a_family_sent_again",
    "app/routes/public/registration/registrations.py": "public/test_pages_sent_again.py::test_a_registration_sent",
    "app/routes/public/rights/data_requests.py": "public/test_pages_sent_again.py::test_a_request_about_ones_data",
    "app/routes/teaching/walk_ins.py": "teaching/test_walk_ins.py::test_the_next_person_written_over_the_first",
    "app/templates/counter/doorsteps/show.html": "counter/test_doorsteps.py::test_a_page_sent_again_with_other_answers",
    "app/templates/counter/log/index.html": "counter/test_help_log.py::test_the_same_form_twice_is_one_help",
    "app/templates/counter/quick_entries/_form.html":
        "counter/test_quick_entries.py::test_a_page_sent_again_with_other_answers_or_for_another_event",
    "app/templates/unit/recordings/edit.html":
        "unit/test_recordings.py::test_a_page_sent_again_with_other_answers_mends_what_it_stored",
    "app/templates/kiosk/_parts.html": "kiosk/test_kiosks.py::test_another_topic_chosen_on_a_page_that_lay_open",
}  # fmt: skip


def test_each_page_with_a_number_is_sent_again_with_other_content() -> None:
    files = [*ROOT.glob("app/routes/**/*.py"), *ROOT.glob("app/templates/**/*.html")]
    numbered = {str(file.relative_to(ROOT)) for file in files if NUMBERED.search(file.read_text(encoding="utf-8"))}
    mend = "name the test that sends the page again with other content"
    assert_listed(numbered, TESTS, "TESTS of tests/architecture/test_pages_sent_again.py", mend)
    for path, _colons, name in (test.partition("::") for test in TESTS.values()):
        assert f"def {name}" in (ROOT / "tests/routes" / path).read_text(encoding="utf-8"), f"{path} has no {name}"
