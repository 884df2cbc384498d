"""All addresses. Every app writes its own in full (`datasets/…` for pages, `datasets/…` under /api/v1/ for the API)."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from apps.accounts.api import urls as accounts_api
from apps.charts.api import urls as charts_api
from apps.dashboards.api import urls as dashboards_api
from apps.datasets.api import urls as datasets_api
from apps.queries.api import urls as queries_api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include((accounts_api.urlpatterns, "accounts_api"))),
    path("api/v1/", include((datasets_api.urlpatterns, "datasets_api"))),
    path("api/v1/", include((queries_api.urlpatterns, "queries_api"))),
    path("api/v1/", include((charts_api.urlpatterns, "charts_api"))),
    path("api/v1/", include((dashboards_api.urlpatterns, "dashboards_api"))),
    path("accounts/", include("apps.accounts.entrance_urls")),
    path("admin/", admin.site.urls),
    path("", include("apps.accounts.urls")),
    path("", include("apps.datasets.urls")),
    path("", include("apps.queries.urls")),
    path("", include("apps.charts.urls")),
    path("", include("apps.dashboards.urls")),
    path("", include("apps.ops.urls")),
]
handler400 = "apps.core.errors_view.bad_request"
handler403 = "apps.core.errors_view.forbidden"
handler404 = "apps.core.errors_view.not_found"
handler429 = "apps.accounts.views.entrance.too_many"  # asked for by django-allauth
handler500 = "apps.core.errors_view.server_error"
