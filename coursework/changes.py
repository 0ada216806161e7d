"""What the scores of a submission depend on: if any of it changes, it is graded again."""

import ast
import functools
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import glasslib
from coursework import (
    compare,
    limits,
    packing,
    sandbox,
    scoring,
    session,
    submissions,
    text,
    values,
    worker,
)
from coursework.source import Assignment, stretch

LIBRARY = Path(str(glasslib.__file__)).parent
GRADER = (compare, limits, packing, sandbox, scoring, session, submissions, text, values, worker)


class GradingOptions(NamedTuple):
    """Options that all submissions share.

    Parameters
    ----------
    seed : str
    per_student_variants : bool
        Whether each student has a variant.
    limit, total : float
        Seconds for a cell or a call, and for all code of a submission.
    sandboxed : bool
    """

    seed: str
    per_student_variants: bool = False
    limit: float = 20.0
    total: float = 180.0
    sandboxed: bool = True


@functools.cache
def version() -> str:
    """Identifies library and grader: the same version, seed and submission give the same scores."""
    code = "".join(_digest(path) for path in sorted(LIBRARY.rglob("*.py")))
    return f"{glasslib.__version__}+{_hash(_grader() + code)[:8]}"


@functools.cache
def _grader() -> str:
    return _hash("".join(_digest(Path(str(module.__file__))) for module in GRADER))


@functools.cache
def fingerprint(options: GradingOptions, salt: str) -> str:
    """Distinguishes seeds, and whether each student has a variant; a seed is not found from it."""
    told = f"{options.per_student_variants}/{options.seed}"
    return f"{salt}${stretch(told, salt).hex()[:12]}"


def causes(
    submission: submissions.Submission, content: bytes, options: GradingOptions
) -> dict[str, str]:
    """Digests of all that the scores depend on, by the words that tell a teacher what changed."""
    assignment = Assignment(submission.assignment)
    student = submission.student if options.per_student_variants else ""
    variant = assignment.draw_variant(options.seed, student)
    hidden_seed = options._replace(seed=fingerprint(options, "options"))
    return {
        "the submission": hashlib.sha256(content).hexdigest(),
        "its attempt or time": _hash(
            repr((submission.late, submission.late_by, submission.notes, submission.file.label))
        ),
        "the assignment": _hash(assignment.text + repr(variant)),
        "glasslib": _hash(
            "".join(map(_digest, _files_used(assignment.text + content.decode("utf-8", "replace"))))
        ),
        "the grader": _grader(),
        "the options": _hash(repr(hidden_seed)),
    }


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """What changed."""
    return [cause for cause, digest in after.items() if before.get(cause) != digest]


def _files_used(code: str) -> list[Path]:
    """Files of ``glasslib`` that code may use: of all modules whose names it has, and of theirs."""
    words = set(re.findall(r"\w+", code))
    waiting, used = [name for name in _modules() if name in words], {"__init__"}
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting += _modules()[name]
    files = []
    for name in sorted(used):
        path = LIBRARY / name
        files += sorted(path.rglob("*.*")) if path.is_dir() else [path.with_suffix(".py")]
    return [path for path in files if path.is_file() and "__pycache__" not in path.parts]


@functools.cache
def _modules() -> dict[str, set[str]]:
    """The modules of ``glasslib``, and which others each imports."""
    imports: dict[str, set[str]] = {}
    for path in LIBRARY.rglob("*.py"):
        parts = path.relative_to(LIBRARY).with_suffix("").parts
        found = imports.setdefault(parts[0], set())
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("glasslib"):
                module = str(node.module).split(".")[1:2]
                found |= {*module} if module else {alias.name for alias in node.names}
            elif isinstance(node, ast.Import):
                found |= {
                    alias.name.split(".")[1]
                    for alias in node.names
                    if alias.name.startswith("glasslib.")
                }
    return {name: found & imports.keys() for name, found in imports.items()}


@functools.cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
