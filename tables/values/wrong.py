"""A cell that cannot be read."""


class Wrong(ValueError):
    """What is wrong with a cell, as a sentence, and the nearest known value. ``part``: the text that is wrong;
    ``right``: what could stand there instead.
    """

    def __init__(self, sentence: str, nearest: str = "", part: str = "", right: str = "") -> None:
        super().__init__(sentence)
        self.sentence, self.nearest, self.part, self.right = sentence, nearest, part, right

    def instead(self, cell: str) -> str:
        """Returns the whole cell with what could stand in it; empty if nothing is known."""
        return cell.replace(self.part, self.right, 1) if self.right and self.part and self.part in cell else ""
