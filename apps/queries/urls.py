"""Pages of queries."""

from django.urls import path

from . import views

app_name = "queries"

urlpatterns = [path("queries/", views.index, name="list")]
