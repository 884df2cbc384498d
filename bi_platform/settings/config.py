"""The typed settings of the product, as `settings.PILOTBA`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .env import env_bool, env_choice, env_contact, env_int, env_path, env_str

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Config:
    """What the product may be told. Sizes in bytes, times in seconds."""

    profile: str
    home: Path
    port: int
    base_url: str
    max_upload_bytes: int
    query_seconds: int
    query_rows: int
    sample: bool
    audit_days: int
    erase_days: int
    worker_processes: int
    session_idle_minutes: int = 480
    session_hours: int = 336
    jobs_eager: bool = False
    job_lease_seconds: float = 30.0
    job_beat_seconds: float = 10.0
    celery_app: str = "bi_platform.celery.app"
    storage: str = "files"
    plan: str = "free"
    support: str = ""
    public_links: bool = True

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")


def read_config(profile: str, home: Path | None = None, *, storage: str = "files", jobs_eager: bool = False) -> Config:
    """Read the product's variables; `home` overrides PILOTBA_HOME."""
    port = env_int("PILOTBA_PORT", 8000, low=1, high=65535)
    return Config(
        profile=profile,
        home=home or env_path("PILOTBA_HOME", ROOT / "var"),
        port=port,
        base_url=env_str("PILOTBA_BASE_URL", f"http://localhost:{port}").rstrip("/"),
        max_upload_bytes=env_int("PILOTBA_MAX_UPLOAD_BYTES", 5 * 2**30, low=1),
        query_seconds=env_int("PILOTBA_QUERY_SECONDS", 30, low=1, high=3600),
        query_rows=env_int("PILOTBA_QUERY_ROWS", 50_000_000, low=1),
        audit_days=env_int("PILOTBA_AUDIT_DAYS", 730, high=36_500),
        erase_days=env_int("PILOTBA_ERASE_DAYS", 14, high=365),
        sample=env_bool("PILOTBA_SAMPLE", default=True),
        worker_processes=env_int("PILOTBA_WORKERS", 2, low=1, high=64),
        session_idle_minutes=env_int("PILOTBA_SESSION_IDLE_MINUTES", 480, low=5, high=60 * 24 * 14),
        session_hours=env_int("PILOTBA_SESSION_HOURS", 336, low=1, high=24 * 90),
        jobs_eager=jobs_eager,
        storage=storage,
        support=env_contact("PILOTBA_SUPPORT"),
        plan=env_choice("PILOTBA_PLAN", ("free", "premium"), default="premium" if profile == "embedded" else "free"),
        public_links=env_bool("PILOTBA_PUBLIC_LINKS", default=True),
    )
