"""Tables that people send (CSV, Excel, OpenDocument): checked cell by cell, compared with the register, and applied as
one change."""
