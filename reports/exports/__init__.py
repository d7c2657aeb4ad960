"""The exports: the columns of each resource, and its rows streamed from the database."""

from reports.exports.allocations import ALLOCATIONS
from reports.exports.base import Export
from reports.exports.document_files import DOCUMENT_FILES
from reports.exports.entries import ENTRIES
from reports.exports.events import EVENTS
from reports.exports.organisations import ORGANISATIONS
from reports.exports.projects import PROJECTS

EXPORTS: dict[str, Export] = {
    export.name: export for export in (PROJECTS, ALLOCATIONS, ENTRIES, ORGANISATIONS, EVENTS, DOCUMENT_FILES)
}
