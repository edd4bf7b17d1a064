"""To the township on a stick: the package, its check code, the stick itself, and what changed since the last time."""
