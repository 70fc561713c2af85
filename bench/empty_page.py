"""The product's addresses, and two pages with nothing on them to compare with."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from zhijian.config.urls import urlpatterns as product
from zhijian.web.page import page


@login_required
def bare(request: HttpRequest) -> HttpResponse:
    """Signed in, and not a byte."""
    return HttpResponse("")


@login_required
def framed(request: HttpRequest) -> HttpResponse:
    """Signed in, the frame of every page, nothing in it."""
    return page(request, "base.html", {"heading": "空白页"})


urlpatterns = [*product, path("bench/bare/", bare), path("bench/framed/", framed)]
