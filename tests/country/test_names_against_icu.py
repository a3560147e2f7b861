"""Our order of names beside ICU's vi_VN (PyICU, from Debian's python3-icu), and where and why we differ.

Compared part by part (tên, họ, đệm) we agree on every pair but for four things, each shown below:

1. **Place of the tone.** ICU compares tones letter by letter, so "hoá" (tone on a) comes before "hòa" (tone on o).
   For us a syllable has one tone wherever it is written: hòa, then hoá.
2. **Whole names.** ICU sorts a text, all letters of all words before any tone. A list of people is kept by tên: every
   Hoa stands before the first Hòa, whatever the family names.
3. **Case.** ICU lets the case of the tên decide before the họ is looked at, when parts are compared one after the
   other. A name typed in capitals must not leave its place, so for us case counts after everything else.
4. **Letters that Unicode does not take apart**, of other peoples of Việt Nam (ƀ) and of other countries (ŋ): ICU
   gives some a place of their own. For us they stand with the letters that people look for (b, ng).
"""

import itertools
import json
import os
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app.country import names

RESIDENTS = (Path(__file__).parent / "names" / "residents.txt").read_text(encoding="utf-8").splitlines()
SCRIPT = """
import icu, json, sys
asked = json.load(sys.stdin)
collator = icu.Collator.createInstance(icu.Locale(asked["locale"]))
print(json.dumps([collator.getSortKey(text).hex() for text in asked["texts"]]))
"""
ONSETS = "b c d đ g h l m n ng nh s t th tr v x kh ph ch"
RIMES = "a an ăn ân e em êm iên o ong ôn ơn oa oan u ung ưng ương uy uyên"


@cache
def icu_keys(texts: tuple[str, ...], locale: str = "vi_VN") -> dict[str, str]:
    """ICU's sort key of each text, in hexadecimal; PyICU lives with the system's Python, not with ours."""
    answer = subprocess.run(
        [os.environ.get("ICU_PYTHON", "/usr/bin/python3"), "-c", SCRIPT],
        input=json.dumps({"locale": locale, "texts": texts}),
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert answer.returncode == 0, f"this test needs PyICU (apt-get install python3-icu): {answer.stderr}"
    return dict(zip(texts, json.loads(answer.stdout), strict=True))


def syllables() -> list[str]:
    """300 syllables of twenty beginnings and twenty rimes, the tone on the vowel where new spelling has it."""
    tones = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
    made = []
    for number, (onset, rime) in enumerate(itertools.product(ONSETS.split(), RIMES.split())):
        vowels = [place for place, letter in enumerate(rime) if unicodedata.normalize("NFD", letter)[0] in "aeiouy"]
        marked = [place for place in vowels if not rime[place].isascii()] or vowels
        # "oa", "uy" carry it on the first vowel, "oan" on the second; "ươ" and "iê" on the last.
        place = marked[0] if rime in {"oa", "uy"} else marked[-1]
        syllable = onset + rime[: place + 1] + tones[number % 6] + rime[place + 1 :]
        made.append(unicodedata.normalize("NFC", syllable).capitalize())
    return made[:300]


def sign(left: Any, right: Any) -> int:
    return (left > right) - (left < right)


def parts(name: str) -> tuple[str, str, str]:
    words = name.split(" ")
    return words[-1], " ".join(words[:-1][:1]), " ".join(words[1:-1])


def test_every_pair_of_words_is_in_icus_order() -> None:
    words = tuple(sorted({word for name in RESIDENTS for word in name.split(" ")} | set(syllables())))
    assert len(words) > 420
    icu, ours = icu_keys(words), {word: names.sort_key(word) for word in words}
    differing = [
        (left, right)
        for left, right in itertools.combinations(words, 2)
        if sign(ours[left], ours[right]) != sign(icu[left], icu[right])
    ]
    assert differing == []


def test_every_pair_of_residents_is_in_icus_order_of_parts() -> None:
    people = sorted(set(RESIDENTS))
    icu = icu_keys(tuple(sorted({part for name in people for part in parts(name)})))
    by_parts = {name: tuple(icu[part] for part in parts(name)) for name in people}
    ours = {name: names.sort_key(name) for name in people}
    differing = [
        (left, right)
        for left, right in itertools.combinations(people, 2)
        if sign(ours[left], ours[right]) != sign(by_parts[left], by_parts[right])
    ]
    assert differing == []


@pytest.mark.parametrize("locale", ["root", "en_US", "vi_VN"])
def test_stored_keys_come_out_alike_under_linguistic_collations(locale: str) -> None:
    keys = tuple(
        {names.sort_key(name) for name in [*RESIDENTS, "H'Hen Niê", "Anna Müller 2", "Lê Жанна", "<b>", "Zoe"]}
    )
    icu = icu_keys(keys, locale)
    assert sorted(keys, key=icu.__getitem__) == sorted(keys)


def order_in_icu(left: str, right: str) -> int:
    icu = icu_keys((left, right))
    return sign(icu[left], icu[right])


def order_here(left: str, right: str) -> int:
    return sign(names.sort_key(left), names.sort_key(right))


@pytest.mark.parametrize(("left", "right"), [("hòa", "hoá"), ("thủy", "thuý"), ("khỏe", "khoẹ")])
def test_difference_1_the_place_of_the_tone(left: str, right: str) -> None:
    assert order_here(left, right) < 0
    assert order_in_icu(left, right) > 0


def test_difference_2_tones_of_the_given_name_before_the_family_name() -> None:
    assert order_here("Vũ Hoa", "Bùi Hòa") < 0
    assert order_in_icu("Hoa Vũ", "Hòa Bùi") > 0


def test_difference_3_case_after_the_family_name() -> None:
    assert order_here("Bùi AN", "Cao An") < 0
    assert order_in_icu("AN", "An") > 0


@pytest.mark.parametrize(("left", "right"), [("Ƀa", "Bun"), ("Ŋa", "Noa")])
def test_difference_4_letters_that_unicode_does_not_take_apart(left: str, right: str) -> None:
    assert order_here(left, right) < 0
    assert order_in_icu(left, right) > 0
