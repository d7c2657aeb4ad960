"""How far the database's log was after a person's last write: what a replica must have before the person reads it."""
