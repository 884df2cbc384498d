"""`load_sample`: fill the sample workspace, in the background unless told otherwise."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.models import User
from apps.accounts.services.setup import sample_workspace
from apps.core.jobs.execute import run_job
from apps.core.models import Job

from ...services.sample import JOBS, RETAIL, had_sample, start_sample


class Command(BaseCommand):
    """Safe to run at every start: what is already there is left alone, also when people removed it."""

    help = "Load the sample data, charts and dashboard into the sample workspace."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?", default=RETAIL, choices=sorted(JOBS))
        parser.add_argument("--email", help="who owns the sample; the first administrator by default")
        parser.add_argument("--now", action="store_true", help="load here instead of leaving it to a worker")
        parser.add_argument("--again", action="store_true", help="load it also when it was loaded once and removed")

    def handle(self, *args: Any, **options: Any) -> None:
        user = self._owner(options["email"])
        workspace = sample_workspace(user)
        if not options["again"] and had_sample(workspace, options["name"]):
            self._say(options, "The sample was loaded before. Use --again to load it once more.")
            return
        job = start_sample(user=user, workspace=workspace, name=options["name"])
        if job is None:
            self._say(options, "The sample is already there.")
        elif options["now"]:
            self._finish(job, options)
        else:
            self._say(options, f"A worker loads the sample: job {job.pk}.")

    @staticmethod
    def _owner(email: str | None) -> User:
        people = User.objects.filter(is_active=True)
        found = people.filter(email=email.lower()) if email else people.filter(is_superuser=True).order_by("created_at")
        user = found.first()
        if user is None:
            raise CommandError("There is no such person. Start PilotBA once, or name somebody with --email.")
        return user

    def _finish(self, job: Job, options: dict[str, Any]) -> None:
        run_job(job.pk)
        job.refresh_from_db()
        if job.state != "completed":
            raise CommandError(str((job.error or {}).get("message", f"The job is {job.state}.")))
        self._say(options, f"Loaded: {(job.result or {}).get('url', '')}")

    def _say(self, options: dict[str, Any], words: str) -> None:
        if options["verbosity"] > 0:
            self.stdout.write(words)
