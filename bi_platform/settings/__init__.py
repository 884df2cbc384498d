"""Settings, chosen by PILOTBA_PROFILE: embedded (default), scaled or test.

Naming a module below (`bi_platform.settings.test`) as DJANGO_SETTINGS_MODULE passes this choice by.
"""

import os

if os.environ.get("DJANGO_SETTINGS_MODULE", __name__) == __name__:
    from .chosen import *  # noqa: F403  -- Django reads every upper-case name of this module
