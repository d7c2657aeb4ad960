"""What a worker loads at its start: not the libraries that most workers never need."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.once
LATER = (
    "django.test",
    "jinja2",
    "lxml",
    "pypdf",
    "readings.words.labels",
    "rest_framework.test",
    "typst",
    "unittest",
)
"""Tools of tests, and what only files and annexes need."""
CODE = """
import json, sys
import portfolio.wsgi
from django.urls import get_resolver
def walk(resolver):
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            walk(one)
walk(get_resolver())
loaded = sorted(sys.modules)
from drf_spectacular.generators import SchemaGenerator
schema = SchemaGenerator().get_schema(request=None, public=True)
from rest_framework import test
print(json.dumps({"loaded": loaded, "paths": len(schema["paths"]), "named": test.APIRequestFactory.__module__}))
"""


def test_a_worker_starts_without_what_it_may_never_need() -> None:
    surroundings: dict[str, Any] = {**os.environ, "DJANGO_SETTINGS_MODULE": "portfolio.settings"}
    surroundings["DATABASE_URL"] = "sqlite://"
    command = [sys.executable, "-W", "ignore", "-c", CODE]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert {"portfolio.urls", "pages.readings.views"} <= set(found["loaded"])
    assert [name for name in LATER if name in found["loaded"]] == []
    # The schema is made as before, and tests that come later get the real tools
    assert found["paths"] > 50
    assert found["named"] == "rest_framework.test"
