"""The ledgers: every equation, printed number, figure and claim of the paper, and how this edition treats it.

The entries are data (`equations.toml`, `numbers/*.toml`, `figures.toml`, `statements/*.toml`); this module reads them
and refuses an entry that is malformed. What the paper prints is entered by hand; whether it agrees
is never entered: :func:`glasslib.page.claim` computes it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias, TypedDict, cast

from glasslib.checks import check_choice
from glasslib.ledger.verdict import verdict

Name: TypeAlias = Literal["equations", "numbers", "figures", "statements"]
_Keywords = TypedDict("_Keywords", {"class": str}, total=False)  # no name in a class body


class Entry(_Keywords, total=False):
    """One entry of a ledger; which of the fields it has depends on the ledger.

    Examples
    --------
    >>> number: Entry = load("numbers")["II-5.8"]
    >>> number["symbol"], number["printed"]
    ('ξ/a', '5.8')
    """

    says: str
    section: str
    chapter: str
    kind: str
    consequence: str
    confidence: str
    under: str
    function: str
    note: str
    symbol: str
    unit: str
    printed: str
    digits: int
    factor: float
    input: str
    restates: str
    same_as: str
    why: str
    near: str
    treatment: str
    passage: str
    verdict: str
    reason: str


CLASSES = ("erratum", "print or scan", "convention", "remark")
# what depends on a difference, the most serious first, and how certain the difference is
CONSEQUENCES = ("conclusion", "result", "nothing")
CONFIDENCE = ("certain", "likely")

# field -> type, and whether every entry has it
_Fields: TypeAlias = dict[str, tuple[type, bool]]
_SHARED: _Fields = {"says": (str, True), "section": (str, True), "chapter": (str, True)}
# a difference from the print; `under` names the equation whose difference it is part of
_DIFFERENCE: _Fields = {
    "class": (str, False),
    "consequence": (str, False),
    "confidence": (str, False),
    "under": (str, False),
}
_EQUATION: _Fields = {
    **_SHARED,
    **_DIFFERENCE,
    "kind": (str, True),
    "function": (str, False),
    "same_as": (str, False),
    "note": (str, False),
}
_NUMBER: _Fields = {
    **_SHARED,
    **_DIFFERENCE,
    "symbol": (str, True),
    "unit": (str, True),
    "printed": (str, True),
    "kind": (str, True),
    "digits": (int, False),
    "factor": (float, False),
    "input": (str, False),
    "restates": (str, False),
    "why": (str, False),
}
_FIGURE: _Fields = {**_SHARED, "kind": (str, True), "note": (str, False)}
# a claim of the prose: `near` names an equation beside it, `passage` the words of the chapter that treat it
_STATEMENT: _Fields = {
    "says": (str, True),
    "section": (str, True),
    "treatment": (str, True),
    "near": (str, False),
    "chapter": (str, False),
    "passage": (str, False),
    "verdict": (str, False),
    "reason": (str, False),
}

# what can be said of a printed number, and what it means
OUTCOMES = {
    "agrees": "computed, and rounds to the printed digits",
    "holds": "computed, and lies within a printed bound or range, or within √10 of a printed order",
    **{name: f"computed, and differs: {name}" for name in CLASSES},
    "restated": "another form of something that is put in, or of a number that is counted already",
    "taken over": "measured, quoted or assumed by the paper, nothing to compute",
}

# how a claim of the prose is treated, and what that means
TREATMENTS = {
    "derived": "a chapter derives it, or shows that it does not follow",
    "computed": "a cell computes it, or compares it with a computation",
    "discussed": "a chapter discusses it, without a computation",
    "cited": "a chapter reports it as the paper's, or the literature's",
    "left out": "not treated, for the reason given",
}

_OF_DIFFERENCE = {"class": CLASSES, "consequence": CONSEQUENCES, "confidence": CONFIDENCE}
_CHOICES: dict[Name, dict[str, tuple[str, ...]]] = {
    "equations": {"kind": ("derived", "input", "checked", "corrected"), **_OF_DIFFERENCE},
    "numbers": {
        "kind": ("value", "bound", "range", "order", "ratio"),
        "input": ("measured", "quoted", "assumed"),
        **_OF_DIFFERENCE,
    },
    "figures": {"kind": ("drawn", "schematic", "without data")},
    "statements": {
        "treatment": tuple(TREATMENTS),
        "verdict": ("holds", "holds in part", "fails", "depends"),
    },
}
_FIELDS: dict[Name, _Fields] = {
    "equations": _EQUATION,
    "numbers": _NUMBER,
    "figures": _FIGURE,
    "statements": _STATEMENT,
}


def check(ledger: Name, id: str, entry: Entry) -> Entry:
    """Return a ledger entry unchanged, or raise a ValueError that names it and what is wrong with it.

    Examples
    --------
    >>> check("figures", "1", {"says": "conductivity", "section": "I"})
    Traceback (most recent call last):
    ValueError: figures entry '1': field 'chapter' is missing
    """
    where = f"{ledger} entry {id!r}"
    fields, choices = _FIELDS[ledger], _CHOICES[ledger]
    values = cast("dict[str, object]", entry)
    for name in entry:
        if name not in fields:
            raise ValueError(f"{where}: unknown field {name!r}, allowed are {', '.join(fields)}")
    for name, (kind, needed) in fields.items():
        if name not in entry:
            if needed:
                raise ValueError(f"{where}: field {name!r} is missing")
        elif type(values[name]) is not kind or values[name] == "":
            raise ValueError(
                f"{where}: field {name!r} must be a {kind.__name__} that says something, got {values[name]!r}"
            )
        elif name in choices and values[name] not in choices[name]:
            raise ValueError(
                f"{where}: {name} must be one of {', '.join(choices[name])}, got {values[name]!r}"
            )
    given = ("consequence" in entry, "confidence" in entry, "under" in entry)
    allowed = (
        ((True, True, False), (False, False, True))
        if "class" in entry
        else ((False, False, False),)
    )
    if given not in allowed:
        raise ValueError(
            f"{where}: a difference, and nothing else, has either consequence and confidence, or under"
        )
    if ledger == "statements":
        left_out = entry["treatment"] == "left out"
        if (
            any((name in entry) == left_out for name in ("chapter", "passage"))
            or ("reason" in entry) != left_out
        ):
            raise ValueError(
                f"{where}: has either chapter and passage or, where it is left out, a reason"
            )
        if ("verdict" in entry) != (entry["treatment"] in ("derived", "computed")):
            raise ValueError(f"{where}: has a verdict if it is derived or computed, and only then")
    if ledger == "numbers":
        if ("class" in entry) != ("why" in entry):
            raise ValueError(f"{where}: a difference needs both its class and why")
        if ("class" in entry) + ("input" in entry) + ("restates" in entry) > 1:
            raise ValueError(f"{where}: only one of class, input and restates may be given")
        try:
            verdict(entry["printed"], 1.0, entry["kind"], entry.get("digits"), entry.get("factor"))
        except ValueError as error:
            raise ValueError(f"{where}: {error}") from error
    return entry


def outcome(entry: Entry) -> str:
    """How a number of the paper fares: one of `OUTCOMES`.

    Examples
    --------
    >>> outcome(load("numbers")["II-5.8"])
    'agrees'
    """
    if "input" in entry:
        return "taken over"
    if "restates" in entry:
        return "restated"
    if "class" in entry:
        return entry["class"]
    return "agrees" if entry["kind"] in ("value", "ratio") else "holds"


@cache
def load(ledger: Name) -> dict[str, Entry]:
    """All entries of a ledger by id, in the order of the paper: 'equations', 'numbers', 'figures' or 'statements'.

    Examples
    --------
    >>> load("equations")["7"]["function"]
    'droplet.barrier'
    """
    check_choice("ledger", ledger, _FIELDS)
    folder = files("glasslib") / "ledger"
    if ledger in ("numbers", "statements"):
        # I to VII, then the appendices: small letters come after capitals
        sources = sorted((folder / ledger).iterdir(), key=lambda source: source.name)
    else:
        sources = [folder / f"{ledger}.toml"]
    entries: dict[str, Entry] = {}
    for source in sources:
        try:
            new = tomllib.loads(source.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as error:
            raise ValueError(f"{source.name} is not valid TOML: {error}") from error
        for id, entry in new.items():
            if id in entries:
                raise ValueError(f"{ledger} entry {id!r} appears twice")
            entries[id] = check(ledger, id, entry)
    return entries
