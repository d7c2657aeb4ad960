"""Signing in by django-allauth: the second factor, the Council's own sign-in, invitations and new passwords."""
