"""What can be asked of the pages that are composed here."""

from projects.filtersets import ProjectFilterSet, StrictFilterSet


class ChosenPortfolio(StrictFilterSet):
    """The one choice on the page of a council, an organisation, a place or a document: the Council's own or others'."""

    portfolio = ProjectFilterSet.base_filters["portfolio"]
