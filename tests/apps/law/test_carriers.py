"""The catalogue of carriers of an installation is that of its rulebooks."""

from zhijian.core.accounts.links import resolve
from zhijian.law.books import rulebooks
from zhijian.law.carriers import carriers, name_table


def test_the_catalogue_and_the_table_are_those_of_the_rulebooks():
    assert set(carriers().platforms) == set(rulebooks().platforms["platforms"])
    assert resolve("https://weib0.com/u/1234567890", carriers()).imitates == "weibo"
    assert "发布" in name_table().affixes
