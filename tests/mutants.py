"""Mutants: each public function's result times 1.01, one at a time. `make mutants` runs them all.

A mutant is killed by a unit test or, failing that, by a reference notebook; one that survives shows
a number that nothing checks. The mutation is made when Python starts, by a `sitecustomize.py` in a
folder put on its path, so that it reaches the kernels of the notebooks too.
"""

import dataclasses
import functools
import inspect
import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from multiprocessing.pool import ThreadPool
from pathlib import Path

import glasslib

TESTS = Path(__file__).resolve().parent
# words, or nothing
NO_NUMBERS = (
    "assumptions.Assumptions.glass",
    "assumptions.required_by",
    "checks.check_above",
    "checks.check_choice",
    "checks.checked",
    "checks.refuse_work",
    "data.names",
    "global_sensitivity.sample_assumptions",
    "numerics.is_logarithmic",
    "page.agree",
    "page.claim",
    "page.glue",
    "spectrum.Spectrum.is_sharp",
)
MODULES = [
    name for name in glasslib.__all__ if name not in ("explore", "ledger", "moving", "widgets")
]


def targets():
    """'module.function' and 'module.Class.property' for all that is public and computes a number."""
    return (target for target in _public() if target not in NO_NUMBERS)


def _public():
    for module in MODULES:
        for name, thing in vars(import_module(f"glasslib.{module}")).items():
            if name.startswith("_") or getattr(thing, "__module__", "") != f"glasslib.{module}":
                continue
            if inspect.isfunction(thing):
                yield f"{module}.{name}"
            elif inspect.isclass(thing) and module != "checks":
                yield from (
                    f"{module}.{name}.{key}"
                    for key, value in vars(thing).items()
                    if isinstance(value, property)
                )


def more(result):
    """A result one percent larger, whatever it consists of."""
    import numpy as np

    if isinstance(result, (bool, str, bytes)) or result is None:
        return result
    if isinstance(result, (int, float, complex, np.ndarray, np.generic)):
        return result * 1.01 if np.asarray(result).dtype.kind in "iufc" else result
    if isinstance(result, tuple):
        return tuple(more(value) for value in result)
    if isinstance(result, dict):
        return {key: more(value) for key, value in result.items()}
    if hasattr(result, "degeneracy"):
        return type(result)(more(result.omega), result.degeneracy)
    if hasattr(result, "uncertainties"):
        return dataclasses.replace(result, values=more(result.values))
    if hasattr(result, "columns"):
        return type(result)(result.name, result.header, more(result.columns))
    return result


def mutate(target):
    """Replace a function, wherever glasslib holds it, by one whose result is a percent larger."""
    module, *owner, name = target.split(".")
    home = import_module(f"glasslib.{module}")
    if owner:
        kept = getattr(home, owner[0])
        original = vars(kept)[name]
        setattr(kept, name, property(lambda self: more(original.fget(self))))
        return
    original = getattr(home, name)

    @functools.wraps(original)
    def changed(*args, **kwargs):
        return more(original(*args, **kwargs))

    for other in MODULES:
        space = vars(import_module(f"glasslib.{other}"))
        for key in [key for key, value in space.items() if value is original]:
            space[key] = changed


def killed_by(target, folder):
    """The first check that notices the mutant, or None."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "GLASSLIB_MUTANT": target}
    # where it is most likely to be noticed first; the references are slowest
    for name in (f"unit/test_{target.partition('.')[0]}.py", "unit", "reference"):
        run = [sys.executable, "-m", "pytest", "-x", str(TESTS / name)]
        if (
            subprocess.run(run, env=environment, cwd=TESTS.parent, capture_output=True).returncode
            == 1
        ):
            return name
    return None


def main():
    started, survivors = time.time(), []
    names = sys.argv[1:] or list(targets())
    with tempfile.TemporaryDirectory() as folder:
        customize = f"import os, sys\nif os.environ.get('GLASSLIB_MUTANT'):\n    sys.path.insert(0, {str(TESTS)!r})\n    import mutants\n    mutants.mutate(os.environ['GLASSLIB_MUTANT'])\n"
        (Path(folder) / "sitecustomize.py").write_text(customize, encoding="utf-8")
        pool = ThreadPool(os.cpu_count())
        for name, by in pool.imap(lambda name: (name, killed_by(name, folder)), names):
            print(f"{name}: {'killed by ' + by if by else 'SURVIVED'}", flush=True)
            survivors += [] if by else [name]
    print(f"{len(names)} mutants, {len(survivors)} survived, {time.time() - started:.0f} s")
    sys.exit(bool(survivors))


if __name__ == "__main__":
    main()
