"""Runs the cells of a page in the reader's browser as a notebook does; loaded by worker.js.

What a cell gives goes to `_emit` as JSON: text of a stream, a result, an SVG, a number for the prose.
"""

import ast
import contextlib
import io
import json
import linecache
import logging
import os
import sys
import time
import traceback
import types
import warnings

os.environ["MPLBACKEND"] = "agg"
# figures are taken when the cell ends
warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # says that it makes its cache

_cell = {"id": None}


def _emit(**output):
    _send(json.dumps({"id": _cell["id"], **output}))


class _Stream(io.TextIOBase):
    """Passes on what is printed, a tenth of a second's worth at a time."""

    def __init__(self, name):
        self.stream, self.kept, self.last = name, "", time.monotonic()

    def write(self, text):
        self.kept += text
        if time.monotonic() - self.last > 0.1:
            self.flush()
        return len(text)

    def flush(self):
        if self.kept:
            _emit(stream=self.stream, text=self.kept)
        self.kept, self.last = "", time.monotonic()


def display(*things):
    """Show a value as a notebook would."""
    sys.stdout.flush()
    for thing in things:
        if isinstance(thing, SVG):
            _emit(svg=thing.data)
            continue
        latex = getattr(thing, "_repr_latex_", lambda: None)()
        _emit(plain=repr(thing), **({"latex": latex} if latex else {}))


class SVG:
    """A picture, as in IPython."""

    def __init__(self, data):
        self.data = data


def _figures():
    pyplot = sys.modules.get("matplotlib.pyplot")
    for number in pyplot.get_fignums() if pyplot else ():
        picture = io.StringIO()
        pyplot.figure(number).savefig(picture, format="svg", bbox_inches="tight")
        _emit(svg=picture.getvalue())
    if pyplot:
        pyplot.close("all")


def begin(forms, send):
    """Make ready: `forms` has, for each number in the prose, the formats in which it stands there."""
    global _send, _names
    _send = send
    forms = json.loads(forms)

    def tell(**numbers):
        for name, value in numbers.items():
            _emit(told=name, texts={form: format(float(value), form) for form in forms.get(name, ())})

    import glasslib.page

    glasslib.page.tell = tell  # in a notebook it speaks to MyST
    # what little of IPython the cells use; matplotlib asks it for a shell, and there is none
    ipython, shown = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    ipython.get_ipython, ipython.display = lambda: None, shown
    shown.display, shown.SVG = display, SVG
    sys.modules |= {"IPython": ipython, "IPython.display": shown}
    _names = {"__name__": "__main__", "display": display}


def warm(code):
    """Do the imports of these cells beforehand."""
    with contextlib.suppress(SyntaxError):
        for line in ast.parse(_without_magics(code)).body:
            if isinstance(line, (ast.Import, ast.ImportFrom)):
                with contextlib.suppress(ImportError):
                    exec(compile(ast.Module([line], []), "imports", "exec"), {})


def _without_magics(code):
    """They belong to Jupyter."""
    return "\n".join("" if line.lstrip().startswith("%") else line for line in code.split("\n"))


def run(id, code, name):
    """Run a cell; return None, or the text of the error that stopped it."""
    _cell["id"] = id
    streams = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout"), _Stream("stderr")
    code = _without_magics(code)
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    try:
        tree = ast.parse(code, name)
        last = None
        if tree.body and isinstance(tree.body[-1], ast.Expr) and not code.rstrip().endswith(";"):
            last = ast.Expression(tree.body.pop().value)
        exec(compile(tree, name, "exec"), _names)
        if last is not None:
            value = eval(compile(last, name, "eval"), _names)
            if value is not None:
                display(value)
        _figures()
        return None
    except BaseException as error:
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
        if hasattr(error, "_render_traceback_"):
            return "\n".join(error._render_traceback_())
        return "".join(traceback.format_exception(error.with_traceback(error.__traceback__.tb_next))).rstrip()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = streams
