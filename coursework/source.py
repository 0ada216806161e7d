"""One assignment: its source, the variant that a seed gives it, and what of it a student sees.

A source is a MyST notebook in nbgrader's cell format: answer cells have ``solution: true``, test
cells ``grade: true`` and points, and what a student must not see stands between ``### BEGIN
SOLUTION`` and ``### END SOLUTION`` or ``### BEGIN HIDDEN TESTS`` and ``### END HIDDEN TESTS``. Its
header lists the variants; ``<<name>>`` in text or code stands for a value of the variant drawn, and
``<<seed>>``, in hidden tests, for the number from which they draw their points.
"""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import jinja2
import jupytext
import nbformat

FOLDER = Path(__file__).resolve().parent / "assignments"
BOOK_SEED = "book"  # of the versions that the book shows; no secret

SOLUTION = re.compile(r"^([ \t]*)### BEGIN SOLUTION\n(.*?)^[ \t]*### END SOLUTION[ \t]*(?:\n|\Z)", re.M | re.S)
HIDDEN = re.compile(r"^[ \t]*### BEGIN HIDDEN TESTS\n(.*?)^[ \t]*### END HIDDEN TESTS[ \t]*(?:\n|\Z)", re.M | re.S)
MARKER = re.compile(r"### (?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS)")
ANSWER_CODE = r"\1# YOUR ANSWER HERE\n\1raise NotImplementedError()\n"
ANSWER_TEXT = "YOUR ANSWER HERE"
HOW_TO_WORK = """\
*How to work.* Write code where it says `# YOUR ANSWER HERE`, and delete the line below it. Cells of your own
are for trying things out: what an answer needs must stand in an answer's cell. Leave the others as they are. The checks that you see tell whether an answer makes
sense; others, which you do not see, tell whether it is right. The last answer, in words, is written into the
notebook (*Notebook*, or in *Live* the download with your edits). The chapters are those of *Low-Temperature Glasses*."""

_templates = jinja2.Environment(
    variable_start_string="<<", variable_end_string=">>", block_start_string="<%", block_end_string="%>",
    comment_start_string="<#", comment_end_string="#>", undefined=jinja2.StrictUndefined, keep_trailing_newline=True, autoescape=False,
)  # fmt: skip


def _tex(value):
    """A number with a power of ten as one writes it in a formula."""
    mantissa, _, power = f"{float(value):e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return rf"{'' if mantissa == '1' else mantissa + chr(92) + 'times'}10^{{{int(power)}}}"


_templates.filters["tex"] = _tex


class SourceError(ValueError):
    """A fault in an assignment's source; says where."""


def role(cell):
    """What a cell is for: 'answer', 'test', 'essay', or '' for text and given code."""
    about = cell.metadata.get("nbgrader", {})
    if about.get("solution"):
        return "essay" if cell.cell_type == "markdown" else "answer"
    return "test" if about.get("grade") else ""


def grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def points(cell):
    return cell.metadata.get("nbgrader", {}).get("points", 0)


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: what it says, the cell it is for, and the test cells that must lose their points."""

    says: str
    cell: str
    code: str
    loses: tuple
    only_glasslib: bool = False


@dataclass(frozen=True)
class Assignment:
    """An assignment by the name of its folder."""

    name: str

    @property
    def path(self):
        return FOLDER / self.name / f"{self.name}.md"

    @cached_property
    def text(self):
        if not self.path.is_file():
            raise SourceError(f"no assignment {self.name!r}; there are {', '.join(names())}")
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def header(self):
        """What the source's header says under ``assignment``."""
        return jupytext.reads(self.text, fmt="md:myst").metadata["assignment"]

    @cached_property
    def variants(self):
        """All variants, as dicts; they differ in every value."""
        listed = self.header["variants"]
        lengths = {name: len(values) for name, values in listed.items()}
        if len(set(lengths.values())) != 1:
            raise SourceError(f"{self.name}: variants must all have as many values, got {lengths}")
        return [dict(zip(listed, row)) for row in zip(*listed.values())]

    def drawn(self, seed, student=""):
        """The variant and the tests' number that a seed gives, for all or for one student.

        The book's variant is shown to everyone, so no other seed gives it.
        """
        left = list(self.variants)
        shown = left[_number(BOOK_SEED, "", self.name, "variant") % len(left)]
        if seed != BOOK_SEED:
            left.remove(shown)
            shown = left[_number(seed, student, self.name, "variant") % len(left)]
        return {**shown, "seed": _number(seed, student, self.name, "tests")}

    def other(self, number):
        """The whole notebook of the variant with a number."""
        return self._rendered({**self.variants[number], "seed": number})

    def teacher(self, seed, student=""):
        """The whole notebook of a variant, solutions and hidden tests included: nbgrader's ``source``."""
        return self._rendered(self.drawn(seed, student))

    def student(self, seed, student=""):
        """The notebook that is given out."""
        return given_out(self.teacher(seed, student))

    def wrong(self, seed, student=""):
        """The wrong answers of a variant."""
        text = self._filled((self.path.parent / "wrong.toml").read_text(encoding="utf-8"), self.drawn(seed, student), "wrong.toml")
        return [Wrong(**{**one, "loses": tuple(one["loses"])}) for one in tomllib.loads(text)["wrong"]]

    def _filled(self, text, values, where):
        try:
            return _templates.from_string(text).render(values)
        except jinja2.TemplateError as error:
            raise SourceError(f"{self.name}, {where}: {error}") from None

    def _rendered(self, values):
        notebook = jupytext.reads(self._filled(self.text, values, self.path.name), fmt="md:myst")
        notebook.metadata = nbformat.from_dict({"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}})
        notebook.cells[0].source += "\n\n" + HOW_TO_WORK
        for number, cell in enumerate(notebook.cells):
            about = cell.metadata.get("nbgrader")
            if about:
                _complete(about, cell.cell_type)
            cell["id"] = grade_id(cell) or f"cell-{number}"
        return notebook


def names():
    """Names of all assignments, in the order of the paper's sections."""
    found = [path.stem for path in FOLDER.glob("*/*.md") if path.stem == path.parent.name]
    return sorted(found, key=lambda name: (Assignment(name).header["order"], name))


def given_out(notebook):
    """What a student sees of a whole notebook: no solution, no hidden test."""
    seen = nbformat.from_dict(notebook)
    for cell in seen.cells:
        kind = role(cell)
        if kind == "essay":
            cell.source = ANSWER_TEXT
        elif kind == "answer":
            cell.source = SOLUTION.sub(ANSWER_CODE, cell.source).rstrip()
        elif kind == "test":
            cell.source = HIDDEN.sub("", cell.source).rstrip()
        if MARKER.search(cell.source):
            raise SourceError(f"cell {cell['id']}: a marker without its other end")
    return seen


def solutions(notebook):
    """The reference answers of a whole notebook by grade id, as code."""
    return {grade_id(cell): MARKER.sub("", cell.source) for cell in notebook.cells if role(cell) == "answer"}


def questions(notebook):
    """The heading under which each cell with points stands, by grade id."""
    found, heading = {}, ""
    for cell in notebook.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" and not role(cell) else []:
            heading = line.removeprefix("## ").partition(" (")[0] if line.startswith("## ") else heading
        if points(cell):
            found[grade_id(cell)] = heading
    return found


def _complete(about, cell_type):
    """What nbgrader wants to find in each of its cells, so that a source need not say it."""
    about.setdefault("schema_version", 3)
    about.setdefault("task", False)
    about.setdefault("solution", False)
    about.setdefault("grade", False)
    about.setdefault("locked", not about["solution"])
    about.setdefault("cell_type", cell_type)


def _number(*parts):
    return int.from_bytes(hashlib.sha256("/".join(parts).encode()).digest()[:4])
