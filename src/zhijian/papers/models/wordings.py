"""An office's own sentences for forms."""

from django.db import models

from zhijian.ledger.models import RegisterRow


class Wording(RegisterRow):
    """The official words of one printed sentence of a form, in place of our paraphrase.

    They hold for the unit that entered them and for every unit below it that has none of its own.
    """

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", verbose_name="单位"
    )
    form = models.CharField("表", max_length=60)
    key = models.CharField("文字", max_length=60)
    text = models.TextField("用词")
    basis = models.CharField("出处", max_length=200, blank=True)

    class Meta:
        verbose_name = "表单用词"
        verbose_name_plural = "表单用词"
        ordering = ("form", "key")
        constraints = (
            models.UniqueConstraint(fields=("organization", "form", "key"), name="wording_once"),
        )

    def __str__(self) -> str:
        return f"{self.form} {self.key}"
