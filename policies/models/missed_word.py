"""Words that residents looked up and that no policy holds (see `policies.misses`)."""

from __future__ import annotations

from django.db import models


class MissedWord(models.Model):
    """A word, folded, and how often it was missed: nothing of who looked it up, from where, or under which filters."""

    word = models.CharField("词", max_length=40, unique=True)
    times = models.PositiveIntegerField("次数")
    first_on = models.DateField("最早")
    last_on = models.DateField("最近", db_index=True)

    class Meta:
        ordering = ["-times", "-last_on", "word"]
        # Whoever may see synonyms may see these (`policies.admin.misses`).
        default_permissions = ()
        verbose_name = "没查到的词"
        verbose_name_plural = "没查到的词"

    def __str__(self) -> str:
        return self.word
