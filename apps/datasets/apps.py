from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    name = "apps.datasets"
    label = "datasets"

    def ready(self) -> None:
        from apps.accounts.selectors.why import tells
        from apps.core.live import register_channel

        from .selectors import may_listen
        from .services.telling import told_of_dataset

        register_channel("dataset", may_listen)
        tells("datasets.dataset", told_of_dataset)
