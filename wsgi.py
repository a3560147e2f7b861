"""For any WSGI server in front of the product: `gunicorn wsgi:application`, `granian --interface wsgi wsgi`."""

from app import create_app

application = create_app()
