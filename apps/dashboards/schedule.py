"""When the jobs of this app run by themselves: kind of job -> seconds between two runs."""

EVERY = {"dashboards.empty_trash": 86_400}
