"""The papers a school prints, one file each. `services.paper.catalogue` lists them all.

Every file has a dataclass that says what the paper tells (its subject) and a function

    draw(path, subject, *, progress=None, proof=False)

that checks every name before the first page, writes the whole PDF or none of it, reports progress and can be
cancelled. The sentences stand in resources/wording and may be changed there.
"""
