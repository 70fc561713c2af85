"""Registers of tables that no relation of the core describes: devices, budgets, plans.

They have the same lists, pages, forms, files and record as the others, but they are no facts and no
import writes them. Their columns are said here in the core's own way.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models

from zhijian.core.facts.model import Column, Kind, Relation
from zhijian.ledger import registers
from zhijian.ledger.registers import Register


@dataclass(frozen=True, kw_only=True)
class OwnRegister(Register):
    """A register beside the relations. ``shown`` are its fields; ``personal`` those of persons."""

    about: str
    shown: tuple[str, ...]
    keyed: tuple[str, ...]
    personal: tuple[str, ...] = ()
    words: str = ""

    def __post_init__(self) -> None:
        """Every column is kept in the field of its own name."""
        object.__setattr__(self, "fields", {name: name for name in self.shown})

    @cached_property
    def declared(self) -> Relation:
        """What would be its relation: columns made from its table."""
        columns = tuple(self._column(name) for name in self.shown)
        title = self.words or str(self.model._meta.verbose_name)
        return Relation(self.relation, title, self.about, self.keyed, columns)

    def _column(self, name: str) -> Column:
        declared: Any = self.model._meta.get_field(name)
        return Column(
            name,
            _kind(declared),
            str(declared.verbose_name),
            required=not declared.blank and not declared.null,
            choices=tuple((str(k), str(v)) for k, v in declared.choices or ()),
            personal=name in self.personal,
        )


def _kind(declared: Any) -> Kind:
    if declared.choices:
        return Kind.CHOICE
    for kind, table in (
        (Kind.FLAG, models.BooleanField),
        (Kind.DAY, models.DateField),
        (Kind.INT, models.IntegerField),
    ):
        if isinstance(declared, table):
            return kind
    return Kind.TEXT


_own: dict[str, OwnRegister] = {}


def declare_own(*found: OwnRegister) -> None:
    """Make registers known; declaring the same again changes nothing."""
    for one in found:
        _own[one.relation] = one


def own_registers() -> tuple[OwnRegister, ...]:
    """Every register beside the relations."""
    return tuple(_own.values())


def every_register() -> tuple[Register, ...]:
    """All registers, those of relations first."""
    return (*registers.registers(), *_own.values())


def named(name: str) -> Register:
    """A register of either sort by its name in addresses.

    Raises:
        KeyError: there is none.
    """
    return _own[name] if name in _own else registers.register_of(name)


def register_of_row(row: models.Model | type[models.Model]) -> Register | None:
    """The register that a row (or table) belongs to; None for tables that are no register."""
    table = row if isinstance(row, type) else type(row)
    return next((one for one in every_register() if one.model is table), None)
