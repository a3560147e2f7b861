"""Figures inside sentences: told as they are now, kept when a sentence is changed round them, typed over beside."""

from dataclasses import replace

from app.indicators.reports.binding import Bound, for_writing, parts, printed, taken_over
from app.indicators.reports.lines import Figure

STORED = "Có ⟦so.a⟧/⟦so.b⟧ tổ, đạt ⟦so.c⟧; ⟦so.d⟧ tổ còn lại."


def figures(**told: str) -> dict[str, Figure]:
    words = {"a": "21", "b": "24", "c": "87,5%", "d": "3", **told}
    return {f"so.{key}": Figure(f"so.{key}", 1, each, key, "") for key, each in words.items()}


def box(text: str = STORED) -> str:
    return for_writing(text, figures())


def test_a_figure_follows_the_rows_and_stands_between_marks_in_the_box() -> None:
    assert box() == "Có «21»/«24» tổ, đạt «87,5%»; «3» tổ còn lại."
    assert printed(STORED, figures(a="22", c="91,67%")) == "Có 22/24 tổ, đạt 91,67%; 3 tổ còn lại."


def test_words_round_figures_are_changed_and_figures_stay_bound() -> None:
    written = "Đã có «21»/«24» tổ. Còn «3» tổ (Quang Trung 2), tổ khác đạt «87,5%»."
    kept = taken_over(written, STORED, box(), figures())
    assert kept.startswith("Đã có ⟦so.a⟧/⟦so.b⟧ tổ. Còn ⟦so.d⟧ tổ (Quang Trung 2)")
    assert taken_over(box(), STORED, box(), figures()) == STORED


def test_a_figure_that_moved_while_somebody_wrote_is_still_that_figure() -> None:
    """The box was opened with 21; three minutes later it is 23."""
    kept = taken_over(box().replace("Có", "Nay có"), STORED, box(), figures(a="23", d="1"))
    assert kept == STORED.replace("Có", "Nay có")


def test_what_is_typed_over_a_figure_stands_beside_what_rows_say() -> None:
    kept = taken_over(box().replace("«21»", "«22»"), STORED, box(), figures())
    assert kept == STORED.replace("⟦so.a⟧", "⟦so.a|22⟧")
    bound = parts(kept, figures())[1]
    assert isinstance(bound, Bound)
    assert (bound.shown, bound.current, bound.difference) == ("22", "21", "1")
    assert printed(kept, figures()).startswith("Có 22 (máy đếm 21)/24 tổ")
    again = for_writing(kept, figures())
    assert taken_over(again, kept, again, figures()) == kept
    assert taken_over(again.replace("«22»", "«21»"), kept, again, figures()) == STORED


def test_a_figure_taken_out_is_gone_and_marks_that_are_no_figure_are_words() -> None:
    assert taken_over("Chỉ còn «3» tổ.", STORED, box(), figures()) == "Chỉ còn ⟦so.d⟧ tổ."
    assert taken_over("Gọi là «tổ mẫu».", "Gọi là tổ.", "Gọi là tổ.", figures()) == "Gọi là tổ mẫu."
    assert taken_over("⟦so.a⟧ <b>", "", "", figures()) == "so.a <b>"  # nobody types a name of a figure


def test_a_figure_that_not_all_reported_names_who_did_unless_its_sentence_does() -> None:
    asked = Figure("so.a", 992, "992", "Hộ", "", answered=8, expected=24, noun="tổ dân phố")
    share, told = replace(asked, key="so.a.ti-le", told="–"), " (theo báo cáo của 08/24 tổ dân phố)"
    every = {each.key: each for each in (asked, share, replace(asked, key="so.a.noi-bao", told=told))}
    assert printed("Đến ⟦so.a⟧ hộ, đạt ⟦so.a.ti-le⟧.", every) == "Đến 992 (08/24 tổ dân phố đã báo) hộ, đạt –."
    assert printed("Đến ⟦so.a⟧ hộ⟦so.a.noi-bao⟧.", every) == f"Đến 992 hộ{told}."
    two = "Đến ⟦so.a⟧ hộ. Có ⟦so.a⟧ hộ⟦so.a.noi-bao⟧."
    assert printed(two, every) == f"Đến 992 (08/24 tổ dân phố đã báo) hộ. Có 992 hộ{told}."
    assert printed("Đến ⟦so.a|999⟧ hộ.", every) == "Đến 999 (máy đếm 992, 08/24 tổ dân phố đã báo) hộ."


def test_a_figure_of_which_nothing_is_known_any_more_says_so() -> None:
    assert printed("Có ⟦so.gone⟧ tổ", figures()) == "Có chưa có số liệu tổ"
