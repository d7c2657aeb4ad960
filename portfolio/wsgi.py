"""The WSGI entry point that gunicorn serves: ``gunicorn portfolio.wsgi``."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio.settings")
application = get_wsgi_application()

# What is loaded once stays: the garbage collector need not walk through all of it again for every large page
gc.collect()
gc.freeze()
