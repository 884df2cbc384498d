"""Addresses of the API of queries."""

from django.urls import path

from . import docs, views

urlpatterns = [
    path("queries/execute", views.Execute.as_view(), name="execute"),
    path("queries/validate", views.Validate.as_view(), name="validate"),
    path("queries/history", views.History.as_view(), name="history"),
    path("queries/<str:run_id>/cancel", views.Cancel.as_view(), name="cancel"),
]
docs.describe_all()
