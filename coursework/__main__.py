"""The commands of the coursework: ``python -m coursework COMMAND --help``."""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from coursework import check, grade, release, report, sandbox, submissions
from coursework.source import BOOK_SEED, SourceError, names


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    commands = {"release": _release, "check": _check, "grade": _grade, "report": _report}
    unknown = sorted(set(options.names) - set(names()))
    if unknown:
        parser.error(f"no assignment {', '.join(unknown)}; there are {', '.join(names())}")
    try:
        return commands[options.command](options)
    except KeyboardInterrupt:
        parser.exit(130, "interrupted: run the same command again to continue\n")
    except (SourceError, ValueError, OSError, sandbox.SandboxUnavailable) as error:
        parser.exit(2, f"{error}\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m coursework",
        description="Assignments on the book of low-temperature glasses: release them, grade what "
        "students hand in, and check that the assignments are sound.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    every = argparse.ArgumentParser(add_help=False)
    every.add_argument(
        "names", nargs="*", metavar="NAME", help="assignments by name (default: all)"
    )

    command = commands.add_parser(
        "release",
        parents=[every],
        help="write the notebooks for students",
        description="Writes student versions: the questions, without solutions and hidden tests. "
        "The seed selects the variant of each assignment and the points of the hidden tests: keep "
        "it to yourself, and use the same one for grading. With --students each student gets a "
        "variant.",
    )
    command.add_argument(
        "--seed",
        required=True,
        help="any word or number that only you know; 'book' gives the versions in the book",
    )
    command.add_argument("--out", required=True, metavar="FOLDER", help="for the notebooks")
    command.add_argument(
        "--students",
        metavar="FILE",
        help="a list of names, one a line: a folder and a variant for each",
    )
    command.add_argument(
        "--nbgrader",
        action="store_true",
        help="write notebooks with solutions and tests into FOLDER/source, for nbgrader",
    )

    command = commands.add_parser(
        "check",
        parents=[every],
        help="for authors: check that assignments are sound",
        description="The reference must get full marks, an empty submission none, and each wrong "
        "answer must lose just what it should; each check must be failed by a wrong answer, one "
        "wrong answer must take its result from glasslib alone, and nothing hidden may be "
        "released.",
    )
    command.add_argument("--seed", default="check", help="selects the variants to be checked")

    command = commands.add_parser(
        "grade",
        parents=[every],
        help="grade what students handed in",
        description="Grades SUBMISSIONS/STUDENT/NAME.ipynb, and NAME.*.ipynb for further attempts. "
        "Students' code runs in a separate process without access to tests, solutions, files or "
        "network (with bubblewrap; without it, a warning lists what is not protected). An "
        "interrupted run is continued by the same command.",
    )
    command.add_argument("--seed", required=True, help="as given to 'release'")
    command.add_argument("--students", metavar="FILE", help="the list, if given to 'release'")
    command.add_argument(
        "--submissions", required=True, metavar="FOLDER", help="with a folder for each student"
    )
    command.add_argument(
        "--scores", required=True, metavar="FOLDER", help="for the scores; earlier ones are kept"
    )
    command.add_argument(
        "--due",
        type=datetime.fromisoformat,
        metavar="TIME",
        help="deadline (file modification time), as 2026-12-01T12:00; later submissions are "
        "graded and reported as late",
    )
    command.add_argument(
        "--which",
        choices=submissions.WHICH,
        default="in-time",
        help="the attempt that counts, if there are several: "
        + "; ".join(f"{key}: {text.rstrip(',')}" for key, text in submissions.WHICH.items())
        + " (default: in-time)",
    )
    command.add_argument(
        "--jobs",
        type=int,
        default=os.cpu_count() or 1,
        help="how many submissions are graded at a time (default: one for each processor)",
    )
    command.add_argument(
        "--limit",
        type=float,
        default=20.0,
        metavar="SECONDS",
        help="for a cell, or a call of a function (default: 20)",
    )
    command.add_argument(
        "--total",
        type=float,
        default=180.0,
        metavar="SECONDS",
        help="for all code of a submission (default: 180)",
    )
    command.add_argument(
        "--no-sandbox",
        action="store_true",
        help="do not use bubblewrap; for submissions that you trust",
    )

    command = commands.add_parser(
        "report",
        help="write feedback, tables and an overview",
        description="Writes a feedback page for each student, an overview of the class, and "
        "tables: grades.csv by question, canvas.csv and moodle.csv for gradebooks, by_hand.csv "
        "with the answers to be graded by hand. Fill in its points, and pass it with --hand.",
    )
    command.set_defaults(names=[])
    command.add_argument("--scores", required=True, metavar="FOLDER", help="written by 'grade'")
    command.add_argument("--out", required=True, metavar="FOLDER", help="for the report")
    command.add_argument(
        "--hand",
        metavar="FILE",
        help="points given by hand: a table with student, assignment, question, points, and "
        "perhaps remark",
    )
    command.add_argument(
        "--students",
        metavar="FILE",
        help="the list of the class, to include students who handed in nothing",
    )
    command.add_argument(
        "--ids",
        metavar="FILE",
        help="a table with name and id: ids replace names in all pages and tables",
    )
    return parser


def _release(options: argparse.Namespace) -> int:
    chosen = options.names or names()
    if options.nbgrader and options.students:
        raise ValueError("--nbgrader writes one version for all: omit --students")
    if options.nbgrader:
        release.release_nbgrader(chosen, options.seed, options.out)
        folder = Path(options.out) / "source"
        print(f"Wrote {len(chosen)} notebooks with solutions to {folder}.")
        return 0
    students = release.read_roster(options.students) if options.students else ()
    release.release(chosen, options.seed, options.out, students)
    each = f" for each of {len(students)} students" if students else ""
    print(f"Wrote {len(chosen)} notebooks{each} to {options.out}.")
    if options.seed == BOOK_SEED:
        print("The seed 'book' is public: use another one for a class.")
    return 0


def _check(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    sound = True
    for name in options.names or names():
        with tqdm(desc=name, unit=" submissions", disable=not sys.stderr.isatty()) as bar:
            problems = check.find_problems(name, options.seed, bar.update)
        print(f"{name}: {'not sound' if problems else 'sound'}", *problems, sep="\n  - ")
        sound = sound and not problems
    return 0 if sound else 1


def _grade(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    if options.jobs < 1 or options.limit <= 0 or options.total <= 0:
        raise ValueError(
            "--jobs, --limit and --total must be positive, "
            f"got {options.jobs}, {options.limit:g} and {options.total:g}"
        )
    if options.due and options.due.tzinfo:
        # times of files have no time zone
        options.due = options.due.astimezone().replace(tzinfo=None)
    sandboxed = not options.no_sandbox and sandbox.is_available()
    if not sandboxed:
        print("!" * 100, sandbox.UNSANDBOXED_WARNING, "!" * 100, sep="\n", file=sys.stderr)
    sandbox.Sandbox(sandboxed)  # raises here, before any work, if code cannot be run
    students, others = submissions.list_students(options.submissions)
    if others:
        print(f"Skipped (not a folder): {', '.join(map(repr, others))}")
    if options.students:
        roster = release.read_roster(options.students)
        unlisted = sorted(set(students) - set(roster))
        if unlisted:
            print(f"Skipped (not in {options.students}): {', '.join(map(repr, unlisted))}")
        students = [student for student in students if student in roster]
    candidates = (
        submissions.find_submission(options.submissions, student, name, options.due, options.which)
        for student in students
        for name in options.names or names()
    )
    handed_in = [submission for submission in candidates if submission]
    grading = grade.GradingOptions(
        options.seed, bool(options.students), options.limit, options.total, sandboxed
    )
    if grade.graded_with_other_seed(handed_in, options.scores, grading):
        raise ValueError(
            f"the scores in {options.scores} have another seed, or were made with --students and "
            "now without (or the reverse): use the same options, or another folder"
        )
    with tqdm(total=len(handed_in), unit=" submissions", disable=not sys.stderr.isatty()) as bar:
        graded = grade.grade(handed_in, options.scores, grading, options.jobs, bar.update)
    print(
        f"{len(handed_in)} submissions of {len(students)} students, {graded} of them graded now: "
        f"{options.scores}"
    )
    for card in report.read_cards(options.scores):
        if card.problem:
            print(f"  {card.student}, {card.assignment}: {card.problem}")
    rule = submissions.WHICH[options.which]
    print(f"If there are several attempts, {rule} counts. Version {grade.version()}.")
    return 0


def _report(options: argparse.Namespace) -> int:
    roster = release.read_roster(options.students) if options.students else ()
    cards = report.read_cards(options.scores, roster)
    if not cards:
        raise ValueError(f"there are no scores in {options.scores}")
    if options.hand:
        report.add_points_by_hand(cards, options.hand)
    report.report(cards, options.out, report.read_ids(options.ids) if options.ids else None)
    students = len({card.student for card in cards})
    print(
        f"{students} students: {Path(options.out) / 'class.html'}, feedback/, grades.csv, "
        "by_hand.csv, canvas.csv, moodle.csv"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
