"""The site for tests with several workers: on the database of the tests, and with a cheap hash of passwords."""

import os

from django.conf import settings

settings.DATABASES["default"]["NAME"] = os.environ["OVERSIGT_TEST_DATABASE"]
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]

from portfolio.wsgi import application  # noqa: E402, F401
