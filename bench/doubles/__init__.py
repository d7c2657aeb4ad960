"""Names of organisations with planted doubles, and what the search for doubles finds among them."""
