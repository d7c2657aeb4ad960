"""Four eyes: some writes wait until a second person approves them.

A room registers which writes these are (``gate.py``). When a change with such a write closes, the gate refuses it
(``MustWait``), whichever form, program or command made it. ``apply`` then keeps what was proposed (``keeping.py``). A
second person approves it or sends it back (``deciding.py``).
"""
