"""What can go wrong while a paper is drawn."""


class PaperFault(Exception):
    """A paper could not be drawn as it must be; nothing of it may be handed out.

    The message is for whoever reads the log. Trying again without a change will fail again.
    """


class Unprintable(PaperFault):
    """The content itself cannot be printed; the message is one plain sentence for the person who asked."""
