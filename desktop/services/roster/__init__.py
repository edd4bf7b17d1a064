"""The roster from workbooks: read, judged line by line before anything is written, then kept as one step."""
