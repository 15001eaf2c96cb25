"""The sign for yes and no, in the lists of Django's admin and beside what may only be read, has a Chinese name."""

from __future__ import annotations

from django.contrib.admin.templatetags import admin_list
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

ICONS = {True: ("yes", "是"), False: ("no", "否"), None: ("unknown", "未填")}


def boolean_icon(value: bool | None) -> SafeString:
    icon, word = ICONS[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{icon}.svg"), word)


# Django 5.2 writes "True" or "False" there, past its catalogues, and asks this one name wherever it shows the sign.
admin_list._boolean_icon = boolean_icon
