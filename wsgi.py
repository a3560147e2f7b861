"""For any WSGI server in front of the product: `gunicorn wsgi:application`, `granian --interface wsgi wsgi`."""

from app import create_app
from app.web import own_place
from app.web.database import limit_waits

application = create_app()
limit_waits(application)
with application.app_context():
    own_place.check_key()
    own_place.check_mark()
