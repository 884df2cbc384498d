"""Tiles of very many points: which questions have them, the files they are cut from, who may see what."""
