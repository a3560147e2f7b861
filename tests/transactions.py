"""A way into the rows of an app from outside its requests, for the places that tests are made of."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.orm import Session

from app.web.database import db, immediate


class Transactions:
    """What has an app: writes and looks, each in a transaction of its own."""

    app: Flask

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A write transaction; what it commits stays."""
        with self.app.app_context(), immediate() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A look at what stands."""
        with self.app.app_context():
            yield db.session()
