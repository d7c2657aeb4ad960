"""Other names and official numbers of an organisation, as programs write and read them."""

from typing import Any

import pytest
from django.test import Client

from projects.models import Organisation

pytestmark = pytest.mark.django_db
FACTS: dict[str, Any] = {
    "other_names": [
        {"name": "Nordens Hus", "valid_from": None, "valid_to": None},
        {"name": "Old House", "valid_from": "1968", "valid_to": "2006-05"},
    ],
    "numbers": [{"scheme": "IS-RSK", "number": "5402696459"}, {"scheme": "NO-BRC", "number": "974760673"}],
}


def post(client: Client, **data: Any) -> Any:
    sent = {"slug": "house", "name": {"en": "House"}, **data}
    return client.post("/api/v1/organisations/", sent, content_type="application/json")


def test_they_are_read_as_they_were_written(admin_client: Client) -> None:
    answer = post(admin_client, **FACTS)
    assert answer.status_code == 201
    found = admin_client.get("/api/v1/organisations/house/").json()
    assert {name: found[name] for name in FACTS} == FACTS
    page = admin_client.get("/organisations/house/").content.decode()
    assert "1968–2006" in page
    assert "540269-6459" in page


@pytest.mark.parametrize(
    ("number", "word"),
    [("974760674", "check digit"), ("974 760 673", "Write the digits only: 974760673."), ("97476067", "its length")],
)
def test_a_number_must_be_one_of_its_register(admin_client: Client, number: str, word: str) -> None:
    answer = post(admin_client, numbers=[{"scheme": "NO-BRC", "number": number}])
    assert answer.status_code == 400
    assert word in str(answer.json()["numbers"])


def test_a_name_is_not_used_until_before_it_was_used_from(admin_client: Client) -> None:
    answer = post(admin_client, other_names=[{"name": "Old", "valid_from": "2006", "valid_to": "1998"}])
    assert answer.status_code == 400


def test_nobody_proposes_that_an_organisation_is_merged(admin_client: Client) -> None:
    Organisation.objects.create(slug="other", name_en="Other")
    answer = post(admin_client, merged_into="other")
    assert answer.status_code == 400
    assert answer.json() == {"merged_into": ["There is no such field."]}
