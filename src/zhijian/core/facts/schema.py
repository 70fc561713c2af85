"""All relations of facts, by name."""

from __future__ import annotations

from . import content_relations, duty_relations, people_relations, registry_relations
from .model import Relation

RELATIONS: dict[str, Relation] = {
    relation.name: relation
    for relation in (
        *registry_relations.RELATIONS,
        *people_relations.RELATIONS,
        *content_relations.RELATIONS,
        *duty_relations.RELATIONS,
    )
}
