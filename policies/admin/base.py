"""What every page of the desk has in common."""

from __future__ import annotations

from django.contrib import admin

from policies.admin.confirming import Confirmed
from policies.admin.fields import ChineseFields, ForgivingList
from policies.admin.saving import CarefulSaving


class DeskAdmin(ForgivingList, CarefulSaving, Confirmed, ChineseFields, admin.ModelAdmin):
    pass
