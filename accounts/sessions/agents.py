"""Names of browsers and systems, as people know them. The header ``User-Agent`` claims to be several at once."""

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrom", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
"""Part of the header → name. The first that is found counts: Edge also says Chrome, and Chrome also says Safari."""


def browser_of(agent: str) -> tuple[str, str]:
    """Returns the names of the browser and of the system; empty where the header names none that we know."""
    return _first(BROWSERS, agent), _first(SYSTEMS, agent)


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for part, name in names if part in agent), "")


def shortened(address: str) -> str:
    """Returns an address without its end: "192.0.2.…", "2001:db8:1:…"."""
    if "." in address:
        address = address.rpartition(":")[2]
        return f"{address.rpartition('.')[0]}.…" if "." in address else ""
    return f"{':'.join(address.split(':')[:3])}:…" if ":" in address else ""
