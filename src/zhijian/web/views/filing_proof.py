"""备案率证明: per unit and recipient, how many of the accounts are filed, as of a day."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_GET

from zhijian.cases.media import headers_of
from zhijian.config import clock
from zhijian.exchange.proof import as_xlsx, proof_of
from zhijian.exchange.sheets import XLSX
from zhijian.web.listing import HeadAction
from zhijian.web.page import page
from zhijian.web.parts import Crumb
from zhijian.web.views.exchange import home
from zhijian.web.views.systems import unit_of

SHOWN_UNITS = 500


@login_required
@require_GET
def filing_proof(request: HttpRequest) -> HttpResponse:
    """The proof sheet of a unit and those below it: page, print and workbook."""
    unit = unit_of(request)
    on = _day(request.GET.get("on", ""))
    proof = proof_of(unit, on)
    if request.GET.get("as") == "xlsx":
        response = HttpResponse(as_xlsx(proof), content_type=XLSX)
        for name, value in headers_of(f"备案率证明-{unit}-{on:%Y%m%d}.xlsx", XLSX).items():
            response[name] = value
        return response
    query = f"?unit={unit.pk}&on={on:%Y-%m-%d}"
    context = {
        "heading": "备案率证明",
        "crumbs": [home(), Crumb("备案率证明")],
        "proof": proof,
        "units": proof.units[:SHOWN_UNITS],
        "more": len(proof.units) - SHOWN_UNITS,
        "total": list(proof.total.values()),
        "on": on,
        "unit": unit,
        "query": query,
        "actions": [HeadAction("下载 XLSX", f"{query}&as=xlsx", "down")],
        "printed_at": clock.now(),
    }
    return page(request, "exchange/proof.html", context)


def _day(text: str) -> date:
    """The day in the address, today for anything else; never a day ahead."""
    try:
        on = date.fromisoformat(text[:10])
    except ValueError:
        return clock.today()
    return min(on, clock.today()) if on.year > 1900 else clock.today()


urlpatterns = [path("filing-proof/", filing_proof, name="filing_proof")]
