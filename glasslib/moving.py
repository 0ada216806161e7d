"""Pictures that move, as SVG: each also contains itself at rest, for readers who asked for less motion.

The page adds a button that stops and starts them (``book/_static/frame.js``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import NamedTuple

_STILL = ".still{display:inline}.still~.moving{display:none}"
_STYLE = (
    "text{font:15px sans-serif;text-anchor:middle;fill:#222}.still{display:none}"
    f"{_STILL.replace('.still', '.still:target')}"
    f"@media(prefers-reduced-motion:reduce){{{_STILL}}}"
)


class Shape(NamedTuple):
    """An element of the picture, and what of it moves: for each attribute the values that it passes through.

    Examples
    --------
    >>> Shape("circle", {"r": "5"}, {"cx": ["0", "10", "0"]}, seconds=2).still()
    '<circle r="5" cx="0"/>'
    """

    tag: str
    attributes: Mapping[str, str]
    moves: Mapping[str, Sequence[str]] = {}
    seconds: float = 1.0
    times: Sequence[float] = ()  # when each value is reached, from 0 to 1; evenly if not given
    text: str = ""

    def still(self) -> str:
        """The element at rest."""
        start = {name: values[0] for name, values in self.moves.items()}
        return self._element({**self.attributes, **start}, escape(self.text))

    def moving(self) -> str:
        """The element with its motion, which is slow at each value."""
        if not self.moves:
            return self.still()
        steps = len(next(iter(self.moves.values())))
        times = self.times or [i / (steps - 1) for i in range(steps)]
        timing = (
            f'dur="{self.seconds:.2f}s" repeatCount="indefinite" calcMode="spline" '
            f'keyTimes="{";".join(f"{time:g}" for time in times)}" '
            f'keySplines="{";".join([".37 0 .63 1"] * (steps - 1))}"'
        )
        parts = "".join(
            f'<animate attributeName="{name}" values="{";".join(values)}" {timing}/>'
            for name, values in self.moves.items()
        )
        return self._element(self.attributes, parts)

    def _element(self, attributes: Mapping[str, str], inside: str) -> str:
        words = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
        return f"<{self.tag}{words}>{inside}</{self.tag}>" if inside else f"<{self.tag}{words}/>"


def moving_picture(shapes: Iterable[Shape], width: int, height: int, style: str = "") -> str:
    """An SVG of these shapes, one above the other, moving and at rest.

    Parameters
    ----------
    shapes : iterable of Shape
        From the one farthest back.
    width, height : int
        In pixels.
    style : str
        CSS for the shapes.

    Examples
    --------
    >>> picture = moving_picture([Shape("circle", {"r": "5"}, {"cx": ["0", "10", "0"]})], 20, 10)
    >>> picture.count("<circle"), picture.count("<animate")
    (2, 1)
    """
    shapes = list(shapes)
    still = "".join(shape.still() for shape in shapes)
    moving = "".join(shape.moving() for shape in shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}"><style>{_STYLE}{style}</style>'
        f'<g id="still" class="still">{still}</g><g class="moving">{moving}</g></svg>'
    )
