from django.apps import AppConfig


class DatasetsConfig(AppConfig):
    name = "apps.datasets"
    label = "datasets"

    def ready(self) -> None:
        from apps.accounts.selectors.why import tells
        from apps.accounts.services.personal_data import register_files
        from apps.core.live import register_channel

        from .selectors import files_of, may_listen
        from .services.telling import told_of_dataset

        register_channel("dataset", may_listen)
        tells("datasets.dataset", told_of_dataset)
        register_files(files_of)
