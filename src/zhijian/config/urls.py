"""Where everything is."""

from django.urls import include, path

from zhijian.config.health import healthz, readyz
from zhijian.config.metrics import metrics

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("api/", include("zhijian.api.urls")),
    path("", include("zhijian.web.urls")),
]

handler400 = "zhijian.web.errors.bad_request"
handler403 = "zhijian.web.errors.permission_denied"
handler404 = "zhijian.web.errors.page_not_found"
handler500 = "zhijian.web.errors.server_error"
