"""The tables of what is published."""

from zhijian.publishing.models.disclosure import ColumnItem, DisclosureItem, Policy
from zhijian.publishing.models.publications import Publication, Review, Screening
from zhijian.publishing.models.sources import MustRepost, Source

__all__ = (
    "ColumnItem",
    "DisclosureItem",
    "MustRepost",
    "Policy",
    "Publication",
    "Review",
    "Screening",
    "Source",
)
