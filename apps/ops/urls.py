"""Health, metrics, the system page."""

from __future__ import annotations

from django.urls import path

from . import views
from .mcp.views import endpoint

app_name = "ops"
urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path("mcp/", endpoint, name="mcp"),
    path("system/", views.system, name="system"),
]
