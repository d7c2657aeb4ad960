"""The register's models: reference rows (reference), documents and sources (documents), projects and their facts
(project)."""

from projects.models.documents import Document, DocumentParty, Source
from projects.models.files import DocumentFile, FileContent
from projects.models.form_keys import SentForm
from projects.models.organisations import OrganisationDistinction, OrganisationName, OrganisationNumber
from projects.models.project import (
    CouncilRole,
    Lineage,
    Partnership,
    Portfolio,
    Project,
    ProjectCoreArea,
    ProjectDocument,
    ProjectNote,
    ProjectPlace,
)
from projects.models.reference import Contact, CoreArea, Council, CouncilAlias, Organisation, Place

__all__ = [
    "Contact",
    "CoreArea",
    "Council",
    "CouncilAlias",
    "CouncilRole",
    "Document",
    "DocumentFile",
    "DocumentParty",
    "FileContent",
    "Lineage",
    "Organisation",
    "OrganisationDistinction",
    "OrganisationName",
    "OrganisationNumber",
    "Partnership",
    "Place",
    "Portfolio",
    "Project",
    "ProjectCoreArea",
    "ProjectDocument",
    "ProjectNote",
    "ProjectPlace",
    "SentForm",
    "Source",
]
