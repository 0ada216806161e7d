"""One execution of a chapter, in a process of its own, that tells how each of its derivations ends from another start.

At the cell that holds the start, a fork of the process goes on with the changed cell.
``python tests/once.py CHAPTER`` reads ``{equation: [start, other start]}`` from its standard input.
"""

import contextlib
import io
import json
import multiprocessing
import subprocess
import sys

from references import ROOT, code_cells


def run_once(chapter, starts):
    """What :func:`main` found: ``{equation: error}``."""
    command = [sys.executable, __file__, chapter]
    done = subprocess.run(
        command, input=json.dumps(starts), capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def main(chapter, starts):
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    from glasslib import page

    endings, compared, compare = {}, set(), page.agree
    page.claim = page.glue = lambda *args, **kwargs: None
    # only one equation's comparisons are made, so that no other one stops the fork first
    page.agree = lambda which, *args, **ranges: (
        which in compared and compare(which, *args, **ranges)
    )
    plt.show = lambda: plt.close("all")
    cells, namespace = code_cells(ROOT / "book" / f"{chapter}.md"), {}

    def run(cell):
        exec(compile(cell, chapter, "exec"), namespace)

    def ending(id, cells):
        compared.add(id)
        try:
            for cell in cells:
                run(cell)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return "no error"

    def answer(answers, id, cells):
        answers.put(ending(id, cells))

    fork = multiprocessing.get_context("fork")
    for number, cell in enumerate(cells):
        for id, (start, other) in starts.items():
            if start in cell:
                answers = fork.SimpleQueue()
                changed = [cell.replace(start, other), *cells[number + 1 :]]
                child = fork.Process(target=answer, args=(answers, id, changed))
                child.start()
                child.join()
                endings[id] = (
                    answers.get()
                    if child.exitcode == 0
                    else f"the fork ended with {child.exitcode}"
                )
        if endings.keys() == starts.keys():
            break
        run(cell)
    return endings


if __name__ == "__main__":
    with contextlib.redirect_stdout(io.StringIO()):
        found = main(sys.argv[1], json.load(sys.stdin))
    print(json.dumps(found))
