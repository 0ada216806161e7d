"""The switchboard's side in Python: what a set of choices gives, as lines of JSON for switchboard.js.

Only numbers are computed here; the page draws them. What was computed once is kept, by the fields on
which it rests, so that a slider asks for no more than it moves.
"""

import json
from dataclasses import fields, replace

import numpy as np

from glasslib import headline
from glasslib.assumptions import GROUPS, as_printed
from glasslib.checks import OutOfRange

# which results take a while, and what each curve rests on
SLOW = ("_ripplons", "_plateau", "_mixing")
OF_CURVE = {"droplet": "_relaxation", "heat": "_ripplons", "conductivity": "_plateau", "gruneisen": "_contraction"}
PARTS = {part.__name__: part for part in headline.PARTS}
_known = {}


def _remembered(make, part, assumptions):
    key = make, tuple(getattr(assumptions, name) for name in sorted(headline.PARTS[part]))
    if key not in _known:
        _known[key] = make(assumptions)
    return _known[key]


def _answer(**content):
    print(json.dumps(content, default=lambda value: np.asarray(value, dtype=float).tolist()))


def start():
    """All that the page needs to know before a slider moves."""
    _answer(
        fields=[{"name": one.name, **one.metadata, "printed": one.default} for one in fields(as_printed)],
        groups=GROUPS,
        results={name: result._asdict() for name, result in headline.RESULTS.items()},
        measured=headline.measured(),
    )


def board(changes, slow):
    """Results and curves of these choices: the quick ones, or those that take a while."""
    try:
        a = replace(as_printed, **changes)
        found, drawn = {}, {}
        for name, part in PARTS.items():
            if (name in SLOW) == slow:
                found |= {key: float(value) for key, value in _remembered(part, part, a).items()}
        for name, part in OF_CURVE.items():
            if (part in SLOW) == slow:
                drawn[name] = _remembered(headline.CURVES[name], PARTS[part], a)
        _answer(results=found, curves=drawn)
    except OutOfRange as error:
        _answer(error=str(error))
