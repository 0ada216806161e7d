"""nbgrader itself releases and grades two assignments.

``make test-nbgrader`` runs this with nbgrader's own Python. The student version that nbgrader makes
is ours, cell by cell; the reference gets full marks for what is graded by machine, an untouched
submission none, a wrong answer loses what it should.
"""

import copy
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook

ROOT = Path(__file__).resolve().parent.parent
SEED = "nbgrader"
NAMES = ("droplet-wall", "pair-coupling")
CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "glasses"
c.CourseDirectory.root = {root!r}
c.ClearSolutions.code_stub = {{"python": "# YOUR ANSWER HERE\\nraise NotImplementedError()"}}
c.ExecutePreprocessor.timeout = 120
"""


def nbgrader(course, *arguments):
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments], cwd=course, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"nbgrader {' '.join(arguments)}:\n{done.stdout}{done.stderr}")


def coursework(python, *arguments):
    subprocess.run(
        [python, "-m", "coursework", *arguments], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )


def answered(released, whole, replaced=()):
    """A student's notebook: the answers of a whole one, some of them replaced."""
    answers = {
        cell.metadata.nbgrader.grade_id: cell.source
        for cell in whole.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
    answers.update(replaced)
    notebook = copy.deepcopy(released)
    for cell in notebook.cells:
        metadata = cell.metadata.get("nbgrader", {})
        if metadata.get("solution"):
            cell.source = answers[metadata["grade_id"]]
    return notebook


def main(python):
    # nbgrader looks for its own tools in the path, and its kernels for what the hidden tests import
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    os.environ["PYTHONPATH"] = str(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        (course / "nbgrader_config.py").write_text(CONFIG.format(root=folder), encoding="utf-8")
        coursework(python, "release", *NAMES, "--seed", SEED, "--out", folder, "--nbgrader")
        coursework(python, "release", *NAMES, "--seed", SEED, "--out", str(course / "ours"))
        for name in NAMES:
            nbgrader(course, "generate_assignment", name)
            ours, theirs = (
                nbformat.read(path, as_version=4)
                for path in (
                    course / "ours" / f"{name}.ipynb",
                    course / "release" / name / f"{name}.ipynb",
                )
            )
            for cell, other in zip(ours.cells, theirs.cells, strict=True):
                if cell.cell_type == "code":
                    assert cell.source.strip() == other.source.strip(), (
                        f"{name}, {cell.id}:\n{other.source}"
                    )
            whole = nbformat.read(course / "source" / name / f"{name}.ipynb", as_version=4)
            path = ROOT / "coursework" / "assignments" / name / "wrong.toml"
            wrong = next(
                answer
                for answer in tomllib.loads(path.read_text(encoding="utf-8"))["wrong"]
                if answer.get("only_glasslib") and "<<" not in answer["code"]
            )
            students = {
                "right": answered(theirs, whole),
                "untouched": ours,
                "wrong": answered(theirs, whole, {wrong["cell"]: wrong["code"]}.items()),
            }
            for student, notebook in students.items():
                path = course / "submitted" / student / name / f"{name}.ipynb"
                path.parent.mkdir(parents=True)
                nbformat.write(notebook, path)
            nbgrader(course, "autograde", name)
            with Gradebook(f"sqlite:///{folder}/gradebook.db") as book:
                scores = {
                    student: {
                        grade.name: (grade.auto_score, grade.max_score)
                        for grade in book.find_submission_notebook(name, name, student).grades
                    }
                    for student in students
                }
            max_points = {
                id: most for id, (_, most) in scores["right"].items() if id.startswith("test-")
            }
            for student, lost in (
                ("right", set()),
                ("untouched", set(max_points)),
                ("wrong", set(wrong["loses"])),
            ):
                points = {
                    id: score for id, (score, _) in scores[student].items() if id in max_points
                }
                expected = {id: 0.0 if id in lost else most for id, most in max_points.items()}
                assert points == expected, f"{name}, {student}: {points}"
            print(f"{name}: released and graded by nbgrader, as here")


if __name__ == "__main__":
    main(sys.argv[1])
