"""Milestones: the groups of the totals of all own projects, kept as of some changes.

A page over 100,000 projects of an earlier day works out some twenty groupings. Their groups follow from the projects
alone, so ``manage.py keep_totals`` works them out each night and keeps them, each group in an interval between
milestones, as states of the history are kept. A group with the same figures has one row, however many milestones.

As of a change between two milestones, an answer is what is kept of the one before it, plus the groups of the projects
that were touched since as of the change, minus their groups as of the milestone. The ledger works out both, so there is
one definition of a figure. Where anything is in doubt, nothing is kept, and the ledger works out everything:

- ``groupings.py``: what is kept, and the digest of its definitions;
- ``touched.py``: the projects of which a figure may differ between two changes;
- ``near.py``: the groups as of a change, from the milestone before it;
- ``keeping.py``: writes milestones, and forgets them.
"""
