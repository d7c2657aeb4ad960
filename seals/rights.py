"""Who may seal a report. Whoever reads reports reads the seals of reports too."""

from typing import Any

from changes.rights import decides, is_staff

SEAL = "seal"


@decides(SEAL, "report")
def may_seal(person: Any, _row: Any) -> bool:
    """Returns whether the person may seal reports: staff whose role has the right to add seals."""
    return is_staff(person) and bool(person.has_perm("seals.add_seal"))
