from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "apps.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        from apps.core.live import register_channel

        from .selectors import may_listen
        from .services.saving import CHANNEL

        register_channel(CHANNEL, may_listen)
