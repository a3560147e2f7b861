"""What can go wrong while a paper is drawn."""

from collections.abc import Iterable

from flask_babel import gettext as _


class PaperFault(Exception):
    """A paper could not be drawn as it must be; nothing of it may be handed out.

    The message is for whoever reads the log. Trying again without a change will fail again.
    """


class Unprintable(PaperFault):
    """The content itself cannot be printed; the message is one plain sentence for the person who asked."""


# How long a list and its fields may be: beyond it nobody reads the paper, and drawing it takes minutes.
MOST_LINES, LONGEST = 1000, 400  # lines of a list, signs of a field


def check(lines: Iterable[tuple[str, ...]], *, most: int = MOST_LINES) -> None:
    """Look at a list before it is drawn; the first text of a line is the person's name.

    Raises:
        Unprintable: with more than `most` lines, or naming the line of which a text is too long.
    """
    for number, (name, *others) in enumerate(lines, 1):
        if number > most:
            raise Unprintable(_("Danh sách dài quá %(most)s dòng, không in được một lần.", most=most))
        if max(map(len, (name, *others))) > LONGEST:
            raise Unprintable(_("Dòng của “%(name)s” dài quá, không in được.", name=name[:60]))
