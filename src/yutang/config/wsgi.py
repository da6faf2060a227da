"""Django as a WSGI application; config.asgi puts the hot paths in front of it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yutang.config.settings")
application = get_wsgi_application()
