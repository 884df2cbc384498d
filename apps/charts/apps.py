from django.apps import AppConfig


class ChartsConfig(AppConfig):
    name = "apps.charts"
    label = "charts"

    def ready(self) -> None:
        from apps.datasets.services.dependents import register

        from .selectors import built_on

        register(built_on)
