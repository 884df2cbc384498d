"""Chart kinds, saved charts, renderer choice."""
