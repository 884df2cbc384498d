"""Signing in, up and out, and passwords: those views of django-allauth that have a page here, and ours. Mounted at /accounts/."""

from __future__ import annotations

from allauth.account import views
from django.urls import path, re_path

from .views import second_step, signup

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("signup/", signup.form, name="account_signup"),
    path("signup/code/", signup.code, name="account_signup_code"),
    path("signup/code/again/", signup.again, name="account_signup_again"),
    path("second-step/", second_step.page, name="account_second_step"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", views.password_reset_from_key, name="account_reset_password_from_key"
    ),
    path("password/reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
