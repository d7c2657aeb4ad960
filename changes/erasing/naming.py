"""How a page names the rows of a model: in words of the site, also where Django or a library made the model."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OWN_WORDS = {
    "auth.User_groups": gettext_lazy("roles of accounts"),
    "auth.User_user_permissions": gettext_lazy("single rights of accounts"),
}


def rows_of_model(model: Any) -> str:
    """Returns the name of a model's rows in the reader's language: "documents", "earlier versions: documents"."""
    told_of = getattr(model, "instance_type", None)
    if told_of is not None:
        return _("earlier versions: %(rows)s") % {"rows": rows_of_model(told_of)}
    if model._meta.auto_created and model._meta.label not in OWN_WORDS:
        return _("links of %(rows)s") % {"rows": model._meta.auto_created._meta.verbose_name_plural}
    return str(OWN_WORDS.get(model._meta.label, model._meta.verbose_name_plural))
