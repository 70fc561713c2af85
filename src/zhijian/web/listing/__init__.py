"""Ledgers: declare a list, get its page, filters, paging, export, bulk actions and 列设置.

>>> ORGANIZATIONS = Listing(
...     name="organizations", title="单位台账", unit="个", model=Organization,
...     rows=lambda request: Organization.objects.visible_to(request.user),
...     columns=(
...         Column("name", "单位名称", name_cell, sort="name", phone="name", is_fixed=True),
...         Column("kind", "单位性质", lambda row: row.get_kind_display()),
...     ),
...     filters=(Text("q", "名称、信用代码", ("name__contains", "credit_code__startswith")),),
...     quick=(Quick("gone", "已撤并", lambda rows, request: rows.filter(...)),),
...     order="name",
... )
>>> urlpatterns = [path("organizations/", ORGANIZATIONS.view, name="organizations")]

``rows`` is given the request and answers what this person may see, with the ``select_related`` that
the cells need. ``order`` names a sortable column (``-name`` falling), or ``pk``.
"""

from zhijian.web.listing.columns import Cell, Column
from zhijian.web.listing.declared import Bulk, HeadAction, Quick, RowAction
from zhijian.web.listing.filters import Choice, Dates, Filter, Subtree, Text
from zhijian.web.listing.listing import Listing

__all__ = [
    "Bulk",
    "Cell",
    "Choice",
    "Column",
    "Dates",
    "Filter",
    "HeadAction",
    "Listing",
    "Quick",
    "RowAction",
    "Subtree",
    "Text",
]
