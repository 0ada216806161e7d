"""From marks to what people read: a page for each student, an overview of the class, and tables for gradebooks.

Everything that comes from a submission or a list of names is text here: escaped in pages, and in tables
never the beginning of a formula.
"""

import csv
import json
import re
from pathlib import Path

import jinja2

from coursework.source import Assignment, questions

STYLE = """
:root { color-scheme: light dark; --line: #8885; --good: #2a7f4f; --bad: #b23b3b; }
@media (prefers-color-scheme: dark) { :root { --good: #6fd29b; --bad: #f09a9a; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; }
td, th { border-bottom: 1px solid var(--line); padding: .35rem .5rem; text-align: left; vertical-align: top; }
td:last-child { overflow-wrap: anywhere; }
th { white-space: nowrap; } td.number { text-align: right; white-space: nowrap; }
.full { color: var(--good); } .lost { color: var(--bad); }
pre { white-space: pre-wrap; border-left: 3px solid var(--line); padding-left: .75rem; }
svg text { fill: currentColor; font: 11px system-ui, sans-serif; } svg rect { fill: #4a7bb5; }
"""

AT = re.compile(r" at \w+ = ")  # where a message begins to tell values

_pages = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined)
_pages.filters["points"] = lambda value: f"{value:g}"

STUDENT = _pages.from_string("""\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Feedback for {{ name }}</title><style>{{ style | safe }}</style></head><body>
<h1>Feedback for {{ name }}</h1>
{% for one in sheets %}
<h2>{{ titles[one.assignment] }}</h2>
<p>{{ one.total | points }} of {{ one.of | points }} points{% if one.open %}; {{ one.open | points }} more may be given by hand{% endif %}.
{% if one.file %}{{ one.file }}, handed in {{ one.handed_in }}{% if one.late %}, <strong>late</strong>{% endif %}{% if one.tries > 1 %}; of {{ one.tries }} tries this one counts{% endif %}.{% else %}Nothing was handed in.{% endif %}</p>
{% if one.problem %}<p class="lost">It could not be marked: {{ one.problem }}.</p>{% endif %}
{% for remark in one.remarks %}<p>Note: {{ remark }}.</p>{% endfor %}
<table><thead><tr><th>Question</th><th>Points</th><th>What the tests say</th></tr></thead><tbody>
{% for mark in one.marks %}
<tr><td>{{ questions[one.assignment][mark.id] }}<br><small>{{ mark.id }}</small></td><td class="number {{ 'full' if mark.got == mark.of else '' if mark.got is none else 'lost' }}">{{ '–' if mark.got is none else mark.got | points }} of {{ mark.of | points }}</td>
<td>{{ mark.says or 'all checks passed' }}{% if mark.failed %} (check {{ mark.failed[0] + 1 }}){% endif %}</td></tr>
{% endfor %}
</tbody></table>
{% endfor %}
<p>If you think that a test is wrong, quote the question and what it says here: the check can be run again on that value.{% if sheets[0].version %} Marked with version {{ sheets[0].version }}, seed {{ sheets[0].seed }} (a fingerprint).{% endif %}</p>
</body></html>
""")

CLASS = _pages.from_string("""\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The class</title><style>{{ style | safe }}</style></head><body>
<h1>The class</h1>
<p>{{ students | length }} students. Marked with version {{ versions }}; seed {{ seeds }} (a fingerprint of the word). {{ walls }}</p>
{% for one in assignments %}
<h2>{{ one.title }}</h2>
<p>{{ one.handed_in }} handed in, {{ one.late }} of them late; {{ one.problems | length }} could not be marked. Mean {{ '%.1f' | format(one.mean) }} of {{ one.of | points }} points{% if one.open %}, without what is still to be given by hand{% endif %}.</p>
{% if one.problems %}<ul>{% for name, problem in one.problems %}<li>{{ name }}: {{ problem }}</li>{% endfor %}</ul>{% endif %}
<table><thead><tr><th>Question, most missed first</th><th>Full points</th><th>How many have how many points</th></tr></thead><tbody>
{% for question in one.questions %}
<tr><td>{{ question.heading }}<br><small>{{ question.id }}</small></td><td class="number">{{ question.full }} of {{ question.marked }}</td><td>
<svg width="{{ 60 * question.bars | length }}" height="64" role="img" aria-label="{% for bar in question.bars %}{{ bar.count }} with {{ bar.points | points }}; {% endfor %}">
{% for bar in question.bars %}<rect x="{{ 60 * loop.index0 + 12 }}" y="{{ 44 - bar.height }}" width="36" height="{{ bar.height }}"/><text x="{{ 60 * loop.index0 + 30 }}" y="{{ 41 - bar.height }}" text-anchor="middle">{{ bar.count }}</text><text x="{{ 60 * loop.index0 + 30 }}" y="58" text-anchor="middle">{{ bar.points | points }}</text>{% endfor %}
</svg>{% if question.said %}<br>most often: {{ question.said }}{% endif %}</td></tr>
{% endfor %}
</tbody></table>
{% endfor %}
</body></html>
""")


def safe(text):
    """A cell that no spreadsheet takes for a formula."""
    text = str(text)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@", "|", "%") or text[:1] in ("\t", "\r", "\n") else text


def sheets(marks, roster=()):
    """All that was marked, as dicts, by student and assignment; those of a roster who handed nothing in, too."""
    found = {}
    for path in sorted(Path(marks).glob("*/*.json")):
        one = json.loads(path.read_text(encoding="utf-8"))
        found[one["student"], one["assignment"]] = {"remarks": [], "essays": {}, **one}
    for name in sorted({assignment for _, assignment in found}):
        pattern = next(one for (_, assignment), one in found.items() if assignment == name)
        for student in roster:
            nothing = [{**mark, "got": 0.0, "says": "nothing was handed in", "failed": []} for mark in pattern["marks"]]
            empty = {"student": student, "assignment": name, "file": "", "handed_in": "", "version": "", "seed": "", "walls": True, "late": False, "tries": 0, "problem": "", "remarks": [], "essays": {}, "marks": nothing}
            found.setdefault((student, name), empty)
    return [found[key] for key in sorted(found)]


def merge(all_sheets, table):
    """Put in points that were given by hand: a CSV with the columns student, assignment, question, points, and perhaps remark."""
    places = {(one["student"], one["assignment"], mark["id"]): mark for one in all_sheets for mark in one["marks"]}
    for line, row in enumerate(_read(table, "student", "assignment", "question", "points"), 2):
        # the table that is written for marking by hand has its names made safe
        key = tuple(row[column].removeprefix("'") if row[column][1:2] in tuple("=+-@|%") else row[column] for column in ("student", "assignment", "question"))
        if key not in places:
            raise ValueError(f"{table}, line {line}: there is no question {' / '.join(key)}")
        mark = places[key]
        mark["remark"] = row.get("remark", "")
        if not row["points"].strip():
            continue
        try:
            got = float(row["points"].replace(",", "."))
        except ValueError:
            raise ValueError(f"{table}, line {line}: {row['points']!r} is not a number") from None
        if not 0 <= got <= mark["of"]:
            raise ValueError(f"{table}, line {line}: {got:g} points for {' / '.join(key)}, which has 0 to {mark['of']:g}")
        mark |= {"got": got, "says": mark["remark"] or "given by hand", "failed": [], "by_hand": True}


def report(all_sheets, folder, called=None):
    """Write everything.

    Parameters
    ----------
    all_sheets : list of dict
        From :func:`sheets`.
    folder : path
        Gets ``class.html``, ``feedback/``, ``grades.csv``, ``by_hand.csv``, ``canvas.csv`` and ``moodle.csv``.
    called : dict, optional
        What stands for each name in pages and tables.
    """
    folder = Path(folder)
    (folder / "feedback").mkdir(parents=True, exist_ok=True)
    called = called or {}
    nameless = sorted({one["student"] for one in all_sheets} - called.keys()) if called else []
    if nameless:
        raise ValueError(f"the table of ids has none for {', '.join(nameless)}")
    for one in all_sheets:
        one["called"] = called.get(one["student"], one["student"])
        one["total"] = sum(mark["got"] or 0.0 for mark in one["marks"])
        one["of"] = sum(mark["of"] for mark in one["marks"])
        one["open"] = sum(mark["of"] for mark in one["marks"] if mark["got"] is None)
    titles = {name: _title(name) for name in sorted({one["assignment"] for one in all_sheets})}
    headings = {name: questions(Assignment(name).other(0)) for name in titles}
    names = sorted({one["called"] for one in all_sheets})
    for name in names:
        theirs = [one for one in all_sheets if one["called"] == name]
        page = STUDENT.render(name=name, sheets=theirs, titles=titles, questions=headings, style=STYLE)
        (folder / "feedback" / f"{name}.html").write_text(page, encoding="utf-8")
    (folder / "class.html").write_text(_overview(all_sheets, titles, headings, names), encoding="utf-8")
    _tables(all_sheets, folder, titles, names)


def _title(name):
    return Assignment(name).text.partition("\n# ")[2].partition("\n")[0]


def _overview(all_sheets, titles, headings, names):
    assignments = []
    for name, title in titles.items():
        theirs = [one for one in all_sheets if one["assignment"] == name]
        handed_in = [one for one in theirs if one["file"]]
        asked = []
        for place, pattern in enumerate(theirs[0]["marks"]):
            marks = [one["marks"][place] for one in handed_in]
            given = [mark["got"] for mark in marks if mark["got"] is not None]
            counts = {points: given.count(points) for points in sorted({0.0, *given, pattern["of"]})}
            highest = max([*counts.values(), 1])
            # what was said, without the values at which it was
            said = [AT.split(mark["says"])[0] for mark in marks if mark["got"] == 0 and mark["says"]]
            most = max(sorted(set(said)), key=said.count, default="")
            asked.append(
                {
                    "id": pattern["id"],
                    "heading": headings[name][pattern["id"]],
                    "full": given.count(pattern["of"]),
                    "marked": len(given),
                    "bars": [{"points": points, "count": count, "height": round(30 * count / highest)} for points, count in counts.items()],
                    "said": f"{most} ({said.count(most)})" if most else "",
                }
            )
        # what is not wholly marked yet comes last
        asked.sort(key=lambda question: (question["marked"] < len(handed_in), question["full"] / max(question["marked"], 1)))
        assignments.append(
            {
                "title": title,
                "handed_in": len(handed_in),
                "late": sum(one["late"] for one in handed_in),
                "problems": [(one["called"], one["problem"]) for one in handed_in if one["problem"]],
                "mean": sum(one["total"] for one in handed_in) / max(len(handed_in), 1),
                "of": theirs[0]["of"],
                "open": any(one["open"] for one in handed_in),
                "questions": asked,
            }
        )
    marked = [one for one in all_sheets if one["file"]]
    walls = "Students' code ran behind walls." if all(one["walls"] for one in marked) else "Some of the students' code ran WITHOUT walls."
    said = {key: ", ".join(sorted({one[key] for one in marked})) for key in ("version", "seed")}
    return CLASS.render(students=names, assignments=assignments, versions=said["version"], seeds=said["seed"], walls=walls, style=STYLE)


def _tables(all_sheets, folder, titles, names):
    def write(name, rows):
        with open(folder / name, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([safe(cell) for cell in row] for row in rows)

    by_question = [("student", "assignment", "question", "points", "of", "remark", "late")]
    by_hand = [("student", "assignment", "question", "of", "points", "remark", "answer")]
    for one in all_sheets:
        for mark in one["marks"]:
            by_question.append((one["called"], one["assignment"], mark["id"], "" if mark["got"] is None else f"{mark['got']:g}", f"{mark['of']:g}", mark["says"], "late" if one["late"] else ""))
            given = mark.get("by_hand")
            if given or mark["got"] is None:  # what was given stays in the table, which may be the only place where it stands
                by_hand.append((one["student"], one["assignment"], mark["id"], f"{mark['of']:g}", f"{mark['got']:g}" if given else "", mark.get("remark", ""), one["essays"].get(mark["id"], "")))
    write("grades.csv", by_question)
    write("by_hand.csv", by_hand)

    total = {(one["called"], one["assignment"]): one for one in all_sheets}
    worth = {name: next(one["of"] for one in all_sheets if one["assignment"] == name) for name in titles}
    points = {name: [f"{total[name, which]['total']:g}" if (name, which) in total else "" for which in titles] for name in names}
    # Canvas takes a table with these five columns first, and the points possible in its second row
    about = ["", "", "", "", ""]
    canvas = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles.values()], ["    Points Possible", *about[1:], *(f"{worth[name]:g}" for name in titles)]]
    canvas += [[name, "", "", name, "", *points[name]] for name in names]
    write("canvas.csv", canvas)
    # Moodle asks which column is which: the user by name, a grade for each assignment, and a feedback
    moodle = [["username", *(column for title in titles.values() for column in (title, f"{title} (feedback)"))]]
    for name in names:
        row = [name]
        for which, got in zip(titles, points[name]):
            one = total.get((name, which))
            row += [got, "; ".join(f"{mark['id']}: {mark['says']}" for mark in one["marks"] if mark["says"]) if one else ""]
        moodle.append(row)
    write("moodle.csv", moodle)


def _read(table, *columns):
    """The rows of a table, with commas or, as spreadsheets of some countries write it, with semicolons."""
    try:
        text = Path(table).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{table}: it is not in UTF-8; save it as CSV UTF-8") from None
    first = text.partition("\n")[0]
    rows = list(csv.DictReader(text.splitlines(keepends=True), delimiter=";" if first.count(";") > first.count(",") else ","))
    if not rows or not {*columns} <= rows[0].keys():
        raise ValueError(f"{table}: it needs the columns {', '.join(columns)} in its first line")
    return [{key: value or "" for key, value in row.items() if key} for row in rows]


def read_names(table):
    """What stands for names: a CSV with the columns name and id."""
    rows = _read(table, "name", "id")
    called = {row["name"]: row["id"] for row in rows}
    bad = [id for id in called.values() if not id or not id.replace("-", "").replace("_", "").isalnum()]
    if bad or len(set(called.values())) < len(rows):
        raise ValueError(f"{table}: ids must be different, of letters, digits, - and _; got {', '.join(map(repr, bad)) or 'one twice'}")
    return called
