"""The pages to keep organisations, places, documents and funds, and the contacts of organisations.

``kinds.py``: which fields of each kind are edited together. ``page.py``: a section of a record's page as a form.
``near.py``: the records that a new one may be a double of. ``views.py``: new, edited and deleted records.
``contacts.py``: contacts, which are personal data and so have no drafts.
"""
