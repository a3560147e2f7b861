"""The worker of lists: what imports read and store waits for no drawing. See `worker`, which does all the rest."""

from app.commands.processes import worker
from app.jobs.workers import Lane


def main() -> None:
    """Work until SIGTERM."""
    worker.main(Lane.LISTS)


if __name__ == "__main__":
    main()
