"""The commands of the coursework: ``python -m coursework COMMAND --help``."""

import argparse
import io
import os
import secrets
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from coursework import (
    by_hand,
    check,
    grade,
    guide,
    release,
    report,
    sandbox,
    shards,
    submissions,
    text,
)
from coursework.changes import GradingOptions, version
from coursework.roster import Roster, read_roster
from coursework.source import BOOK_SEED, WEAK_SEED, SourceError, names

MOST_LINES = 20  # of submissions that need a look
SHOWN = 8  # files that are left out for one reason, before "and more"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the terminal lacks stops nothing
            stream.reconfigure(errors="backslashreplace")
    parser = _parser()
    options = parser.parse_args(arguments)
    commands = {
        "release": _release,
        "guide": _guide,
        "check": _check,
        "grade": _grade,
        "merge": _merge,
        "report": _report,
    }
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
        help="a list of names, one a line: a folder and a variant for each; further names of a "
        "student follow after tabs",
    )
    command.add_argument(
        "--nbgrader",
        action="store_true",
        help="write notebooks with solutions and tests into FOLDER/source, for nbgrader",
    )

    command = commands.add_parser(
        "guide",
        parents=[every],
        help="write instructor's pages",
        description="Writes a notebook for each assignment that is for the instructor only: common "
        "errors, time for each question, what to discuss, rubric, and the answers to the variant "
        "that the seed selects.",
    )
    command.add_argument("--seed", required=True, help="as given to 'release'")
    command.add_argument(
        "--student", metavar="NAME", default="", help="one of the list, whose variant is shown"
    )
    command.add_argument("--out", required=True, metavar="FOLDER", help="for the pages")
    command.add_argument(
        "--projects", action="store_true", help="write the model solutions of projects too"
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
        description="Grades the notebooks in SUBMISSIONS/STUDENT, whatever they are called. "
        "Students' code runs in a separate process without access to tests, solutions, files or "
        "network (with bubblewrap; without it, a warning lists what is not protected). An "
        "interrupted run is continued by the same command.",
    )
    command.add_argument("--seed", required=True, help="as given to 'release'")
    command.add_argument("--students", metavar="FILE", help="the list, if given to 'release'")
    command.add_argument(
        "--submissions",
        required=True,
        metavar="FOLDER",
        help="with a folder for each student, or the zip file of a gradebook",
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
        "--shard",
        metavar="I/N",
        help="grade only the I-th of N parts, into a folder of its own; 'merge' puts the parts "
        "together",
    )
    command.add_argument(
        "--no-sandbox",
        action="store_true",
        help="do not use bubblewrap; for submissions that you trust",
    )

    command = commands.add_parser(
        "merge",
        help="put together what 'grade --shard' wrote",
        description="Copies the scores of all parts into one folder, for 'report'. If two parts "
        "have the same submission, or another seed or version, nothing is copied.",
    )
    command.set_defaults(names=[])
    command.add_argument("--seed", required=True, help="as given to 'grade'")
    command.add_argument("--students", metavar="FILE", help="the list, if given to 'grade'")
    command.add_argument("--scores", required=True, metavar="FOLDER", help="for all scores")
    command.add_argument("parts", nargs="+", metavar="PART", help="folders of the parts")

    command = commands.add_parser(
        "report",
        help="write feedback, tables and an overview",
        description="Writes a feedback page for each student, an overview of the class, and "
        "tables: grades.csv by question, canvas.csv and moodle.csv for gradebooks, by_hand.csv "
        "with the answers to be graded by hand. Fill in its points, and run the command again, or pass "
        "copies with --hand.",
    )
    command.set_defaults(names=[])
    command.add_argument("--scores", required=True, metavar="FOLDER", help="written by 'grade'")
    command.add_argument("--out", required=True, metavar="FOLDER", help="for the report")
    command.add_argument(
        "--hand",
        metavar="FILE",
        action="append",
        default=[],
        help="points given by hand: a copy of by_hand.csv, or a table with student, assignment, "
        "question, points, and perhaps remark; may be given several times",
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
    _warn_of_weak(options.seed)
    if options.nbgrader:
        kept = release.release_nbgrader(chosen, options.seed, options.out)
        folder = Path(options.out) / "source"
        print(f"{len(chosen)} notebooks with solutions are in {folder}.")
    else:
        roster = _roster(options)
        students = roster.names if roster else []
        kept = release.release(chosen, options.seed, options.out, students)
        each = f" for each of {len(students)} students" if students else ""
        print(f"{len(chosen)} notebooks{each} are in {options.out}.")
    _print_kept(kept)
    if options.seed == BOOK_SEED:
        print("The seed 'book' is public: use another one for a class.")
    return 1 if kept else 0


def _guide(options: argparse.Namespace) -> int:
    chosen = options.names or names()
    kept = guide.write_guides(chosen, options.seed, options.out, text.clean_name(options.student))
    if options.projects:
        kept += guide.write_model_solutions(options.out)
    print(f"{len(chosen)} instructor's pages are in {options.out}. They contain solutions.")
    _print_kept(kept)
    return 1 if kept else 0


def _print_kept(kept: Sequence[str]) -> None:
    if kept:
        print(f"{len(kept)} files were there already, with another content, and were not changed:")
        print(*kept, sep="\n")


def _roster(options: argparse.Namespace) -> Roster | None:
    if not options.students:
        return None
    encoding = text.encoding(Path(options.students).read_bytes())
    if not encoding.startswith("utf-8"):
        print(f"{options.students} was read as {encoding}.", file=sys.stderr)
    return read_roster(options.students)


def _warn_of_weak(seed: str) -> None:
    if seed != BOOK_SEED and len(seed) < WEAK_SEED:
        print(
            f"This seed is short: students may guess it. Take {WEAK_SEED} characters or more, such "
            f"as {secrets.token_urlsafe(9)}, or four words.",
            file=sys.stderr,
        )


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
    sandbox.Sandbox(sandboxed).release()  # raises here, before any work, if code cannot be run
    _warn_of_weak(options.seed)
    roster = _roster(options)
    chosen = options.names or names()
    shard = shards.parse(options.shard) if options.shard else (1, 1)
    collected = submissions.collect(options.submissions, chosen, roster, options.due, options.which)
    handed_in = shards.select(collected.submissions, shard)
    _print_left_out(collected.left_out)
    grading = GradingOptions(
        options.seed, bool(options.students), options.limit, options.total, sandboxed
    )
    if grade.graded_with_other_seed(handed_in, options.scores, grading):
        raise ValueError(
            f"the scores in {options.scores} have another seed, or were made with --students and "
            "now without (or the reverse): use the same options, or another folder"
        )
    with tqdm(total=len(handed_in), unit=" submissions", disable=not sys.stderr.isatty()) as bar:
        grade.write_left_out(options.scores, collected.left_out)
        graded = grade.grade(handed_in, options.scores, grading, options.jobs, bar.update)
    students = len({submission.student for submission in handed_in})
    part = f"Part {options.shard}: " if options.shard else ""
    print(
        f"{part}{len(handed_in)} submissions of {students} students, {graded.total()} of them "
        f"graded now: {options.scores}"
    )
    for reason, count in graded.most_common():
        if reason != "not graded before":
            print(f"  {count} graded again, {reason}")
    cards = report.read_cards(options.scores)
    reasons = [(card, card.problem) for card in cards if card.problem]
    reasons += [(card, reason) for card in cards for reason in card.to_check]
    lines = [f"  {card.student}, {card.assignment}: {reason}" for card, reason in reasons]
    print(*lines[:MOST_LINES], sep="\n", end="\n" if lines else "")
    if len(lines) > MOST_LINES:
        print(f"  and {len(lines) - MOST_LINES} more: 'report' lists them all in to_check.html")
    print(
        f"If there are several attempts, {submissions.WHICH[options.which]} counts, "
        f"{submissions.PREFERRED}. Version {version()}."
    )
    return 0


def _print_left_out(left_out: Sequence[submissions.LeftOut]) -> None:
    """All reasons on one screen, with some of the files; the report has all of them."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for file in left_out:
        by_reason[file.reason].append(repr(file.label))
    for reason, labels in by_reason.items():
        more = f", and {len(labels) - SHOWN} more" if len(labels) > SHOWN else ""
        print(f"Left out ({reason}): {', '.join(labels[:SHOWN])}{more}")


def _merge(options: argparse.Namespace) -> int:
    grading = GradingOptions(options.seed, bool(options.students))
    number = shards.merge(options.parts, options.scores, grading)
    print(f"{number} submissions, of {len(options.parts)} parts: {options.scores}")
    return 0


def _report(options: argparse.Namespace) -> int:
    roster = _roster(options)
    cards = report.read_cards(options.scores, roster)
    if not cards:
        raise ValueError(f"there are no scores in {options.scores}")
    others = {card.student for card in report.read_cards(options.scores)} if roster else set()
    others -= {card.student for card in cards}
    if others:
        print(f"Left out (not in {options.students}): {', '.join(map(repr, sorted(others)))}")
    out = Path(options.out)
    outdated = by_hand.add_points(cards, options.scores, out / "by_hand.csv", options.hand)
    ids = report.read_ids(options.ids) if options.ids else None
    report.report(cards, out, ids, grade.read_left_out(options.scores))
    students = len({card.student for card in cards})
    print(
        f"{students} students: {out / 'class.html'}, to_check.html, feedback/, grades.csv, "
        "by_hand.csv, canvas.csv, moodle.csv"
    )
    if outdated:
        print("These points given by hand do not count:", *outdated, sep="\n", file=sys.stderr)
    return 1 if outdated else 0


if __name__ == "__main__":
    sys.exit(main())
