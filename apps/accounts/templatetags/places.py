"""Where a thing lies, for breadcrumbs."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from ..models import SharedObject
from ..selectors.collections import way_to

register = template.Library()


@register.simple_tag(takes_context=True)
def crumbs_of(context: dict[str, Any], obj: SharedObject) -> SafeString:
    """Links to the collections above an object, from the top, as far as the person sees them."""
    way = way_to(context["request"].user, obj)
    return format_html_join("", '<a href="{}">{}</a>', ((one.path, one.name) for one in way))
