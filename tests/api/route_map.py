"""Who may do what at which address. A route without an entry fails the test, so that nobody can forget one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Ids = Callable[[Any], dict[str, Any]]
ALL = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
NONE: frozenset[str] = frozenset()
READ = frozenset({"GET"})


@dataclass(frozen=True)
class Rule:
    """`ids` makes the address of an object (None: the address names none); the sets say with which methods a role gets in.

    Whatever a role is not let in with has to be refused: 403, 404 or 405 for members, 404 or 405 for strangers. `fine` holds
    statuses that are right here all the same.
    """

    ids: Ids | None = None
    viewer: frozenset[str] = NONE
    analyst: frozenset[str] = NONE
    admin: frozenset[str] = ALL
    stranger: frozenset[str] = field(default=NONE)
    nobody: frozenset[str] = NONE
    fine: frozenset[int] = frozenset()


def anyone() -> Rule:
    """Before signing in."""
    return Rule(None, ALL, ALL, ALL, ALL, ALL)


def oneself() -> Rule:
    """Things that every signed-in person does for themselves, in their own workspace."""
    return Rule(None, ALL, ALL, ALL, ALL)


def creating() -> Rule:
    """Everybody looks; analysts and administrators create. Strangers do so in their own workspace."""
    return Rule(None, READ, ALL, ALL, ALL)


def making() -> Rule:
    """For those who may create; strangers do so in their own workspace."""
    return Rule(None, NONE, ALL, ALL, ALL)


def shown(ids: Ids) -> Rule:
    """An object that the workspace sees; its owner and administrators change it."""
    return Rule(ids, READ, READ)


def asked(ids: Ids) -> Rule:
    """An object that the workspace sees and asks for data by POST."""
    return Rule(ids, READ | {"POST"}, READ | {"POST"})


def copied(ids: Ids) -> Rule:
    """An object that the workspace sees; who may create may make something of their own of it."""
    return Rule(ids, READ, READ | {"POST"})


def kept(ids: Ids) -> Rule:
    """For those who may change or manage the object only."""
    return Rule(ids)


def private(ids: Ids) -> Rule:
    """One person's own; administrators of the tests' world are that person."""
    return Rule(ids)


def of(**names: str | int) -> Ids:
    """Parameters from attributes of the world, or given: of(dataset_id="dataset.pk", number=1, filter_id="#region")."""
    return lambda world: {name: _read(world, path) for name, path in names.items()}


def _read(world: Any, path: str | int) -> Any:
    if isinstance(path, int) or path.startswith("#"):
        return str(path).removeprefix("#")
    for part in path.split("."):
        world = getattr(world, part)
    return world


DATASET, CHART, BOARD = of(dataset_id="dataset.pk"), of(chart_id="chart.pk"), of(dashboard_id="dashboard.pk")
UPLOAD, WORKSPACE, JOB = of(upload_id="upload.pk"), of(workspace_id="workspace.pk"), of(job_id="job.pk")
TILE = of(dashboard_id="dashboard.pk", tile_id="tile.pk")
VERSION, BOARD_VERSION = of(dataset_id="dataset.pk", number=1), of(dashboard_id="dashboard.pk", number=1)
ROW_RULE = of(dataset_id="dataset.pk", rule_id="rule.pk")
MEMBER = of(workspace_id="workspace.pk", user_id="bob.pk")
STARRED = of(kind="#dashboard", object_id="dashboard.pk")
KEY = of(key_id="key.pk")
PERSON = of(user_id="bob.pk")
NO_PASSWORD = frozenset({400})  # the same
ASKED_AGAIN = frozenset({302})  # for the password, before anything is looked at

ACCOUNTS = {
    "account_login": anyone(),
    "account_logout": anyone(),
    "account_signup": anyone(),
    "account_signup_code": anyone(),
    "account_signup_again": anyone(),
    "account_inactive": anyone(),
    "account_reset_password": anyone(),
    "account_reset_password_done": anyone(),
    "account_reset_password_from_key": Rule(lambda world: {"uidb36": "k7m2w9", "key": "c4x-none"}, ALL, ALL, ALL, ALL, ALL),
    "account_reset_password_from_key_done": anyone(),
    "account_second_step": anyone(),
    "account_reauthenticate": oneself(),
    "account_change_password": oneself(),
    "account_set_password": oneself(),
    "accounts:link": Rule(of(secret="link_secret"), ALL, ALL, ALL, ALL, ALL),
    "accounts:invitation": Rule(of(secret="invitation_secret"), READ, READ, READ, READ, ALL, fine=frozenset({403})),
    "accounts:settings": oneself(),
    "accounts:theme": oneself(),
    "accounts:revoke_tokens": oneself(),
    "accounts:sessions_end": oneself(),
    "accounts:session_end": private(of(place_id="place.pk")),
    "accounts:factor_app": oneself(),
    "accounts:factor_passkey": oneself(),
    "accounts:recovery_codes": oneself(),
    "accounts:factor_remove": Rule(of(factor_id="factor.pk"), fine=ASKED_AGAIN),
    "accounts:device_revoke": private(of(device_id="device.pk")),
    "accounts:session": oneself(),
    "accounts:session_stay": oneself(),
    "accounts:address": oneself(),
    "accounts:address_code": oneself(),
    "accounts:sessions_everywhere": oneself(),
    "accounts:workspace_security": Rule(stranger=ALL),
    "accounts:key_make": oneself(),
    "accounts:key_revoke": private(KEY),
    "accounts:star": asked(STARRED),
    "accounts:workspace_new": oneself(),
    "accounts:workspace_rename": Rule(stranger=ALL),
    "accounts:workspace_switch": Rule(viewer=NONE, analyst=NONE, admin=NONE, stranger=NONE),
    "accounts:trail": Rule(None, stranger=ALL),
    "accounts:trail_export": Rule(None, stranger=ALL),
    "accounts:trail_check": Rule(None, stranger=ALL),
    "accounts:trail_keep": Rule(None, stranger=ALL),
    "accounts:members": Rule(None, READ, READ, ALL, ALL),
    "accounts:member_add": Rule(stranger=ALL),
    "accounts:member_role": Rule(PERSON),
    "accounts:member_remove": Rule(PERSON, viewer=ALL),
    "accounts:invitation_withdraw": Rule(of(invitation_id="invitation.pk")),
    "accounts_api:token": anyone(),
    "accounts_api:signup": anyone(),
    "accounts_api:signup_confirm": Rule(None, ALL, ALL, ALL, ALL, ALL, fine=frozenset({404})),  # the body names the sign-up
    "accounts_api:refresh": anyone(),
    "accounts_api:revoke": anyone(),
    "accounts_api:schema": oneself(),
    "accounts_api:docs": oneself(),
    "accounts_api:me": oneself(),
    "accounts_api:personal_settings": oneself(),
    "accounts_api:personal_setting": Rule(of(key="#widget:none"), ALL, ALL, ALL, ALL, fine=frozenset({404})),  # each has their own
    "accounts_api:usage": oneself(),
    "accounts_api:sessions": oneself(),
    "accounts_api:session": private(of(place_id="place.pk")),
    "accounts_api:factors": oneself(),
    "accounts_api:factor_secret": oneself(),
    "accounts_api:recovery_codes": oneself(),
    "accounts_api:factor_remove": Rule(of(factor_id="factor.pk"), fine=NO_PASSWORD),
    "accounts_api:devices": oneself(),
    "accounts_api:device": private(of(device_id="device.pk")),
    "accounts_api:address": oneself(),
    "accounts_api:address_confirm": oneself(),
    "accounts_api:password": oneself(),
    "accounts_api:security": kept(WORKSPACE),
    "accounts_api:keys": oneself(),
    "accounts_api:key": private(KEY),
    "accounts_api:favourites": oneself(),
    "accounts_api:favourite": Rule(STARRED, viewer=frozenset({"PUT", "DELETE"}), analyst=frozenset({"PUT", "DELETE"})),
    "accounts_api:workspaces": oneself(),
    "accounts_api:workspace": shown(WORKSPACE),
    "accounts_api:audit": kept(WORKSPACE),
    "accounts_api:audit_file": kept(WORKSPACE),
    "accounts_api:audit_chain": kept(WORKSPACE),
    "accounts_api:members": shown(WORKSPACE),
    "accounts_api:member": Rule(MEMBER, viewer=frozenset({"DELETE"})),
    "accounts_api:jobs": oneself(),
    "accounts_api:job": private(JOB),
    "accounts_api:job_cancel": private(JOB),
    "accounts_api:job_retry": private(JOB),
}
OPS = {
    "ops:live": anyone(),
    "ops:ready": Rule(None, ALL, ALL, ALL, ALL, ALL, fine=frozenset({503})),
    "ops:metrics": anyone(),
    "ops:system": Rule(admin=NONE, fine=frozenset({403})),
}
DATASETS = {
    "datasets:list": oneself(),
    "datasets:page": shown(DATASET),
    "datasets:profile": shown(DATASET),
    "datasets:versions": shown(DATASET),
    "datasets:progress": shown(DATASET),
    "datasets:column": shown(of(dataset_id="dataset.pk", column_id="column")),
    "datasets:settings": kept(DATASET),
    "datasets:save": kept(DATASET),
    "datasets:share": kept(DATASET),
    "datasets:rule-add": kept(DATASET),
    "datasets:rule-delete": kept(ROW_RULE),
    "datasets:retry": kept(DATASET),
    "datasets:cancel": kept(DATASET),
    "datasets:profile-again": kept(DATASET),
    "datasets:delete": kept(DATASET),
    "datasets:version-restore": kept(VERSION),
    "datasets:upload": making(),
    "datasets:uploads": making(),
    "datasets:upload-piece": private(UPLOAD),
    "datasets:upload-preview": private(UPLOAD),
    "datasets:upload-import": private(UPLOAD),
    "datasets_api:collection": oneself(),
    "datasets_api:item": shown(DATASET),
    "datasets_api:profile": shown(DATASET),
    "datasets_api:preview": shown(DATASET),
    "datasets_api:download": shown(DATASET),
    "datasets_api:rejects": kept(DATASET),
    "datasets_api:retry": kept(DATASET),
    "datasets_api:new-version": kept(DATASET),
    "datasets_api:versions": shown(DATASET),
    "datasets_api:version": shown(VERSION),
    "datasets_api:version-restore": kept(VERSION),
    "datasets_api:row-rules": kept(DATASET),
    "datasets_api:row-rule": kept(ROW_RULE),
    "datasets_api:upload": making(),
    "datasets_api:upload-item": private(UPLOAD),
    "datasets_api:upload-preview": private(UPLOAD),
    "datasets_api:upload-import": private(UPLOAD),
}
QUERIES = {
    "queries:list": oneself(),
    "queries_api:execute": oneself(),
    "queries_api:validate": oneself(),
    "queries_api:history": oneself(),
    "queries_api:cancel": private(of(run_id="run.pk")),
}
DASHBOARDS = {
    "dashboards:home": oneself(),
    "dashboards:sample-load": making(),
    "dashboards:sample-trips": making(),
    "dashboards:sample-remove": Rule(stranger=ALL),
    "dashboards:list": oneself(),
    "dashboards:new": making(),
    "dashboards:trash": oneself(),
    "dashboards:add-chart": Rule(CHART, READ, ALL, fine=frozenset({400})),  # the body names the dashboard
    "dashboards:share": kept(BOARD),
    "dashboards:share-add": kept(BOARD),
    "dashboards:share-person": kept(of(dashboard_id="dashboard.pk", user_id="bob.pk")),
    "dashboards:versions": kept(BOARD),
    "dashboards:version-restore": kept(BOARD_VERSION),
    "dashboards:duplicate": copied(BOARD),
    "dashboards:pin": kept(BOARD),
    "dashboards:move-to-trash": kept(BOARD),
    "dashboards:restore": kept(BOARD),
    "dashboards:delete": kept(BOARD),
    "dashboards:tile-plain": shown(TILE),
    "dashboards:pick-chart": kept(BOARD),
    "dashboards:page": shown(BOARD),
    "dashboards_api:collection": creating(),
    "dashboards_api:item": shown(BOARD),
    "dashboards_api:layout": shown(BOARD),
    "dashboards_api:duplicate": copied(BOARD),
    "dashboards_api:restore": kept(BOARD),
    "dashboards_api:share": kept(BOARD),
    "dashboards_api:versions": kept(BOARD),
    "dashboards_api:version-restore": kept(BOARD_VERSION),
    "dashboards_api:filter-values": shown(of(dashboard_id="dashboard.pk", filter_id="#region")),
    "dashboards_api:tiles": shown(BOARD),
    "dashboards_api:tile": shown(TILE),
    "dashboards_api:tile-data": asked(TILE),
    "dashboards_api:tile-rows": asked(TILE),
    "dashboards_api:tile-csv": shown(TILE),
    "dashboards_api:tile-counts": Rule(TILE, frozenset({"POST"}), frozenset({"POST"})),
    "dashboards_api:tile-xlsx": shown(TILE),
    "dashboards_api:tile-picture": shown(TILE),
}
NAMED = frozenset({404})  # the body names the dataset, and an empty one names none
CHARTS = {
    "charts:list": oneself(),
    "charts:new": oneself(),  # viewers try questions, saving is refused
    "charts:page": shown(CHART),
    "charts:plain": shown(CHART),
    "charts:gallery": oneself(),
    "charts:gallery-picture": Rule(None, ALL, ALL, ALL, ALL, fine=frozenset({404})),  # nobody here has loaded the sample
    "charts:delete": kept(CHART),
    "charts:colours": kept(DATASET),
    "charts:colours-choose": kept(DATASET),
    "charts_api:colours": kept(DATASET),
    "charts_api:collection": Rule(None, READ, ALL, ALL, ALL, fine=NAMED),
    "charts_api:kinds": oneself(),
    "charts_api:fit": Rule(None, ALL, ALL, ALL, ALL, fine=NAMED),
    "charts_api:render": Rule(None, ALL, ALL, ALL, ALL, fine=NAMED),
    "charts_api:item": shown(CHART),
    "charts_api:data": asked(CHART),
    "charts_api:render-tiles": Rule(None, ALL, ALL, ALL, ALL, fine=NAMED),
    "charts_api:tiles": asked(CHART),
    "charts_api:tile": shown(of(chart_id="chart.pk", z=0, x=0, y=0)),
    "charts_api:picture": shown(CHART),
    "charts_api:csv": shown(CHART),
    "charts_api:xlsx": shown(CHART),
}
RULES = ACCOUNTS | OPS | DATASETS | QUERIES | DASHBOARDS | CHARTS
