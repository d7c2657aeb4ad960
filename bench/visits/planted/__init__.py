"""Plants a row for each kind of address of which a generated register has none.

``python -m bench.visits.planted FILE`` plants in the database of ``DATABASE_URL``, once, and writes into ``FILE`` as
JSON which parameters the addresses take (``Rows``).
"""
