"""Converts a place on the globe to a point of the map.

Lambert's azimuthal equal-area projection on a sphere. It keeps the proportions of areas, which readers compare on
a shaded map. J. P. Snyder, Map Projections: A Working Manual (USGS Professional Paper 1395, 1987), section 24.
"""

from dataclasses import dataclass
from math import cos, radians, sin, sqrt

EARTH_KM = 6371.0088
"""The mean radius of the earth (IUGG)."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


@dataclass(frozen=True)
class Projection:
    """The centre of the map (WGS 84 degrees), the units per kilometre, and the position of the centre in the
    drawing."""

    latitude: float
    longitude: float
    units_per_km: float
    x: float
    y: float

    def point(self, latitude: float, longitude: float) -> Point:
        """Returns the position of a place in the drawing's units, from its upper left corner."""
        middle, north, east = radians(self.latitude), radians(latitude), radians(longitude - self.longitude)
        nearness = 1 + sin(middle) * sin(north) + cos(middle) * cos(north) * cos(east)
        # The place opposite the centre would be on the whole rim at once; this keeps it far outside any drawing
        stretch = sqrt(2 / max(nearness, 1e-12))
        right = stretch * cos(north) * sin(east)
        up = stretch * (cos(middle) * sin(north) - sin(middle) * cos(north) * cos(east))
        scale = EARTH_KM * self.units_per_km
        return self.x + scale * right, self.y - scale * up
