"""Which channels exist and who may listen to them. A channel is `<prefix>:<id>`; unknown prefixes are closed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

MayListen = Callable[[Any, str], bool]

_SHAPE = re.compile(r"^([a-z_]{1,40}):([A-Za-z0-9_-]{1,39})$")
_rules: dict[str, MayListen] = {}


def register_channel(prefix: str, may_listen: MayListen) -> None:
    """Let `may_listen(user, id)` decide on channels `<prefix>:<id>`; call it from AppConfig.ready."""
    _rules[prefix] = may_listen


def may_listen(user: Any, channel: str) -> bool:
    """Tell whether `user` may hear `channel` now; reads the database when the rule does."""
    if not (match := _SHAPE.match(channel)) or not user.is_authenticated:
        return False
    rule = _rules.get(match[1])
    return rule is not None and bool(rule(user, match[2]))


def register_core_channels() -> None:
    """`user:<id>` is for that person alone; a job's channel is for its owner until accounts widens it."""
    register_channel("user", lambda user, id_: bool(user.pk == id_))
    _rules.setdefault("job", _own_job)


def _own_job(user: Any, job_id: str) -> bool:
    from ..models import Job

    return Job.objects.filter(pk=job_id, owner_id=user.pk).exists()
