"""Texts of letters that the school edits, version by version."""
