"""Workbooks in: guard and read (read.py), find the table (heads.py), map its columns (tables.py), tidy and diagnose.

Kept empty of imports: the reading child process starts through this package and must start fast.
"""
