"""Former names of houses and of programmes' own sites: what is described by one may be that site."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Select, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.models.base import Keyed

# So long after a site gave up a name, what is pressed under it is taken for that site without a question.
STILL_ITS_OWN = timedelta(days=31)


class SiteName(Keyed):
    """A name that a site had until a moment. `search_key` is that by which it was found (`Site.described`)."""

    __tablename__ = "site_name"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[str]
    search_key: Mapped[str] = mapped_column(index=True)
    until: Mapped[datetime]

    @classmethod
    def had(cls, keys: Any, *, pressed: datetime | None = None) -> Select[int]:
        """The ids of the sites that had one of some names, their keys as a list or a query; with `pressed` those that
        still had it at that moment, or gave it up shortly before."""
        wanted = select(cls.site_id).where(cls.search_key.in_(keys))
        return wanted.where(cls.until >= pressed - STILL_ITS_OWN) if pressed else wanted

    @classmethod
    def forget(cls, session: Session, sites: Select[int], head: str) -> bool:
        """Forget the names of houses among some sites that say a head, by its search key; whether there were any."""
        there = cls.site_id.in_(sites), cls.search_key.endswith(f"|{head}", autoescape=True)
        return session.scalars(delete(cls).where(*there).returning(cls.id)).all() != []
