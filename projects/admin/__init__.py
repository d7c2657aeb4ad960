"""The editing side of the register, in Django's own admin. Each part of the models has a file."""

from projects.admin.documents import DocumentAdmin, SourceAdmin
from projects.admin.project import PortfolioAdmin, ProjectAdmin
from projects.admin.reference import ContactAdmin, CoreAreaAdmin, CouncilAdmin, OrganisationAdmin, PlaceAdmin

__all__ = [
    "ContactAdmin",
    "CoreAreaAdmin",
    "CouncilAdmin",
    "DocumentAdmin",
    "OrganisationAdmin",
    "PlaceAdmin",
    "PortfolioAdmin",
    "ProjectAdmin",
    "SourceAdmin",
]
