"""The WSGI entry point that gunicorn serves: ``gunicorn portfolio.wsgi``."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portfolio.settings")
application = get_wsgi_application()

# Objects loaded at the start stay: the garbage collector need not scan them all again for every large page
gc.collect()
gc.freeze()
