"""The catalogue of carriers and the table of names of this installation, made once."""

from functools import cache

from zhijian.core.accounts.name_file import NameTable, table_of
from zhijian.core.accounts.platforms import Catalogue, catalogue_of
from zhijian.law.books import rulebooks


@cache
def carriers() -> Catalogue:
    """The platforms that came with the program, with the office's own folder laid over them."""
    return catalogue_of(rulebooks().platforms, rulebooks().names.get("confusables"))


@cache
def name_table() -> NameTable:
    """The table that names are compared by, with the office's own folder laid over it."""
    return table_of(rulebooks().names)
