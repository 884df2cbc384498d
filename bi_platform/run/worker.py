"""The worker process: Celery with a few forked children. Everything is loaded before the fork, so that children share it."""

from __future__ import annotations

import gc
import os
import sys
import warnings

from celery.exceptions import SecurityWarning

from .leaving import end


def main(processes: str) -> None:
    """Work until SIGTERM."""
    warnings.simplefilter("ignore", SecurityWarning)  # about root, which containers without users are
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bi_platform.settings")
    os.environ["CELERY_SKIP_CHECKS"] = "1"  # Django's checks load every page and endpoint: seconds, and memory for nothing
    from bi_platform.celery import app  # the settings module has to be named first

    app.loader.import_default_modules()
    gc.collect()
    gc.freeze()
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "warning"]
    try:
        app.worker_main(["--quiet", "worker", "--pool", "prefork", "--concurrency", processes, *quiet])
    finally:
        end()


if __name__ == "__main__":
    main(sys.argv[1])
