"""A cell that cannot be read."""


class Wrong(ValueError):
    """What is wrong with a cell, as a sentence, and the nearest known value."""

    def __init__(self, sentence: str, nearest: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.nearest = sentence, nearest
