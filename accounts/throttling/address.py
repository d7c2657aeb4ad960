"""The address that a request comes from."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings

LONGEST = 45
"""Letters of the longest address (RFC 4291, an IPv4 address within IPv6)."""


def client_address(request: Any) -> str:
    """Returns the address of the visitor, as text; empty if the server listens on a socket and no proxy names it.

    The header X-Forwarded-For counts only behind a trusted proxy (``BEHIND_PROXY``), and of it only the entry that this
    proxy added, the last one. A visitor can write everything before it.
    """
    proxies: Any = settings.REST_FRAMEWORK["NUM_PROXIES"]
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if proxies and forwarded:
        return str(forwarded[-min(proxies, len(forwarded))])[:LONGEST]
    return str(request.META.get("REMOTE_ADDR") or "")[:LONGEST]


def network_of(address: str) -> str:
    """Returns what counts as one address: an IPv4 address, or the /64 of an IPv6 address.

    A single household or server has a whole /64 (RFC 6177), so it could use a new address for each try.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)
