"""Writing by REST: the API's own object of a record becomes a proposal, and what became of it an answer."""
