"""The pages and the API of the reports that an organisation owes: only its own accounts open them."""
