from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _

KINDS = {
    "project": "Project",
    "organisation": "Organisation",
    "place": "Place",
    "document": "Document",
    "source": "Source",
    "council": "Council",
    "core-area": "CoreArea",
    "portfolio": "Portfolio",
    "contact": "Contact",
}
ROWS = {
    "CouncilAlias": ("council", "council"),
    "OrganisationName": ("organisation", "organisation"),
    "OrganisationNumber": ("organisation", "organisation"),
    "OrganisationDistinction": ("organisation", "organisation"),
    "DocumentParty": ("document", "document"),
    "DocumentFile": ("document", "document"),
    "CouncilRole": ("project", "project"),
    "Partnership": ("project", "project"),
    "ProjectPlace": ("project", "project"),
    "ProjectCoreArea": ("project", "project"),
    "ProjectDocument": ("project", "project"),
    "ProjectNote": ("project", "project"),
    "Lineage": ("project", "project"),
}


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Register")

    def ready(self) -> None:
        from changes.as_of import postgres as views_of_postgres
        from changes.erasing.letters import folded_by
        from changes.erasing.subjects import forgets, named_by
        from changes.tables import keep

        # These imports register the records, their rights, and the OpenAPI extensions for drf-spectacular
        from projects import records, schema  # noqa: F401
        from projects.doubles import judging, warning  # noqa: F401  (warns of organisations that the register has)
        from projects.editing import limits  # noqa: F401
        from projects.files import removing, rights, scanning  # noqa: F401
        from projects.history import erasing  # noqa: F401  (takes erased persons out of the history)
        from projects.history.derived import fill
        from projects.kept import as_of, columns, rebuilding, triggers  # noqa: F401  (gives kept columns as of a change)
        from projects.language.folding import fold
        from projects.memory import forget, forget_answers
        from projects.searching.keeping import ensure_indexes
        from projects.searching.registry import index_words

        scanning.check_setting()
        keep("projects", kinds=KINDS, rows=ROWS, many={"spans": "place"}, private=("contact",))
        named_by("contact", "person", "email", "telephone")
        folded_by(fold)
        forgets(forget_answers)
        columns.declare()
        index_words(*(f"projects.{name}.search_text" for name in ("Organisation", "Place", "Document")))
        index_words("projects.Project.search_text", pairs=True)
        index_words("projects.FileContent.search_text")
        pre_migrate.connect(triggers.before_migrations, sender=self)
        post_migrate.connect(triggers.after_migrations, sender=self)
        post_migrate.connect(ensure_indexes, sender=self)
        post_migrate.connect(fill, sender=self)
        post_migrate.connect(rebuilding.after_migrations, sender=self)
        # They read the history of kept columns
        post_migrate.connect(views_of_postgres.after_migrations, sender=self)
        # A migration may change rows without a change of the records
        post_migrate.connect(lambda **_options: forget(), sender=self, weak=False, dispatch_uid="forget_answers")
