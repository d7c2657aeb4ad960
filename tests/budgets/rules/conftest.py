"""The rules of fixtures/rules/, and a grant whose contract both parties have signed."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from budgets.models import Contract, Signature
from projects.services import load_fixtures
from tests import builders


@pytest.fixture
def rules(db: Any) -> None:
    """Loads the rules that Oversigt comes with."""
    load_fixtures(files=sorted((Path(settings.BASE_DIR) / "fixtures" / "rules").glob("*.yaml")))


@pytest.fixture
def grant(rules: None) -> Any:
    """A grant of 600,000 DKK, decided on 15 January 2025."""
    return builders.allocation(builders.project("P-1", status="ongoing"), "600000.00", granted="2025-01-15")


@pytest.fixture
def contract(grant: Any) -> Any:
    """Its contract for 2025, signed by the grantor on 20 January and by the recipient on 1 February 2025."""
    row = builders.contract(grant, starts="2025-02-01", ends="2025-12-31")
    sign(row)
    return row


def sign(contract: Contract, grantor: str = "2025-01-20", recipient: str = "2025-02-01") -> None:
    """Both parties sign the contract."""
    for role, body, day in (("grantor", "secretariat", grantor), ("recipient", "body", recipient)):
        Signature.objects.create(contract=contract, role=role, organisation=builders.organisation(body), day=day)
