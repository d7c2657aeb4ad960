"""The formats of a table. One class a format, one line in ``RENDERERS``; pages take their links from here."""

from reports.renderers.base import Renderer
from reports.renderers.pdf import Pdf

RENDERERS: tuple[Renderer, ...] = (Pdf(),)
