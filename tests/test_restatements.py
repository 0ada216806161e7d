"""A number that does not depend on the library is derived on its page, or only restates what is put in.

Each chapter is executed twice, the second time with every public function's result scaled by a factor of its own,
close to one. What does not move must be marked in the ledger as a restatement, or be one of `DERIVED`.
``python tests/test_restatements.py CHAPTER SIZE`` prints the numbers with factors that differ from one by up to SIZE.
"""

import contextlib
import functools
import importlib
import io
import json
import subprocess
import sys
import zlib

import numpy as np
import pytest
from references import ROOT, chapters, code_cells

from glasslib import ledger

# derived step by step on the page, in symbols, or computed there without a function of the library
DERIVED = {
    "A-p",
    "B-1_4",
    "I-g",
    "II-alpha",
    "III.B-1-3",
    "III.B-10eV",
    "III.B-1e-2-Pbarg2",
    "III.B-J-factor",
    "IV.C-1.34",
    "IV.C-9_4",
    "IV.C-9_8",
    "IV.C-lmax",
    "IV.C-lmin",
    "IV.E-0.01",
    "IV.E-1.08",
    "IV.E-8pct",
    "IV.E-96",
    "IV.E-96-modes",
    "IV.E-f0",
    "IV.E-saturation",
    "IV.F-best-2",
    "IV.F-wc3",
    "IV.G-eps",
    "V-2_plus_c",
    "V-A1",
    "V-int-1",
    "V-int-pi_2",
    "VI-2_3",
    "VI-2site",
    "VI-C-1_plus_2alpha",
    "VI-C-5",
    "VI-J",
    "VI-K",
    "VI-Phillips",
    "VI-T-3",
    "VI-T2",
    "VI-TT-1_3",
    "VI-gE",
    "VI-ln2",
    "VI-pi12",
    "VI-r6",
    "fig15-debye",
    "txt-V-FC",
}


def scaled(name, function, size):
    factor = 1 + size * (1 + zlib.crc32(name.encode()) / 2**32) / 2

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        result = function(*args, **kwargs)
        parts = result if isinstance(result, tuple) else (result,)
        moved = [part * factor if isinstance(part, (float, np.ndarray)) else part for part in parts]
        return tuple(moved) if isinstance(result, tuple) else moved[0]

    return wrapper


def main(chapter, size):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    import glasslib
    from glasslib import page

    for module in glasslib.__all__:
        contents = vars(importlib.import_module(f"glasslib.{module}"))
        for name, thing in list(contents.items()):
            if hasattr(thing, "kinds") and size:
                contents[name] = scaled(f"{thing.__module__}.{name}", thing, size)
    computed = {}
    page.claim = lambda id, value: computed.__setitem__(id, float(value))
    page.agree = page.glue = lambda *args, **kwargs: None
    plt.show = lambda: plt.close("all")
    namespace = {}
    for cell in code_cells(ROOT / "book" / f"{chapter}.md"):
        # a scaled result may be out of range: the cells after that use what there is
        with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(cell, chapter, "exec"), namespace)
    print(json.dumps(computed))


def numbers(chapter, size):
    command = [sys.executable, __file__, chapter, str(size)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    return json.loads(done.stdout)


def unmoved(chapter):
    plain, moved = numbers(chapter, 0.0), numbers(chapter, 1e-3)
    return {id for id, value in plain.items() if np.isclose(moved.get(id, np.nan), value, 1e-9, 0)}


@pytest.mark.slow
@pytest.mark.parametrize("chapter", [page.stem for page in chapters()])
def test_what_does_not_depend_on_the_library_is_derived_or_restated(chapter):
    entries = ledger.load("numbers")
    assert {id for id in unmoved(chapter) if "restates" not in entries[id]} == {
        id for id in DERIVED if entries[id]["chapter"] == chapter
    }


def test_the_derived_numbers_are_in_the_ledger():
    assert all(ledger.outcome(ledger.load("numbers")[id]) != "restated" for id in DERIVED)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
