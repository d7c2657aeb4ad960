"""The calendar: events of many organisations, clashes, feeds."""
