from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    name = "apps.datasets"
    label = "datasets"

    def ready(self) -> None:
        from apps.core.live import register_channel

        from .selectors import may_listen

        register_channel("dataset", may_listen)
