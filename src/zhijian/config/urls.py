"""Where everything is."""

from django.urls import include, path

urlpatterns = [
    path("", include("zhijian.web.urls")),
]
