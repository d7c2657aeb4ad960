"""A contract under which an organisation owes reports, and an empty file store."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from accounts.roles import Role
from budgets.models import ReportDue, Signature
from tests import builders
from tests.rights import people


@pytest.fixture
def contract() -> Any:
    """A contract that the organisation "body" signed as the recipient: two grants, a late report and one far away."""
    project = builders.project("P-1", title_en="Safe return", status="ongoing", councils=("MR-A",))
    grants = [builders.allocation(project, "5000.00"), builders.allocation(project, "250.00")]
    row = builders.contract(*grants)
    Signature.objects.create(
        contract=row, role="recipient", organisation=builders.organisation("body"), day="2025-01-01"
    )
    ReportDue.objects.create(contract=row, kind="final", day="2026-02-01")
    ReportDue.objects.create(contract=row, kind="status", day="2199-01-01")
    return row


@pytest.fixture
def body(contract: Any) -> User:
    return people.account(Role.CONTRIBUTOR, "body")


@pytest.fixture
def store(settings: Any, tmp_path: Path) -> Path:
    """An empty file store."""
    options = {"location": str(tmp_path / "store")}
    own = {"BACKEND": "projects.files.storage.FolderStorage", "OPTIONS": options}
    settings.STORAGES = {**settings.STORAGES, "files": own}
    return tmp_path / "store"
