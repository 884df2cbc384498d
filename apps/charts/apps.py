from django.apps import AppConfig


class ChartsConfig(AppConfig):
    name = "apps.charts"
    label = "charts"

    def ready(self) -> None:
        from apps.accounts.selectors.why import tells
        from apps.datasets.services.dependents import register

        from .selectors import built_on, told_of_chart

        register(built_on)
        tells("charts.chart", told_of_chart)
