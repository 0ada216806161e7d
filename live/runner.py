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


_MOST = 100_000  # characters of one output that a page can bear
_MORE = "\n… more is printed than this page shows"


class _Stream(io.TextIOBase):
    """Passes on what is printed, a tenth of a second's worth at a time, as long as a page can bear it."""

    def __init__(self, name):
        self.stream, self.kept, self.last, self.left = name, "", time.monotonic(), _MOST

    def write(self, text):
        if self.left > 0:
            self.kept += text[: self.left]
            self.left -= len(text)
            if self.left <= 0:
                self.kept += _MORE
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
        explore = sys.modules.get("glasslib.explore")
        if explore and isinstance(thing, explore.Explorer):  # sliders, which the page draws
            _names["_explorer"] = thing
            _emit(explore=thing.description())
            continue
        kinds = () if isinstance(thing, type) else ("html", "latex")
        rich = {kind: getattr(thing, f"_repr_{kind}_", lambda: None)() for kind in kinds}
        plain = repr(thing)
        if len(plain) > _MOST:
            plain = plain[:_MOST] + _MORE
        _emit(
            plain=plain,
            **{kind: text for kind, text in rich.items() if text and len(text) <= _MOST},
        )


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

    def glue(**numbers):
        for name, value in numbers.items():
            _emit(
                glue=name, texts={form: format(float(value), form) for form in forms.get(name, ())}
            )

    import glasslib.page

    glasslib.page.glue = glue  # in a notebook it publishes to MyST-NB
    # what little of IPython the cells use; matplotlib asks it for a shell, and there is none
    ipython, shown = types.ModuleType("IPython"), types.ModuleType("IPython.display")
    ipython.get_ipython, ipython.display = lambda: None, shown
    shown.display, shown.SVG = display, SVG
    sys.modules |= {"IPython": ipython, "IPython.display": shown}
    _names = {"__name__": "__main__", "display": display, "input": _no_input}


def warm(code):
    """Do the imports of these cells beforehand."""
    with contextlib.suppress(SyntaxError):
        for line in _parsed(code, "imports").body:
            if isinstance(line, (ast.Import, ast.ImportFrom)):
                with contextlib.suppress(ImportError):
                    exec(compile(ast.Module([line], []), "imports", "exec"), {})


def _parsed(code, name):
    """A cell's code, without the magics at the beginning of its lines, which belong to Jupyter."""
    try:
        return ast.parse(code, name)
    except SyntaxError:
        lines = ("" if line.startswith("%") else line for line in code.split("\n"))
        return ast.parse("\n".join(lines), name)


def _format_error(error):
    """An error as its reader needs it: no frame of ours, one line where one says all."""
    if hasattr(error, "_render_traceback_"):
        return "\n".join(error._render_traceback_())
    if isinstance(error, SyntaxError):
        lines = traceback.format_exception_only(error)
    else:
        lines = traceback.format_exception(error.with_traceback(error.__traceback__.tb_next))
    if isinstance(error, ModuleNotFoundError):
        lines.append("There is what this book needs: numpy, scipy, sympy, matplotlib and glasslib.")
    return "".join(lines).rstrip()[-_MOST:]


def _no_input(prompt=""):
    raise RuntimeError("input() is not available here: write the value into the cell")


def run(id, code, name):
    """Run a cell; return None, or the text of the error that stopped it."""
    _cell["id"] = id
    streams = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Stream("stdout"), _Stream("stderr")
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    try:
        tree = _parsed(code, name)
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
        return _format_error(error)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        sys.stdout, sys.stderr = streams
