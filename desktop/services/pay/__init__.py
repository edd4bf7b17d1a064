"""The money to its end: lists for the bank, its answers, corrected accounts, funds, reversals."""
