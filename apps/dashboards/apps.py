from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "apps.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        from apps.accounts.selectors.why import tells
        from apps.core.live import register_channel

        from .selectors import may_listen, told_of_dashboard
        from .services.saving import CHANNEL

        register_channel(CHANNEL, may_listen)
        tells("dashboards.dashboard", told_of_dashboard)
