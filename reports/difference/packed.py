"""Lines of a difference, packed: if everything changed, there is one for each row of money of the register."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, TypeVar, overload

Item = TypeVar("Item", bound=tuple[Any, ...])
WHOLE_NUMBER = "q"


class Shared:
    """Values that many lines share, each with a number."""

    def __init__(self) -> None:
        self.values: list[Any] = []
        self._numbers: dict[Any, int] = {}

    def number_of(self, value: Any) -> int:
        """Returns the number of a value, which is kept if it is new."""
        number = self._numbers.setdefault(value, len(self.values))
        if number == len(self.values):
            self.values.append(value)
        return number


class Packed(Sequence[Item], Generic[Item]):
    """Named tuples as whole numbers: 8 bytes for each field, where an object takes 200 for a line.

    ``kind``: their class. ``shared``: the fields (by place) that are values of ``Shared``; others are whole numbers.
    """

    def __init__(self, kind: Any, shared: dict[int, Shared]) -> None:
        self._kind = kind
        self._shared = shared
        self._width = len(self._kind._fields)
        self._numbers = array(WHOLE_NUMBER)

    def append(self, item: Item) -> None:
        """Adds a tuple."""
        shared = self._shared
        self._numbers.extend(
            shared[place].number_of(value) if place in shared else value for place, value in enumerate(item)
        )

    def sort(self, key: Callable[[Item], int]) -> None:
        """Puts the tuples in the order of their keys, which are whole numbers; those with the same key stay."""
        keys = array(WHOLE_NUMBER, (key(item) for item in self))
        if all(keys[place] <= keys[place + 1] for place in range(len(keys) - 1)):
            return
        numbers = array(WHOLE_NUMBER)
        for place in sorted(range(len(keys)), key=keys.__getitem__):
            numbers.extend(self._numbers[place * self._width : (place + 1) * self._width])
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers) // self._width

    @overload
    def __getitem__(self, place: int) -> Item: ...

    @overload
    def __getitem__(self, place: slice) -> list[Item]: ...

    def __getitem__(self, place: int | slice) -> Item | list[Item]:
        if isinstance(place, slice):
            return [self._item(one) for one in range(*place.indices(len(self)))]
        return self._item(range(len(self))[place])

    def __iter__(self) -> Iterator[Item]:
        return map(self._item, range(len(self)))

    def _item(self, place: int) -> Item:
        numbers = self._numbers[place * self._width : (place + 1) * self._width]
        shared = self._shared
        values = (shared[at].values[number] if at in shared else number for at, number in enumerate(numbers))
        item: Item = self._kind(*values)
        return item
