"""The pages on which people work with the money of grants.

``ledger.py``: the ledger of a project, its contracts, and what is overdue. ``chart.py``: granted, contracted and paid
over time. ``entering.py``: the forms of entries and contracts, opened on the page of the project. ``views.py``: takes
these forms. ``lists.py`` and ``register.py``: entries, contracts, budget posts, rates and periods. ``work.py``: what is
late, missing or soon due for a person, by rule.
"""
