from django.apps import AppConfig


class QueriesConfig(AppConfig):
    name = "apps.queries"
    label = "queries"

    def ready(self) -> None:
        """Tell the engine where this installation keeps its temporary files; nothing is started yet."""
        from django.conf import settings

        from apps.engine.duck import pool, shared

        folder = settings.PILOTBA.home / "tmp"
        shared.configure(folder)
        pool.configure(folder)
