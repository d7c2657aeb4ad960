"""The register in the API. Contacts are personal data and have no serializer at all."""

from typing import Any, ClassVar

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from changes.record import Field, Record, Shape
from projects import models as register
from projects.language.texts import shown
from projects.records import DOCUMENT, ORGANISATION, PLACE, PROJECT


class MoneyField(serializers.DecimalField):
    """An amount as a string with two decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 18, "decimal_places": 2, "read_only": True, **kwargs})


class AddressField(serializers.CharField):
    """A web address or an empty text. Simpler for generated clients than "a URI, or nothing of length 0"."""

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


# A record with its declared fields in their order. A subclass declares the fields that need more.
# No docstring: the schema of the API would repeat it for each record.
class RecordSerializer(serializers.ModelSerializer):
    record: Record
    left_out: ClassVar[tuple[str, ...]] = ()
    """Fields of the record that this answer leaves out."""
    first: ClassVar[tuple[str, ...]] = ()
    last: ClassVar[tuple[str, ...]] = ()
    """Extra fields that the record does not declare, before and after its own."""

    def get_field_names(self, declared_fields: Any, info: Any) -> list[str]:
        names = [field.name for field in self.record if field.in_api and field.name not in self.left_out]
        return [*self.first, *names, *self.last]

    def build_field(self, field_name: str, info: Any, model_class: Any, nested_depth: int) -> Any:
        """Returns the class of the field and its arguments, by its shape; by its column if the shape has no class."""
        field = self.record[field_name]
        if field.shape == Shape.LANGUAGE:
            return TextLanguageField, {"of": field.source}
        if field.shape == Shape.ADDRESS:
            return AddressField, {}
        if field.shape == Shape.MONEY:
            return MoneyField, self._helped(field, {} if field.required else {"allow_null": True})
        if self._says_its_language(field):
            return TextField, {}
        built, arguments = super().build_field(field_name, info, model_class, nested_depth)
        return built, self._helped(field, arguments)

    def _helped(self, field: Field, arguments: dict[str, Any]) -> dict[str, Any]:
        return {**arguments, "help_text": field.help} if field.help else arguments

    def _says_its_language(self, text: Field) -> bool:
        return any(field.shape == Shape.LANGUAGE and field.source == text.name for field in self.record)


class SourceReferenceSerializer(serializers.ModelSerializer):
    """The source of a fact: document, section and item."""

    document = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = register.Source
        fields: tuple[str, ...] = ("document", "section", "item")


class SourceSerializer(SourceReferenceSerializer):
    heading = TextField()
    original_heading = serializers.CharField(help_text="As the document prints it.", read_only=True)

    class Meta(SourceReferenceSerializer.Meta):
        fields: tuple[str, ...] = ("slug", "document", "section", "item", "heading", "original_heading")


class CouncilSerializer(serializers.ModelSerializer):
    # Without the model's pattern: regular expressions of JSON Schema (ECMA-262) do not count Ä as a letter
    code = serializers.CharField(max_length=20)
    aliases = serializers.SlugRelatedField("alias", many=True, read_only=True)

    class Meta:
        model = register.Council
        fields = ("code", "name", "aliases")


class CoreAreaSerializer(serializers.ModelSerializer):
    class Meta:
        model = register.CoreArea
        fields = ("slug", "number", "name", "description")


class PlaceSerializer(RecordSerializer):
    record = PLACE
    country = serializers.CharField(source="country.code", default=None, read_only=True, allow_null=True)
    code = serializers.SerializerMethodField()
    spans = serializers.SlugRelatedField("code", many=True, read_only=True)
    other_names = serializers.ListField(source="spellings", child=serializers.CharField(), read_only=True)

    class Meta:
        model = register.Place

    def get_code(self, place: register.Place) -> str | None:
        return place.code or None


class OrganisationNameSerializer(serializers.ModelSerializer):
    """A former name with its time, or another name in use. Dates are as exact as they are known."""

    valid_from = serializers.CharField(allow_null=True)
    valid_to = serializers.CharField(allow_null=True)

    class Meta:
        model = register.OrganisationName
        fields = ("name", "valid_from", "valid_to")


class OrganisationNumberSerializer(serializers.ModelSerializer):
    """An official number; `scheme` is a code of org-id.guide."""

    class Meta:
        model = register.OrganisationNumber
        fields = ("scheme", "number")


class OrganisationSerializer(RecordSerializer):
    record = ORGANISATION
    other_names = OrganisationNameSerializer(many=True, read_only=True)
    numbers = OrganisationNumberSerializer(many=True, read_only=True)
    country = serializers.CharField(source="country.code", default=None, read_only=True, allow_null=True)
    part_of = serializers.SlugRelatedField("slug", read_only=True, allow_null=True)

    class Meta:
        model = register.Organisation


class PortfolioSerializer(serializers.ModelSerializer):
    class Meta:
        model = register.Portfolio
        fields = ("slug", "name", "description", "own", "four_eyes")


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


class DocumentSerializer(RecordSerializer):
    record = DOCUMENT
    parties = PartySerializer(many=True, read_only=True)
    source = SourceReferenceSerializer(read_only=True, allow_null=True)

    class Meta:
        model = register.Document


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
    """The reason for the value of a field; ``value`` names the row if the field has several."""

    field = serializers.CharField()
    value = serializers.CharField(allow_null=True)
    inferred = serializers.BooleanField(help_text="A person concluded this; the source does not say it.")
    text = serializers.CharField(help_text="In the reader's language, else in the one in which it was written.")
    language = serializers.CharField(help_text="The language of the text (ISO 639-1).")


class ProjectSerializer(RecordSerializer):
    """The register's part of a project. The site adds the fields of the other packages."""

    record = PROJECT
    portfolio = serializers.SlugRelatedField("slug", read_only=True)
    councils = CouncilRoleSerializer(source="council_roles", many=True)
    core_areas = serializers.SerializerMethodField()
    places = ProjectPlaceSerializer(source="project_places", many=True)
    partners = PartnershipSerializer(source="partnerships", many=True)
    follows = serializers.SerializerMethodField()
    followed_by = serializers.SerializerMethodField()
    documents = DocumentReferenceSerializer(source="project_documents", many=True)
    notes = serializers.SerializerMethodField()
    source = SourceReferenceSerializer()

    class Meta:
        model = register.Project

    def get_core_areas(self, project: register.Project) -> list[str]:
        return [link.core_area.slug for link in project.project_core_areas.all()]

    def get_follows(self, project: register.Project) -> list[str]:
        return [line.earlier.reference for line in project.earlier_lines.all()]

    def get_followed_by(self, project: register.Project) -> list[str]:
        return [line.project.reference for line in project.later_lines.all()]

    @extend_schema_field(NoteSerializer(many=True))
    def get_notes(self, project: register.Project) -> list[dict[str, Any]]:
        return [
            {
                "field": note.field,
                "value": note.value,
                "inferred": note.inferred,
                "text": note.text.text,
                "language": note.text.language,
            }
            for note in project.all_notes()
        ]
