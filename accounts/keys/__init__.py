"""The keys with which programs sign in to the API.

Only the hash of a key is stored. So nobody can use the keys who reads the database or a backup of it. The key
itself is shown once, when it is made. A key can be limited: to scopes, to portfolios and to a day (``limits.py``,
``reading.py``). It never may more than its account.
"""

from accounts.keys.authentication import KeyAuthentication, owner_of
from accounts.keys.granting import may_act_for, rights_of
from accounts.keys.making import make_key

__all__ = ["KeyAuthentication", "make_key", "may_act_for", "owner_of", "rights_of"]
