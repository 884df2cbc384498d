"""Endpoints of accounts, under /api/v1/, and the API's own description."""

from __future__ import annotations

from django.urls import path

from . import credentials, docs, favourites, jobs, keys, people, personal, policies, security, signup, tokens, trail, usage, workspaces

urlpatterns = [
    path("schema", docs.schema, name="schema"),
    path("docs", docs.page, name="docs"),
    path("auth/token", tokens.token, name="token"),
    path("auth/refresh", tokens.refresh, name="refresh"),
    path("auth/revoke", tokens.revoke, name="revoke"),
    path("auth/signup", signup.begin, name="signup"),
    path("auth/signup/confirm", signup.confirm, name="signup_confirm"),
    path("auth/keys", keys.collection, name="keys"),
    path("auth/keys/<str:key_id>", keys.item, name="key"),
    path("me", people.me, name="me"),
    path("me/sessions", security.places, name="sessions"),
    path("me/sessions/<int:place_id>", security.place, name="session"),
    path("me/factors", security.factor_list, name="factors"),
    path("me/factors/secret", security.factor_secret, name="factor_secret"),
    path("me/factors/recovery-codes", security.recovery_codes, name="recovery_codes"),
    path("me/factors/<int:factor_id>/remove", security.factor_remove, name="factor_remove"),
    path("me/devices", security.device_list, name="devices"),
    path("me/devices/<str:device_id>", security.device, name="device"),
    path("me/email", credentials.address, name="address"),
    path("me/email/confirm", credentials.address_confirm, name="address_confirm"),
    path("me/password", credentials.password, name="password"),
    path("me/settings", personal.personal_settings, name="personal_settings"),
    path("me/settings/<str:key>", personal.personal_setting, name="personal_setting"),
    path("me/usage", usage.usage, name="usage"),
    path("favourites", favourites.favourites, name="favourites"),
    path("favourites/<str:kind>/<str:object_id>", favourites.favourite, name="favourite"),
    path("workspaces", workspaces.workspaces, name="workspaces"),
    path("workspaces/<str:workspace_id>", workspaces.workspace, name="workspace"),
    path("workspaces/<str:workspace_id>/security", policies.policy, name="security"),
    path("workspaces/<str:workspace_id>/audit", trail.audit_trail, name="audit"),
    path("workspaces/<str:workspace_id>/audit/export", trail.audit_file, name="audit_file"),
    path("workspaces/<str:workspace_id>/audit/chain", trail.audit_chain, name="audit_chain"),
    path("workspaces/<str:workspace_id>/members", workspaces.members, name="members"),
    path("workspaces/<str:workspace_id>/members/<str:user_id>", workspaces.member, name="member"),
    path("jobs", jobs.jobs, name="jobs"),
    path("jobs/<str:job_id>", jobs.job, name="job"),
    path("jobs/<str:job_id>/cancel", jobs.job_cancel, name="job_cancel"),
    path("jobs/<str:job_id>/retry", jobs.job_retry, name="job_retry"),
]
