"""Filters that every template has without loading: icons, moments, how a field is drawn."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from zhijian.config import clock
from zhijian.core.indicators import points_text
from zhijian.web import forms

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """The icon ``name`` of ``frontend/icons.svg``: decoration beside a word."""
    return format_html(
        '<svg class="i" aria-hidden="true"><use href="{}#i-{}"></use></svg>',
        static("zhijian/icons.svg"),
        name,
    )


@register.filter
def moment(value: Any) -> str:
    """``今天 08:05``, ``昨天 17:40``, ``11-07 10:12``, ``2025-11-07 10:12``."""
    if isinstance(value, datetime):
        at = localtime(value) if value.tzinfo else value
        return f"{day(at.date())} {at:%H:%M}"
    return day(value)


@register.filter
def day(value: Any) -> str:
    """``今天``, ``昨天``, ``11-07`` in this year, else ``2025-11-07``."""
    if not isinstance(value, date):
        return ""
    on = value.date() if isinstance(value, datetime) else value
    today = clock.today()
    if on == today:
        return "今天"
    if on == today - timedelta(days=1):
        return "昨天"
    return f"{on:%m-%d}" if on.year == today.year else f"{on:%Y-%m-%d}"


@register.filter
def thousands(value: Any) -> str:
    """``86,420``; anything but a whole number stays empty."""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else ""


@register.filter
def points(value: Any) -> str:
    """Hundredths of a point as people write them: ``97.5``; — where there are none."""
    return "—" if value in (None, "") else points_text(value)


register.filter("field_groups", forms.field_groups)
register.filter("shape", forms.shape)
register.filter("is_wide", forms.is_wide)
register.filter("control", forms.control)
