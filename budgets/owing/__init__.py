"""The reports that an organisation owes under its contracts, and how it hands them in."""
