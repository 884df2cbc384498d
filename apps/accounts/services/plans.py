"""Plans (SPEC A9): how many query requests a person has in an hour, and how many are left.

Counted per person, whatever workspace they ask in: somebody who belongs to a premium workspace is a premium person. The hour
begins with the first request and ends 3,600 seconds later.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from apps.core import limits

from ..errors import PlanUsedUp
from ..models import Plan, User, Workspace

HOUR = 3600
PER_HOUR = {Plan.FREE: 100, Plan.PREMIUM: 1000}
REQUESTS, QUERIES = "api", "queries"  # the scopes of the two counters


@dataclass(frozen=True, slots=True)
class Allowance:
    """A person's query requests of this hour; `left_s` is 0 when no hour has begun."""

    plan: Plan
    used: int
    left_s: int

    @property
    def limit(self) -> int:
        return PER_HOUR[self.plan]

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)

    @property
    def returns_at(self) -> datetime:
        """When all of them are there again."""
        return timezone.now() + timedelta(seconds=self.left_s)


def count_request(user: User) -> int:
    """Count any request to the API; returns how many the person has made in this hour."""
    return limits.add(REQUESTS, user.real.pk, HOUR).count


def spend_query(user: User) -> Allowance:
    """Count a query request; returns what is left, of which `used` is over the limit when the request has to be refused."""
    hits = limits.add(QUERIES, user.real.pk, HOUR)
    return Allowance(plan_of(user.real), hits.count, hits.left_s)


def allowance_of(user: User) -> Allowance:
    """What is left, without counting."""
    hits = limits.look(QUERIES, user.real.pk)
    return Allowance(plan_of(user.real), hits.count, hits.left_s)


def requests_of(user: User) -> int:
    """The person's requests to the API in this hour."""
    return limits.count(REQUESTS, user.real.pk)


def plan_of(user: User) -> Plan:
    """The best plan of the workspaces that the person belongs to."""
    paid = Workspace.objects.filter(memberships__user_id=user.pk, plan=Plan.PREMIUM).exists()
    return Plan.PREMIUM if paid else Plan.FREE


def check(user: User, allowance: Allowance) -> None:
    """Raise PlanUsedUp, with the seconds until the hour ends, when the request that was counted is one too many."""
    if allowance.used <= allowance.limit:
        return
    back = allowance.returns_at.astimezone(ZoneInfo(user.timezone))
    more = "" if allowance.plan == Plan.PREMIUM else f" The premium plan has {PER_HOUR[Plan.PREMIUM]:,}; ask an administrator."
    raise PlanUsedUp(
        f"You have used the {allowance.limit:,} query requests of this hour. They are back at {back:%H:%M} ({user.timezone}).{more}",
        retry_after=allowance.left_s, limit=allowance.limit, plan=str(allowance.plan), window_s=HOUR,
    )  # fmt: skip
