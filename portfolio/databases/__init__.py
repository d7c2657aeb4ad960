"""How the site uses its database: an end to each statement, and the answers to a database that fails."""
