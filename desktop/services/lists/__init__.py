"""County lists: found in a folder of workbooks, matched with pupils and their families, decided, kept, compared."""
