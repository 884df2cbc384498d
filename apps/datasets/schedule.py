"""When the jobs of this app run by themselves: kind of job -> seconds between two runs."""

EVERY = {"datasets.sweep": 1800}
