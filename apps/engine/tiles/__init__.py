"""Counts of very many points as tiles: a file ordered along a Z curve, a pyramid of what is dense, bins of the rest on demand."""
