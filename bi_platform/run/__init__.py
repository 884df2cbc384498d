"""`python -m bi_platform.run`: everything on one machine, started and watched by a small supervisor."""
