"""Rules as data: loading, inheritance, and the rules in force as a relation."""

from zhijian.core.rules.books import Rulebooks
from zhijian.core.rules.chain import Link
from zhijian.core.rules.grants import ExceptionGrant, faults_of, require_sound
from zhijian.core.rules.model import (
    OPEN_END,
    STRENGTHS,
    Clause,
    Control,
    Document,
    Entry,
    Indicator,
    Place,
    Reading,
    Rule,
    RuleRow,
)
from zhijian.core.rules.problems import Problem, RulebookRefused

__all__ = [
    "OPEN_END",
    "STRENGTHS",
    "Clause",
    "Control",
    "Document",
    "Entry",
    "ExceptionGrant",
    "Indicator",
    "Link",
    "Place",
    "Problem",
    "Reading",
    "Rule",
    "RuleRow",
    "RulebookRefused",
    "Rulebooks",
    "faults_of",
    "require_sound",
]
