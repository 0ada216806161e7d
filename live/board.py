"""The switchboard's side in Python: what a set of choices gives, as lines of JSON for switchboard.js.

Only numbers are computed here; the page draws them. What was computed once is kept, by the fields on
which it rests, so that a slider asks for no more than it moves.
"""

import json

import numpy as np

from glasslib import board as shown
from glasslib import headline
from glasslib.assumptions import as_printed
from glasslib.checks import InvalidArgument

_known: dict[tuple, object] = {}


def _remembered(make, part, assumptions):
    key = make, tuple(getattr(assumptions, name) for name in sorted(headline.PARTS[part].fields))
    if key not in _known:
        _known[key] = make(assumptions)
    return _known[key]


def _answer(**content):
    print(json.dumps(content, default=lambda value: np.asarray(value, dtype=float).tolist()))


def start():
    """All that the page needs to know before a slider moves."""
    _answer(**shown.info())


def board(changes, slow):
    """Results and curves of these choices: the quick ones, or those that take a while."""
    try:
        a = as_printed.changed(changes)
        found, drawn = {}, {}
        for name, part in headline.PARTS.items():
            if part.slow == slow:
                found |= {
                    key: float(value) for key, value in _remembered(part.compute, name, a).items()
                }
        for name, curve in headline.CURVES.items():
            if headline.PARTS[curve.part].slow == slow:
                drawn[name] = _remembered(curve.draw, curve.part, a)
        _answer(results=found, curves=drawn)
    except InvalidArgument as error:
        _answer(error=str(error))
