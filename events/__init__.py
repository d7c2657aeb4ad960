"""The calendar: events of many organisations, clashes, feeds. Nothing is kept here yet."""
