"""Lessons that were closed: who is counted, and of how many."""

import re
from collections.abc import Iterable, Iterator

from tests.documents.ruler import Paper
from tests.pages import Page
from tests.year.registry import always, sometimes
from tests.year.world import World

# What the page of a result says in numbers: who came of how many, who was excused, who was not there.
CAME = re.compile(r"Có mặt (\d+)/(\d+)")
EXCUSED = re.compile(r"Vắng có phép (\d+)")
# The same on the paper, folded.
PAPER = re.compile(r"Đăng ký ([\d.]+) người; có mặt ([\d.]+)/([\d.]+) người")
HELD = "SELECT l.id, c.code, l.number FROM lesson l JOIN course c ON c.id = l.course_id WHERE l.state = 'held'"


@always
def closed_lessons_stay(world: World) -> Iterator[str]:
    """A closed lesson's numbers (who came, who was excused, of how many) change by a correction alone. (Of the lessons
    that this step touched.)"""
    at_first = not world.book.steps
    yield from _compared(world, {row.id for row in world.rows(HELD)} if at_first else world.step.lessons)


@sometimes()
def closed_lessons_stay_ever(world: World) -> Iterator[str]:
    """A closed lesson's numbers (who came, who was excused, of how many) change by a correction alone."""
    yield from _compared(world, {row.id for row in world.rows(HELD)})


def _compared(world: World, lessons: Iterable[int]) -> Iterator[str]:
    known = world.book.memory["closed_lessons"]
    corrected = {lesson for step in world.book.steps for lesson in step.corrected}
    wanted, seen = set(lessons), world.book.memory["closed_lessons_corrections"]
    for row in world.rows(HELD):
        if row.id not in wanted:
            continue
        page = world.browser("canbo").get(f"/giang-vien/lop/{row.code}/buoi/{row.number}/ket-qua")
        numbers = _numbers(page)
        corrections = sum(row.id in step.corrected for step in world.book.steps) if row.id in corrected else 0
        if seen.get(row.id) == corrections and known.get(row.id, numbers) != numbers:
            yield f"{row.code}/{row.number}: {known[row.id]} before, {numbers} after {world.step.rule}"
        known[row.id], seen[row.id] = numbers, corrections
    for gone in [lesson for lesson in known if lesson in wanted and lesson not in {row.id for row in world.rows(HELD)}]:
        del known[gone]  # opened again


def _numbers(page: Page) -> str:
    """ "3 of 12, excused 1": of those who are neither it does not matter here whether a phone is still waited for."""
    came, excused = CAME.search(page.text), EXCUSED.search(page.text)
    return f"{came[1]} of {came[2]}, excused {excused[1] if excused else 0}" if came else "nothing"


@always
def printed_results_stay(world: World) -> Iterator[str]:
    """A result that is printed once more says the same numbers as the one that was printed and signed before, unless
    the lesson was corrected."""
    known, printed = world.book.memory["printed_results"], world.book.made["printed results"]
    for step, lesson, content in printed:
        if step != world.step.number:
            continue
        code, _buoi, number = lesson.split("/")
        [row] = [each for each in world.rows(HELD) if (each.code, str(each.number)) == (code, number)]
        corrections = sum(row.id in each.corrected for each in world.book.steps)
        told = PAPER.search(Paper(content).words(layout=False))
        says = told[0] if told else ""
        if not says:
            yield f"the paper of {lesson} says no numbers"
        elif lesson in known and known[lesson][0] == corrections and known[lesson][1] != says:
            yield f"{lesson}: “{known[lesson][1]}” was printed before, “{says}” now"
        known[lesson] = corrections, says
