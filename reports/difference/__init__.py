"""The difference between two states of the register: which rows of money made it, and by which cause.

Both states are read through the views of ``changes/as_of/``, their totals by ``budgets/totals.py``. ``asked.py``: the
two states and the question; ``sides.py``: reads one state; ``touched.py``: the rows that may differ; ``causes.py``:
splits the difference of a row into causes; ``difference.py``: puts these together;
``packed.py``: keeps its lines in little memory; ``lines.py``: says in words what a
row was, what it is and which change did it; ``movers.py``: finds the change that moved a row.
"""
