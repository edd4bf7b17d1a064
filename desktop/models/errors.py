"""What the program says when it cannot do what was asked."""


class Refused(ValueError):
    """An expected refusal. Its text is a whole Chinese sentence for the person: what is wrong, and what to do."""
