"""What to bring along when applying."""

from __future__ import annotations

from django.db import models

from policies.models.row import PolicyRow


class Material(PolicyRow):
    name = models.CharField("名称", max_length=200, help_text="例如 居住证。")
    note = models.CharField(
        "说明",
        max_length=300,
        blank=True,
        help_text="原件还是复印件、几份、谁开具、什么情况才要，例如 复印件1份。",
    )

    class Meta(PolicyRow.Meta):
        verbose_name = "申报材料"
        verbose_name_plural = "申报材料"

    def __str__(self) -> str:
        return self.name
