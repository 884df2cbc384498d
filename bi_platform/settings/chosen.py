"""The settings of the profile that the environment names."""

import importlib

from .env import env_choice

profile = env_choice("PILOTBA_PROFILE", ("embedded", "scaled", "test"), default="embedded")
_module = importlib.import_module(f"{__package__}.{profile}")
globals().update({name: value for name, value in vars(_module).items() if name.isupper()})
__all__ = [name for name in vars(_module) if name.isupper()]
