"""The only table of the pages: what a person chose to see in a list."""

from django.conf import settings
from django.db import models


class ListSetting(models.Model):
    """The columns that one person sees in one list, and how many rows at a time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="用户"
    )
    list_name = models.CharField("列表", max_length=60)
    columns = models.JSONField("显示的列", default=list)
    page_size = models.PositiveSmallIntegerField("每页行数", default=20)

    class Meta:
        verbose_name = "列设置"
        verbose_name_plural = "列设置"
        constraints = (
            models.UniqueConstraint(fields=("user", "list_name"), name="list_setting_once"),
        )

    def __str__(self) -> str:
        return self.list_name
