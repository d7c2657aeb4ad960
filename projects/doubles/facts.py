"""The fields of an organisation by which doubles are known, as ``projects/records.py`` declares them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from changes.record import Field, Shape
from projects.choices import NumberScheme

OTHER_NAMES = Field(
    "other_names",
    _("Other names"),
    Shape.FACTS,
    parts=(
        Field("name", _("Name"), required=True),
        Field("valid_from", _("Used from"), Shape.PARTIAL_DATE),
        Field("valid_to", _("Used until"), Shape.PARTIAL_DATE),
    ),
)
NUMBERS = Field(
    "numbers",
    _("Official numbers"),
    Shape.FACTS,
    parts=(
        Field(
            "scheme",
            pgettext_lazy("of organisation numbers", "Register"),
            Shape.CHOICE,
            required=True,
            choices=NumberScheme,
        ),
        Field("number", _("Number"), required=True),
    ),
)
