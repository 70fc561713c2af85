"""A list's one view: the page, a part of it, the spreadsheet, bulk actions, and 列设置."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)

from zhijian.web.listing import address, bulk, export, keyset
from zhijian.web.listing.address import SIZES, Asked
from zhijian.web.listing.columns import Column
from zhijian.web.listing.counting import sized
from zhijian.web.listing.cursors import Anchor, seal
from zhijian.web.listing.declared import Bulk, Declared
from zhijian.web.listing.show import narrowed, shown_list
from zhijian.web.models import ListSetting
from zhijian.web.page import page

EXPORT_TICKED = Bulk("export", "导出所选", lambda request, rows: "")


@dataclass(frozen=True)
class Paged:
    """One page of rows: the number of the first one, and cursors to both sides ("" for none)."""

    rows: list[Any]
    first: int
    previous: str
    next: str

    @property
    def last(self) -> int:
        """The number of the last row."""
        return self.first + len(self.rows) - 1


@dataclass(frozen=True, kw_only=True)
class Listing(Declared):
    """A declared list that can be mounted: ``path("…/", LISTING.view, name="…")``."""

    def view(self, request: HttpRequest) -> HttpResponseBase:
        """The page, the part of it that a script asks for, or the spreadsheet."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not self.may(request.user):
            raise PermissionDenied(f"“{self.title}”不在您的岗位可以查看的范围内。")
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "POST"])
        setting = ListSetting.objects.filter(user=request.user, list_name=self.name).first()
        if request.method == "POST":
            return self._post(request, setting)
        return self._get(request, setting)

    def columns_of(self, setting: ListSetting | None) -> tuple[Column, ...]:
        """The columns a person sees: those chosen, in the declared order."""
        chosen = set(setting.columns) if setting and isinstance(setting.columns, list) else None
        return tuple(
            column
            for column in self.columns
            if column.is_fixed
            or (column.key in chosen if chosen is not None else not column.is_hidden)
        )

    def filtered(self, request: HttpRequest, asked: Asked) -> QuerySet[Any]:
        """The rows that meet the filters, before any quick set."""
        rows = self.rows(request)
        for condition, chosen in address.conditions(self, asked):
            rows = condition.apply(rows, chosen)
        return rows

    def paged(self, rows: QuerySet[Any], asked: Asked, *, is_long: bool) -> Paged:
        """The page of ``rows`` that is asked for; the first one when the place is gone."""
        if asked.before:
            found = keyset.before(rows, asked.order, asked.size, asked.before, is_long=is_long)
            if found.has_more:
                first = max(1, asked.before.number - len(found.rows))
                return self._paged(found.rows, asked, first, has_previous=True, has_next=True)
        elif asked.after:
            found = keyset.after(rows, asked.order, asked.size, asked.after, is_long=is_long)
            if found.rows:
                first = asked.after.number + 1
                more = found.has_more
                return self._paged(found.rows, asked, first, has_previous=True, has_next=more)
            asked.notices.append(address.STALE)
        found = keyset.after(rows, asked.order, asked.size, None, is_long=is_long)
        return self._paged(found.rows, asked, 1, has_previous=False, has_next=found.has_more)

    def _paged(
        self, rows: list[Any], asked: Asked, first: int, *, has_previous: bool, has_next: bool
    ) -> Paged:
        scope = address.scope(self, asked)

        def cursor(row: Any, number: int) -> str:
            anchor: Anchor = keyset.anchor_of(row, asked.order, number)
            return seal(anchor, scope)

        return Paged(
            rows,
            first,
            cursor(rows[0], first) if has_previous else "",
            cursor(rows[-1], first + len(rows) - 1) if has_next else "",
        )

    def _get(self, request: HttpRequest, setting: ListSetting | None) -> HttpResponseBase:
        asked = address.read(request, self, _size(setting))
        rows = self.filtered(request, asked)
        columns = self.columns_of(setting)
        if self.exports and request.GET.get("export") == "xlsx":
            chosen = asked.quick.narrow(rows, request) if asked.quick else rows
            return export.respond(
                request, self, columns, asked.order.applied(chosen), self._told(asked)
            )
        filtered = found = sized(rows, "" if address.conditions(self, asked) else self.name)
        if asked.quick:
            found = sized(narrowed(self, asked.quick, request, filtered))
        paged = self.paged(found.rows, asked, is_long=found.is_long)
        context = shown_list(request, self, asked, columns, paged, filtered, found.number)
        return page(request, self.template, {**context, **self.extra(request)}, part="list")

    def _post(self, request: HttpRequest, setting: ListSetting | None) -> HttpResponseBase:
        if "save_columns" in request.POST:
            return self._save_columns(request)
        asked_for = request.POST.get("bulk", "")
        rows = self.rows(request).filter(pk__in=bulk.ticked_ids(request))
        if asked_for == EXPORT_TICKED.key and self.exports and rows.exists():
            ordered = rows.order_by("pk")
            told = (("范围", "勾选的行"),)
            return export.respond(request, self, self.columns_of(setting), ordered, told)
        offered = {one.key: one for one in (*self.bulk, EXPORT_TICKED) if one.may(request.user)}
        if asked_for not in offered:
            messages.error(request, "这项批量操作不在您可以办理的范围内，没有改动任何内容。")
            return HttpResponseRedirect(request.get_full_path())
        return bulk.respond(request, self, offered[asked_for], rows)

    def _save_columns(self, request: HttpRequest) -> HttpResponse:
        chosen = set(request.POST.getlist("columns"))
        size = request.POST.get("size", "")
        ListSetting.objects.update_or_create(
            user=request.user,
            list_name=self.name,
            defaults={
                "columns": [column.key for column in self.columns if column.key in chosen],
                "page_size": int(size) if size in map(str, SIZES) else SIZES[0],
            },
        )
        messages.success(request, "列设置已保存，只影响您自己看到的列表。")
        return HttpResponseRedirect(request.get_full_path())

    def _told(self, asked: Asked) -> tuple[tuple[str, str], ...]:
        """What the spreadsheet says about how its rows were chosen."""
        told = []
        for condition in self.filters:
            reading = asked.readings[condition.key]
            if reading.values:
                names = dict(reading.options)
                words = "，".join(names.get(value, value) for value in reading.values.values())
                told.append((condition.label, words))
        if asked.quick:
            told.append(("分类", asked.quick.label))
        return tuple(told) or (("筛选", "没有设置条件"),)


def _size(setting: ListSetting | None) -> int:
    return setting.page_size if setting and setting.page_size in SIZES else SIZES[0]
