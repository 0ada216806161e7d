"""One assignment: its source, the variant that a seed selects, and what a student sees of it.

A source is a MyST notebook in nbgrader's cell format: answer cells have ``solution: true``, test
cells ``grade: true`` and points, and what a student must not see is enclosed by ``### BEGIN
SOLUTION`` and ``### END SOLUTION`` or by ``### BEGIN HIDDEN TESTS`` and ``### END HIDDEN TESTS``.
Its header lists the variants; ``<<name>>`` in text or code is replaced by a value of the variant,
and ``<<seed>>``, in hidden tests, by the number that seeds their random points.
"""

import functools
import hashlib
import re
import tomllib
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2
import jupytext
import nbformat
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parent / "assignments"
HEADER = {"order": int, "section": str, "minutes": int, "objectives": list, "variants": dict}
OBJECTIVES = FOLDER.parent / "objectives.toml"
BOOK_SEED = "book"  # the public seed, of the versions that the book shows
WEAK_SEED = 12  # characters; a shorter seed can be guessed

SOLUTION = re.compile(
    r"^([ \t]*)### BEGIN SOLUTION\n(.*?)^[ \t]*### END SOLUTION[ \t]*(?:\n|\Z)", re.M | re.S
)
HIDDEN = re.compile(
    r"^[ \t]*### BEGIN HIDDEN TESTS\n(.*?)^[ \t]*### END HIDDEN TESTS[ \t]*(?:\n|\Z)", re.M | re.S
)
MARKER = re.compile(r"### (?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS)")
QUESTION = re.compile(r"^## .*\(\d+ points?", re.M)
ANSWER_CODE = r"\1# YOUR ANSWER HERE\n\1raise NotImplementedError()\n"
ANSWER_TEXT = "YOUR ANSWER HERE"
SERVES = "*Objectives of the course:* {} ([A semester's course](../semester.md))."
HOW_TO_WORK = """\
*How to work.* Write code where it says `# YOUR ANSWER HERE`, and delete the line below it. Cells
that you add are for trying things out: everything an answer needs must be in its answer cell. Leave
the other cells as they are. The checks that you see tell whether an answer makes sense; others,
which you do not see, tell whether it is right. The last answer, in words, is written into the
notebook (*Notebook*, or in *Live* the download with your edits). The chapters are those of
*Low-Temperature Glasses*."""

Values = dict[str, int | float | str]  # of a variant, by name

_templates = jinja2.Environment(
    variable_start_string="<<",
    variable_end_string=">>",
    block_start_string="<%",
    block_end_string="%>",
    comment_start_string="<#",
    comment_end_string="#>",
    undefined=jinja2.StrictUndefined,
    keep_trailing_newline=True,
    autoescape=False,
)


def _tex(value: float | str) -> str:
    """A number with a power of ten in TeX."""
    mantissa, _, power = f"{float(value):e}".partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return rf"{'' if mantissa == '1' else mantissa + chr(92) + 'times'}10^{{{int(power)}}}"


_templates.filters["tex"] = _tex


class SourceError(ValueError):
    """An assignment's source is faulty; the message says where."""


def role(cell: NotebookNode) -> str:
    """The role of a cell: 'answer', 'test', 'essay', or '' for text and given code."""
    metadata = cell.metadata.get("nbgrader", {})
    if metadata.get("solution"):
        return "essay" if cell.cell_type == "markdown" else "answer"
    return "test" if metadata.get("grade") else ""


def grade_id(cell: NotebookNode) -> str:
    """The id under which nbgrader knows a cell, '' if there is none."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def points(cell: NotebookNode) -> float:
    """The points that a cell can earn."""
    number: float = cell.metadata.get("nbgrader", {}).get("points", 0)
    return number


@dataclass(frozen=True)
class WrongAnswer:
    """A wrong answer.

    Parameters
    ----------
    says : str
        What is wrong with it.
    cell : str
        Grade id of the answer cell that it replaces.
    code : str
    loses : tuple of str
        Grade ids of the test cells that must lose their points.
    only_glasslib : bool
        Whether it takes its result from ``glasslib`` alone.
    """

    says: str
    cell: str
    code: str
    loses: tuple[str, ...]
    only_glasslib: bool = False


@dataclass(frozen=True)
class Assignment:
    """An assignment, by the name of its folder."""

    name: str

    @property
    def path(self) -> Path:
        return FOLDER / self.name / f"{self.name}.md"

    @cached_property
    def text(self) -> str:
        if not self.path.is_file():
            raise SourceError(f"no assignment {self.name!r}; there are {', '.join(names())}")
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def title(self) -> str:
        return self.text.partition("\n# ")[2].partition("\n")[0]

    @cached_property
    def header(self) -> NotebookNode:
        """What the source's header gives under ``assignment``."""
        header = _read_header(self.text.partition("\n---\n")[0] + "\n---\n")
        for key, kind in HEADER.items():
            if not isinstance(header.get(key), kind):
                raise SourceError(
                    f"{self.name}: the header needs {key} under assignment, "
                    f"a {kind.__name__}, got {header.get(key)!r}"
                )
        return header

    @property
    def objectives(self) -> dict[str, str]:
        """What the assignment teaches: names of objectives of the course, and what each says."""
        known, named = objectives(), self.header["objectives"]
        unknown = [name for name in named if name not in known]
        if unknown or not named:
            raise SourceError(
                f"{self.name}: the header must name objectives of {OBJECTIVES.name}, "
                f"{', '.join(known)}; got {', '.join(map(str, named)) or 'none'}"
            )
        return {name: known[name] for name in named}

    @cached_property
    def teaching(self) -> dict[str, list[Any]]:
        """What ``teach.toml`` has: minutes for each question, and what to discuss."""
        path = self.path.parent / "teach.toml"
        if not path.is_file():
            raise SourceError(f"{self.name}: {path.name} is missing")
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        minutes, discuss = found.get("minutes", []), found.get("discuss", [])
        asked = len(QUESTION.findall(self.text))
        if len(minutes) != asked or sum(minutes) != self.header["minutes"]:
            raise SourceError(
                f"{self.name}, {path.name}: minutes must be {asked} numbers that add up to "
                f"{self.header['minutes']}, got {minutes}"
            )
        if not discuss:
            raise SourceError(f"{self.name}, {path.name}: discuss must name something to discuss")
        return {"minutes": minutes, "discuss": discuss}

    @cached_property
    def variants(self) -> list[Values]:
        """All variants; they differ in every value."""
        columns = self.header["variants"]
        lengths = {name: len(values) for name, values in columns.items()}
        if len(set(lengths.values())) != 1:
            raise SourceError(
                f"{self.name}: all lists of variants must have the same length, got {lengths}"
            )
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

    def draw_variant(self, seed: str, student: str = "") -> Values:
        """The variant and the tests' number that a seed selects, for all or for one student.

        The book's variant is public, so no other seed selects it.
        """
        variants = list(self.variants)
        variant = variants[_hash(BOOK_SEED, "", self.name, "variant") % len(variants)]
        if seed != BOOK_SEED:
            seed = stretch(seed, "coursework").hex()
            variants.remove(variant)
            variant = variants[_hash(seed, student, self.name, "variant") % len(variants)]
        return {**variant, "seed": _hash(seed, student, self.name, "tests")}

    def render_variant(self, number: int) -> NotebookNode:
        """The instructor's notebook of the variant with a number."""
        return self._render({**self.variants[number], "seed": number})

    def instructor_notebook(self, seed: str, student: str = "") -> NotebookNode:
        """The notebook with solutions and hidden tests: nbgrader's ``source``."""
        return self._render(self.draw_variant(seed, student))

    def student_notebook(self, seed: str, student: str = "") -> NotebookNode:
        """The notebook that is released."""
        notebook = strip_solutions(self.instructor_notebook(seed, student))
        notebook.metadata["assignment"] = self.name  # tells what it is, whatever its file is called
        if student:
            notebook.metadata["student"] = student
        return notebook

    def wrong_answers(self, seed: str, student: str = "") -> list[WrongAnswer]:
        """The wrong answers to a variant."""
        path = self.path.parent / "wrong.toml"
        variant = self.draw_variant(seed, student)
        text = self._substitute(path.read_text(encoding="utf-8"), variant, path.name)
        keys = [field.name for field in fields(WrongAnswer)]
        answers = []
        for table in tomllib.loads(text)["wrong"]:
            if not {*keys[:-1]} <= table.keys() <= {*keys}:
                raise SourceError(
                    f"{self.name}, {path.name}: a wrong answer needs {', '.join(keys[:-1])} "
                    f"and may have {keys[-1]}, got {', '.join(table)}"
                )
            answers.append(WrongAnswer(**{**table, "loses": tuple(table["loses"])}))
        return answers

    def _substitute(self, text: str, values: Values, file: str) -> str:
        try:
            return _templates.from_string(text).render(values)
        except jinja2.TemplateError as error:
            raise SourceError(f"{self.name}, {file}: {error}") from None

    def _render(self, values: Values) -> NotebookNode:
        text = self._substitute(self.text, values, self.path.name)
        notebook: NotebookNode = jupytext.reads(text, fmt="md:myst")
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        notebook.metadata = nbformat.from_dict({"kernelspec": kernel})  # type: ignore[no-untyped-call]
        serves = ", ".join(self.objectives)
        notebook.cells[0].source += f"\n\n{SERVES.format(serves)}\n\n{HOW_TO_WORK}"
        for number, cell in enumerate(notebook.cells):
            metadata = cell.metadata.get("nbgrader")
            if metadata:
                _complete_metadata(metadata, cell.cell_type)
            cell["id"] = grade_id(cell) or f"cell-{number}"
        return notebook


@functools.cache
def _read_header(text: str) -> NotebookNode:
    header: NotebookNode = jupytext.reads(text, fmt="md:myst").metadata.get("assignment", {})
    return header


@functools.cache
def objectives() -> dict[str, str]:
    """What a student can do after the course, by name."""
    return tomllib.loads(OBJECTIVES.read_text(encoding="utf-8"))


@functools.cache
def names() -> tuple[str, ...]:
    """Names of all assignments, in the order of the paper's sections."""
    stems = [path.stem for path in FOLDER.glob("*/*.md") if path.stem == path.parent.name]
    return tuple(sorted(stems, key=lambda name: (Assignment(name).header["order"], name)))


def strip_solutions(notebook: NotebookNode) -> NotebookNode:
    """A copy of an instructor's notebook without solutions and hidden tests."""
    stripped: NotebookNode = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]
    for cell in stripped.cells:
        match role(cell):
            case "essay":
                cell.source = ANSWER_TEXT
            case "answer":
                cell.source = SOLUTION.sub(ANSWER_CODE, cell.source).rstrip()
            case "test":
                cell.source = HIDDEN.sub("", cell.source).rstrip()
        if MARKER.search(cell.source):
            raise SourceError(f"cell {cell['id']}: a BEGIN or END marker has no counterpart")
    return stripped


def solutions(notebook: NotebookNode) -> dict[str, str]:
    """The reference answers of an instructor's notebook, as code, by grade id."""
    return {
        grade_id(cell): MARKER.sub("", cell.source)
        for cell in notebook.cells
        if role(cell) == "answer"
    }


def questions(notebook: NotebookNode) -> dict[str, str]:
    """The heading above each cell with points, by grade id."""
    headings, heading = {}, ""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and not role(cell):
            for line in cell.source.splitlines():
                if line.startswith("## "):
                    heading = line.removeprefix("## ").partition(" (")[0]
        if points(cell):
            headings[grade_id(cell)] = heading
    return headings


def _complete_metadata(metadata: NotebookNode, cell_type: str) -> None:
    """Add what nbgrader expects in each of its cells, so that a source need not repeat it."""
    metadata.setdefault("schema_version", 3)
    metadata.setdefault("task", False)
    metadata.setdefault("solution", False)
    metadata.setdefault("grade", False)
    metadata.setdefault("locked", not metadata["solution"])
    metadata.setdefault("cell_type", cell_type)


@functools.cache
def stretch(secret: str, salt: str) -> bytes:
    """A hash that takes a twentieth of a second, so that a secret cannot be found by trying words."""
    return hashlib.scrypt(secret.encode(), salt=salt.encode(), n=1 << 14, r=8, p=1, dklen=16)


def _hash(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("/".join(parts).encode()).digest()[:4])
