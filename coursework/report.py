"""Turns report cards into feedback pages, an overview of the class, and tables for gradebooks.

Everything that comes from a submission or a list of names is only text here: escaped in pages, and
in tables never the beginning of a formula.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import jinja2

from coursework import by_hand
from coursework.report_card import ReportCard
from coursework.roster import Roster
from coursework.scoring import Score
from coursework.source import Assignment, questions
from coursework.statistics import summarize
from coursework.submissions import LeftOut
from coursework.tables import read_table, write_table
from coursework.text import clean, clean_name, file_name, write_text

NO_TOTAL_LIMIT = (
    "Limits held for each process; memory and processes of a whole submission were not limited."
)

_templates = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
_templates.filters["points"] = lambda value: f"{value:g}"
_templates.filters["share"] = lambda value: "–" if value is None else f"{value:.2f}"
_templates.filters["link"] = lambda path: Path(path).absolute().as_uri()


def read_cards(folder: str | Path, roster: Roster | None = None) -> list[ReportCard]:
    """All report cards, by student and assignment; of a roster's students all, and no others."""
    cards = {}
    for path in sorted(Path(folder).glob("*/*.json")):
        card = ReportCard.read(path)
        if roster:
            card.student = roster.find([card.student])
        if card.student:
            cards[card.student, card.assignment] = card
    templates = {card.assignment: card for card in reversed(cards.values())}
    for assignment, template in templates.items():
        nothing = [
            Score(score.id, 0.0, score.max_points, "nothing was handed in")
            for score in template.scores
        ]
        for student in roster.names if roster else ():
            empty = ReportCard(student=student, assignment=assignment, scores=list(nothing))
            cards.setdefault((student, assignment), empty)
    return [cards[key] for key in sorted(cards)]


def report(
    cards: Sequence[ReportCard],
    folder: str | Path,
    ids: Mapping[str, str] | None = None,
    left_out: Sequence[LeftOut] = (),
) -> None:
    """Write pages and tables.

    Parameters
    ----------
    cards : sequence of ReportCard
        From :func:`read_cards`.
    folder : path
        Gets ``class.html``, ``feedback/``, ``grades.csv``, ``canvas.csv``, ``moodle.csv``, and, for
        the teacher, ``by_hand.csv`` and ``to_check.html``.
    ids : mapping of str to str, optional
        What replaces each name in pages and tables, except those for the teacher.
    left_out : sequence of LeftOut
        Files that count for nobody.
    """
    folder = Path(folder)
    (folder / "feedback").mkdir(parents=True, exist_ok=True)
    missing = sorted({card.student for card in cards} - ids.keys()) if ids else []
    if missing:
        raise ValueError(f"the table of ids has none for {', '.join(missing)}")
    students = {card.student: (ids or {}).get(card.student, card.student) for card in cards}
    assignments = {card.assignment: Assignment(card.assignment) for card in cards}
    titles = {name: assignments[name].title for name in sorted(assignments)}
    headings = {name: questions(assignments[name].render_variant(0)) for name in titles}
    template = _templates.get_template("student.html")
    for student, id in students.items():
        theirs = [card for card in cards if card.student == student]
        page = template.render(name=id, cards=theirs, titles=titles, questions=headings)
        write_text(folder / "feedback" / f"{file_name(id)}.html", clean(page))
    write_text(folder / "class.html", clean(_overview(cards, titles, headings, students)))
    to_check = [card for card in cards if card.problem or card.to_check]
    page = _templates.get_template("to_check.html").render(
        cards=to_check, titles=titles, left_out=left_out
    )
    write_text(folder / "to_check.html", clean(page))
    _write_tables(cards, folder, titles, students)


def _overview(
    cards: Sequence[ReportCard],
    titles: Mapping[str, str],
    headings: Mapping[str, Mapping[str, str]],
    students: Mapping[str, str],
) -> str:
    assignments = []
    for name, title in titles.items():
        all_cards = [card for card in cards if card.assignment == name]
        handed_in = [card for card in all_cards if card.file]
        ids = dict.fromkeys(score.id for card in handed_in for score in card.scores)
        summaries = [summarize(handed_in, id, headings[name].get(id, "")) for id in ids]
        # most missed first, questions that are not yet graded for all last
        summaries.sort(key=lambda q: (q.graded < len(handed_in), q.full / max(q.graded, 1)))
        assignments.append(
            {
                "title": title,
                "handed_in": len(handed_in),
                "late": [card.late_by for card in handed_in if card.late],
                "problems": [
                    (students[card.student], card.problem) for card in handed_in if card.problem
                ],
                "mean": sum(card.total for card in handed_in) / max(len(handed_in), 1),
                "max_total": max(card.max_total for card in all_cards),
                "open_points": any(card.open_points for card in handed_in),
                "questions": summaries,
            }
        )
    graded = [card for card in cards if card.file]
    sandboxed = (
        "Students' code ran in a sandbox."
        if all(card.sandboxed for card in graded)
        else "Some of the students' code ran WITHOUT a sandbox."
    )
    sandboxed = f"{sandboxed} {NO_TOTAL_LIMIT}"
    return _templates.get_template("class.html").render(
        students=len(students),
        assignments=assignments,
        versions=", ".join(sorted({card.version for card in graded})),
        seeds=", ".join(sorted({card.seed for card in graded})),
        sandboxed=sandboxed,
    )


def _write_tables(
    cards: Sequence[ReportCard],
    folder: Path,
    titles: Mapping[str, str],
    students: Mapping[str, str],
) -> None:
    grades = [["student", "assignment", "question", "points", "of", "remark", "late"]]
    hand_rows: list[list[object]] = [[*by_hand.HEADER]]
    for card in cards:
        for score in card.scores:
            points = "" if score.points is None else f"{score.points:g}"
            question = [card.assignment, score.id]
            most = f"{score.max_points:g}"
            late = "late" if card.late else ""
            grades.append([students[card.student], *question, points, most, score.message, late])
        hand_rows += by_hand.rows(card)
    write_table(folder / "grades.csv", grades, for_people=True)
    write_table(folder / "by_hand.csv", hand_rows, for_people=True)

    by_student = {(students[card.student], card.assignment): card for card in cards}
    max_totals = {card.assignment: f"{card.max_total:g}" for card in reversed(cards)}
    # Canvas expects these five columns first, and the possible points in the second row
    canvas = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles.values()],
        ["    Points Possible", "", "", "", "", *(max_totals[name] for name in titles)],
    ]
    # Moodle asks which column is which: the user's name, and for each assignment grade and feedback
    moodle = [
        [
            "username",
            *(column for title in titles.values() for column in (title, f"{title} (feedback)")),
        ]
    ]
    for student in sorted(students.values()):
        totals, feedback = [], []
        for name in titles:
            theirs = by_student.get((student, name))
            totals.append(f"{theirs.total:g}" if theirs else "")
            scores = theirs.scores if theirs else []
            feedback.append("; ".join(f"{s.id}: {s.message}" for s in scores if s.message))
        canvas.append([student, "", "", student, "", *totals])
        pairs = zip(totals, feedback, strict=True)
        moodle.append([student, *(text for pair in pairs for text in pair)])
    write_table(folder / "canvas.csv", canvas)
    write_table(folder / "moodle.csv", moodle)


def read_ids(table: str | Path) -> dict[str, str]:
    """What replaces names: a CSV with the columns name and id."""
    rows = read_table(table, ("name", "id"))
    ids = {clean_name(row["name"]): row["id"].strip() for row in rows}
    bad = [id for id in ids.values() if not id.replace("-", "").replace("_", "").isalnum()]
    if bad or len(set(ids.values())) < len(rows):
        raise ValueError(
            f"{table}: ids must be different, and consist of letters, digits, - and _; "
            f"got {', '.join(map(repr, bad)) or 'one twice'}"
        )
    return ids
