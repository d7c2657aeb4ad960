"""The rows of the files, worked out in Python from the models, without the SQL of the exports."""

from collections.abc import Iterable
from typing import Any

from events.models import Event
from projects.language.texts import shown
from projects.models import Council, Organisation, Partnership, Place, Project


def _codes(facts: Iterable[Any], name: str, code: str = "slug") -> list[str]:
    return list(dict.fromkeys(getattr(getattr(fact, name), code) for fact in facts if getattr(fact, name)))


def _names(facts: Iterable[Any], name: str) -> list[str]:
    return list(dict.fromkeys(str(getattr(fact, name)) for fact in facts if getattr(fact, name)))


def _roles(facts: Iterable[Any], name: str) -> list[str]:
    return [f"{getattr(fact, name)} ({fact.get_role_display()})" for fact in facts]


def _countries(place: Place) -> set[str]:
    return {country.code for country in (place, place.country, *place.spans.all()) if country and country.code}


def _source(row: Any, people: bool) -> list[Any]:
    source = row.source
    return [str(source.document) if people else source.document.slug, source.section, source.item]


def _choice(row: Any, name: str, people: bool) -> Any:
    value = getattr(row, name)
    return (getattr(row, f"get_{name}_display")() if people else value) if value else None


def project(row: Project, people: bool) -> list[Any]:
    """Returns the cells of a project, in the order of the columns."""
    title, summary = shown(row, "title"), shown(row, "summary")
    grants = list(row.allocations.all())
    counted = [grant.amount_dkk for grant in grants if grant.amount_dkk is not None]
    funded = row.allocations.exclude(fund=None).order_by("fund")
    councils = row.council_roles.order_by("council", "role")
    areas = row.project_core_areas.order_by("core_area__number")
    places = row.project_places.order_by("place")
    partners = row.partnerships.order_by("organisation", "role")
    return [
        row.reference,
        title.text,
        title.language,
        _choice(row, "kind", people),
        _choice(row, "status", people),
        str(row.portfolio) if people else row.portfolio.slug,
        row.starts,
        row.ends,
        sum(counted) if counted else None,
        len(counted),
        len(grants) - len(counted),
        _names(funded, "fund") if people else _codes(funded, "fund"),
        _roles(councils, "council") if people else _codes(councils, "council", "code"),
        _names(areas, "core_area") if people else _codes(areas, "core_area"),
        sorted(set[str]().union(*(_countries(fact.place) for fact in places))),
        _names(places, "place") if people else _codes(places, "place"),
        _roles(partners, "organisation") if people else _codes(partners, "organisation"),
        sorted(fact.earlier.reference for fact in row.earlier_lines.all()),
        _codes(row.project_documents.order_by("document"), "document"),
        summary.text,
        summary.language,
        *_source(row, people),
    ]


def _council(row: Council, people: bool) -> str:
    return f"{row.code}: {row.name}" if people else row.code


def allocation(row: Any, people: bool) -> list[Any]:
    """Returns the cells of an allocation, in the order of the columns."""
    named = dict.fromkeys(role.council for role in row.project.council_roles.order_by("council"))
    return [
        row.reference,
        row.project.reference,
        shown(row.project, "title").text,
        row.amount,
        row.currency,
        row.rate,
        row.rate_date,
        row.rate_source,
        row.amount_dkk,
        _council(row.council, people) if row.council else None,
        [_council(council, people) for council in named],
        (str(row.fund) if people else row.fund.slug) if row.fund else None,
        row.year and str(row.year),
        row.granted,
        _choice(row, "scope", people),
        *_source(row, people),
    ]


def organisation(row: Organisation, people: bool) -> list[Any]:
    """Returns the cells of an organisation, in the order of the columns."""
    projects = [
        fact.project for fact in Partnership.objects.filter(organisation=row).order_by("project__reference", "role")
    ]
    return [
        row.slug,
        str(row),
        row.abbreviation,
        _choice(row, "kind", people),
        row.country and row.country.code,
        row.part_of and row.part_of.slug,
        row.website,
        list(dict.fromkeys(one.reference for one in projects)),
        list(dict.fromkeys(one.source.document.slug for one in projects)),
    ]


def _moment(row: Event, name: str) -> Any:
    moment = getattr(row, f"{name}_at")
    return row.local(moment).isoformat(timespec="minutes") if moment else getattr(row, name)


def event(row: Event, people: bool) -> list[Any]:
    """Returns the cells of an event, in the order of the columns."""
    parties = [(fact.council or fact.organisation, fact) for fact in row.parties.order_by("pk")]
    title, description = shown(row, "title"), shown(row, "description")
    return [
        row.slug,
        title.text,
        title.language,
        _choice(row, "kind", people),
        _choice(row, "status", people),
        _moment(row, "starts"),
        _moment(row, "ends"),
        row.first_day,
        row.last_day,
        row.timezone,
        row.online,
        (str(row.place) if people else row.place.slug) if row.place else None,
        row.address,
        row.url,
        [
            f"{party} ({fact.get_role_display()})" if people else party.natural_key()[0]  # type: ignore[union-attr]
            for party, fact in parties
        ],
        sorted(fact.project.reference for fact in row.event_projects.all()),
        _codes(row.event_documents.order_by("document"), "document"),
        description.text,
        *_source(row, people),
    ]


BY_HAND = {"projects": project, "allocations": allocation, "organisations": organisation, "events": event}
