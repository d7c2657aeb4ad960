"""The register as the API shows it. Contacts are personal data and have no serializer at all."""

from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from projects import models as register
from projects.language.texts import shown


class MoneyField(serializers.DecimalField):
    """An amount as a string with two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 18, "decimal_places": 2, "read_only": True, **kwargs})


class AddressField(serializers.CharField):
    """An address on the web, or an empty text: plainer for generated clients than "a URI, or nothing of length 0"."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"read_only": True, "help_text": "Empty where none is known.", **kwargs})


class TextField(serializers.CharField):
    """A text in the reader's language, else in the original one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "read_only": True})

    def get_attribute(self, instance: models.Model) -> str:
        return shown(instance, str(self.source)).text


class TextLanguageField(serializers.CharField):
    """The language (ISO 639-1) of the text that ``of`` shows."""

    def __init__(self, of: str, **kwargs: Any) -> None:
        self.of = of
        super().__init__(**{**kwargs, "read_only": True})

    def get_attribute(self, instance: models.Model) -> str:
        return shown(instance, self.of).language


class SourceReferenceSerializer(serializers.ModelSerializer):
    """Where a fact comes from: document, section and item."""

    document = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = register.Source
        fields = ("document", "section", "item")


class SourceSerializer(SourceReferenceSerializer):
    class Meta(SourceReferenceSerializer.Meta):
        fields = ("slug", "document", "section", "item", "heading")


class CouncilSerializer(serializers.ModelSerializer):
    # Without the model's pattern: in the regular expressions of JSON Schema (ECMA-262) Ä is no letter
    code = serializers.CharField(max_length=20)
    aliases = serializers.SlugRelatedField("alias", many=True, read_only=True)

    class Meta:
        model = register.Council
        fields = ("code", "name", "aliases")


class CoreAreaSerializer(serializers.ModelSerializer):
    class Meta:
        model = register.CoreArea
        fields = ("slug", "number", "name", "description")


class PlaceSerializer(serializers.ModelSerializer):
    country = serializers.CharField(source="country.code", default=None, read_only=True, allow_null=True)
    code = serializers.SerializerMethodField()
    spans = serializers.SlugRelatedField("code", many=True, read_only=True)
    other_names = serializers.ListField(source="spellings", child=serializers.CharField(), read_only=True)

    class Meta:
        model = register.Place
        fields = ("slug", "name", "other_names", "kind", "code", "country", "spans", "latitude", "longitude")

    def get_code(self, place: register.Place) -> str | None:
        return place.code or None


class OrganisationSerializer(serializers.ModelSerializer):
    country = serializers.CharField(source="country.code", default=None, read_only=True, allow_null=True)
    website = AddressField()
    part_of = serializers.SlugRelatedField("slug", read_only=True, allow_null=True)

    class Meta:
        model = register.Organisation
        fields = ("slug", "name", "abbreviation", "kind", "part_of", "country", "website")


class PortfolioSerializer(serializers.ModelSerializer):
    class Meta:
        model = register.Portfolio
        fields = ("slug", "name", "description", "own")


class PartySerializer(serializers.Serializer):
    """A council, an organisation or a country that adopted, joined or published a document."""

    role = serializers.CharField()
    kind = serializers.SerializerMethodField()
    code = serializers.SerializerMethodField()
    name = serializers.CharField(source="party.name")

    @extend_schema_field(serializers.ChoiceField(["council", "organisation", "country"]))
    def get_kind(self, party: register.DocumentParty) -> str:
        return next(kind for kind in ("council", "organisation", "country") if getattr(party, f"{kind}_id"))

    def get_code(self, party: register.DocumentParty) -> str:
        row = party.party
        return row.slug if isinstance(row, register.Organisation) else row.code


class DocumentSerializer(serializers.ModelSerializer):
    title = TextField()
    title_language = TextLanguageField("title")
    url = AddressField()
    parties = PartySerializer(many=True, read_only=True)
    amount = MoneyField(allow_null=True)
    source = SourceReferenceSerializer(read_only=True, allow_null=True)

    class Meta:
        model = register.Document
        fields = (
            *("slug", "title", "title_language", "kind", "adopted", "valid_from", "valid_to", "journal_number"),
            *("url", "amount", "currency", "parties", "note", "source"),
        )


class DocumentReferenceSerializer(serializers.ModelSerializer):
    slug = serializers.CharField(source="document.slug")
    title = serializers.SerializerMethodField()

    class Meta:
        model = register.ProjectDocument
        fields = ("slug", "title")

    def get_title(self, link: register.ProjectDocument) -> str:
        return str(link.document)


class CouncilRoleSerializer(serializers.ModelSerializer):
    code = serializers.CharField(source="council.code")
    name = serializers.CharField(source="council.name")

    class Meta:
        model = register.CouncilRole
        fields = ("code", "name", "role")


class ProjectPlaceSerializer(serializers.ModelSerializer):
    slug = serializers.CharField(source="place.slug")
    name = serializers.CharField(source="place.name")
    kind = serializers.CharField(source="place.kind")
    country = serializers.CharField(source="place.country.code", default=None, allow_null=True)

    class Meta:
        model = register.ProjectPlace
        fields = ("slug", "name", "kind", "country")


class PartnershipSerializer(serializers.ModelSerializer):
    organisation = serializers.CharField(source="organisation.slug")
    name = serializers.CharField(source="organisation.name")

    class Meta:
        model = register.Partnership
        fields = ("organisation", "name", "role")


class NoteSerializer(serializers.Serializer):
    """Why a fact reads as it does: about which field, and of which value of it where it has several."""

    field = serializers.CharField()
    value = serializers.CharField(allow_null=True)
    inferred = serializers.BooleanField(help_text="A person concluded this; the source does not say it.")
    text = serializers.CharField()


class ProjectSerializer(serializers.ModelSerializer):
    """A project with everything that the register knows of it; its money is added in portfolio/."""

    title = TextField()
    title_language = TextLanguageField("title")
    summary = TextField()
    summary_language = TextLanguageField("summary")
    portfolio = serializers.SlugRelatedField("slug", read_only=True)
    councils = CouncilRoleSerializer(source="council_roles", many=True)
    core_areas = serializers.SerializerMethodField()
    places = ProjectPlaceSerializer(source="project_places", many=True)
    partners = PartnershipSerializer(source="partnerships", many=True)
    budget_dkk = MoneyField(allow_null=True, help_text="The sum of the allocations in DKK; null: not stated.")
    follows = serializers.SerializerMethodField()
    followed_by = serializers.SerializerMethodField()
    documents = DocumentReferenceSerializer(source="project_documents", many=True)
    notes = serializers.SerializerMethodField()
    source = SourceReferenceSerializer()

    class Meta:
        model = register.Project
        fields: tuple[str, ...] = (
            *("reference", "title", "title_language", "summary", "summary_language", "kind", "status", "portfolio"),
            *("starts", "ends", "councils", "core_areas", "places", "partners", "budget_dkk"),
            *("follows", "followed_by", "documents", "notes", "source"),
        )

    def get_core_areas(self, project: register.Project) -> list[str]:
        return [link.core_area.slug for link in project.project_core_areas.all()]

    def get_follows(self, project: register.Project) -> list[str]:
        return [line.earlier.reference for line in project.earlier_lines.all()]

    def get_followed_by(self, project: register.Project) -> list[str]:
        return [line.project.reference for line in project.later_lines.all()]

    @extend_schema_field(NoteSerializer(many=True))
    def get_notes(self, project: register.Project) -> list[dict[str, Any]]:
        return [
            {"field": note.field, "value": note.value, "inferred": note.inferred, "text": note.text}
            for note in project.all_notes()
        ]
