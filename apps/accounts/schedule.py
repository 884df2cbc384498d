"""When the jobs of this app run by themselves: kind of job -> seconds between two runs."""

EVERY = {"accounts.audit_verify": 86_400, "accounts.audit_remove_old": 86_400, "accounts.erase_due": 3600}
