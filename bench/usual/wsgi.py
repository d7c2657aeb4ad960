"""The site with the usual list, for a server that is measured: ``gunicorn bench.usual.wsgi``."""

from django.conf import settings

settings.ROOT_URLCONF = "bench.usual.urls"

from portfolio.wsgi import application  # noqa: E402  (after the addresses are chosen)

__all__ = ["application"]
