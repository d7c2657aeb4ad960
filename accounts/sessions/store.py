"""Sessions in the database: always in the primary, so that a session that ended is over on every server at once."""

from typing import Any

from django.contrib.sessions.backends import db

from changes.primary import of_primary


class SessionStore(db.SessionStore):
    """Django's sessions in the database."""

    load: Any = of_primary(db.SessionStore.load)
    exists: Any = of_primary(db.SessionStore.exists)
    save: Any = of_primary(db.SessionStore.save)
    delete: Any = of_primary(db.SessionStore.delete)
