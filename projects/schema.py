"""The filters in the OpenAPI description."""

from typing import Any

from drf_spectacular.extensions import OpenApiFilterExtension
from drf_spectacular.plumbing import build_parameter_type
from drf_spectacular.utils import OpenApiParameter


def filter_parameters(filterset: Any) -> list[OpenApiParameter]:
    """Returns the parameters of a filterset. Each may be repeated, and then any of the values matches."""
    return [
        OpenApiParameter(name, many=True, description=str(filter_.label or ""), enum=_closed_list(filter_))
        for name, filter_ in filterset.base_filters.items()
    ]


def _closed_list(filter_: Any) -> list[str] | None:
    """Returns the values of a fixed list; None if the options are rows of the register, because these change."""
    choices = filter_.extra.get("choices")
    return [str(value) for value, _label in choices] if isinstance(choices, list) else None


class StrictBackendParameters(OpenApiFilterExtension):
    target_class = "projects.strict.StrictBackend"
    priority = 1

    def get_schema_operation_parameters(self, auto_schema: Any, *_args: Any, **_kwargs: Any) -> list[dict[str, Any]]:
        return [
            build_parameter_type(
                name=parameter.name,
                schema={"type": "array", "items": _items(parameter)},
                location=OpenApiParameter.QUERY,
                description=parameter.description,
            )
            for parameter in filter_parameters(auto_schema.view.filterset_class)
        ]


def _items(parameter: OpenApiParameter) -> dict[str, Any]:
    return {"type": "string", "enum": list(parameter.enum)} if parameter.enum else {"type": "string"}
