"""Throttling: how often passwords, codes and keys can be tried. All workers and restarts count together.

Whoever checks a secret uses one of these:

- ``count_try(request, account)`` before the check. ``account`` is the account, or the name or e-mail address as it was
  typed. It raises ``TooManyTries``, which pages and API answer with 429 and ``Retry-After``.
- ``count_code(request, account)`` beside it, before a code of the second factor.
- ``give_back(request)`` after a check that succeeded: a successful try does not count. Django's signal of a sign-in
  calls it too.
- ``Throttled`` as the first base of a page with a form, instead of both.

The rules are in ``tries.py``, and the reasons in docs/security.md and docs/decisions.md.
"""

from accounts.throttling.pages import Throttled
from accounts.throttling.tries import TooManyTries, count_code, count_try, give_back

__all__ = ["Throttled", "TooManyTries", "count_code", "count_try", "give_back"]
