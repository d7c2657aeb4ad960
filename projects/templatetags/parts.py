"""A tag for parts of pages that are the same for every reader."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token

from projects.remembering.parts import part_of_page

register = template.Library()


class PartNode(template.Node):
    """Renders its content, or repeats the HTML of an earlier reader."""

    def __init__(self, name: str, depends: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.depends, self.nodelist = name, depends, nodelist

    def render(self, context: Any) -> str:
        depends = tuple(bool(value.resolve(context)) for value in self.depends)
        return part_of_page(context, self.name, depends, lambda: self.nodelist.render(context))


@register.tag("part")
def part(parser: Parser, token: Token) -> PartNode:
    """Remembers what stands between ``{% part name right … %}`` and ``{% endpart %}`` until a record changes.

    Each ``right`` is a variable that is true for some readers: they share a part of their own.
    """
    _tag, name, *rights = token.split_contents()
    nodelist = parser.parse(("endpart",))
    parser.delete_first_token()
    return PartNode(name, [parser.compile_filter(right) for right in rights], nodelist)
