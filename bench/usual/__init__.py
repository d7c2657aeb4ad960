"""What a team would usually ship: the same list by a plain ModelViewSet, for comparison only."""
