"""Writes: uploads, imports, versions, edits, row rules, clean-up."""
