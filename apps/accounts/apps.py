from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "apps.accounts"
    label = "accounts"

    def ready(self) -> None:
        from apps.core import rotation
        from apps.core.live import register_channel

        rotation.register("second factors", "apps.accounts.services.factors.carry_over")

        from .selectors import may_hear_job, may_hear_workspace  # models can only be imported from here on

        register_channel("job", may_hear_job)
        register_channel("workspace", may_hear_workspace)
