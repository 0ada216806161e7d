"""How the printed numbers changed: ``make changes FROM=COMMIT``, or ``TO=COMMIT`` too.

It compares the reference notebooks of two commits, or of a commit and this folder. A number differs
as in the tests: an integer at all, a decimal number by more than a millionth of it.
"""

import re
import subprocess
import sys
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

import nbformat
from helpers import DECIMAL, close
from references import ROOT, claims, published

REFERENCE = "tests/reference"
NUMBER = re.compile(rf"{DECIMAL.pattern}|(?<![\w.])[-+]?\d+(?![\w.])")
RULE = re.compile(r"([-─=])\1{2,}")  # below the head of a table
DIGITS = 6  # that are shown, and by which lines that stayed are found; `close` decides


@dataclass
class Difference:
    """What differs on a page: (name, old, new), (old line, new line), and the lines on one side only."""

    named: list[tuple[str, str, str]] = field(default_factory=list)
    lines: list[tuple[str, str]] = field(default_factory=list)
    added: int = 0
    removed: int = 0

    def __bool__(self):
        return bool(self.named or self.lines or self.added or self.removed)


def git(root, *arguments):
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"git {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout


def notebooks(root, commit):
    """The reference notebooks of a commit by page, or, without one, those of the folder."""
    if not commit:
        paths = sorted((root / REFERENCE).glob("*.ipynb"))
        texts = {path.stem: path.read_text(encoding="utf-8") for path in paths}
    else:
        names = git(root, "ls-tree", "-r", "--name-only", commit, "--", REFERENCE).splitlines()
        texts = {
            Path(name).stem: git(root, "show", f"{commit}:./{name}")
            for name in names
            if name.endswith(".ipynb")
        }
    return {page: nbformat.reads(text, as_version=4) for page, text in texts.items()}


def named(notebook):
    """What a page publishes for its text and the ledgers, by name; of a claim, value and verdict."""
    verdicts = {
        f"number {id}": f"{verdict['computed']!r}: {verdict['verdict']}"
        for id, verdict in claims(notebook).items()
    }
    return verdicts | {name: text for name, text in published(notebook) if ":" not in name}


def lines(notebook):
    """All lines that a page prints or shows as a result, without the widths of columns."""
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "scrapbook" not in output.get("metadata", {}):
                text = output.get("text") or output.get("data", {}).get("text/plain", "")
                found += [" ".join(line.split()) for line in text.splitlines()]
    return [RULE.sub("---", line) for line in found]


def rounded(line):
    return DECIMAL.sub(lambda number: f"{float(number[0]):.{DIGITS}g}", line)


def matched(one, other, form):
    """The parts of two lists as (part of one, part of the other), and whether they have the same form."""
    matcher = SequenceMatcher(None, list(map(form, one)), list(map(form, other)), autojunk=False)
    for kind, start, end, start2, end2 in matcher.get_opcodes():
        yield one[start:end], other[start2:end2], kind == "equal"


def compare(old, new):
    """What differs between two notebooks of a page."""
    found = Difference()
    before, after = named(old), named(new)
    for name in sorted(before.keys() & after.keys()):
        if not close(before[name], after[name]):
            found.named.append((name, before[name], after[name]))
    found.removed += len(before.keys() - after.keys())
    found.added += len(after.keys() - before.keys())
    # first what stayed, so that a new line in a table does not shift the others; then the same words
    for gone, come, same in matched(lines(old), lines(new), rounded):
        if same:
            continue
        for one, other, alike in matched(gone, come, lambda line: NUMBER.sub("#", line)):
            if alike:
                pairs = zip(one, other, strict=True)
                found.lines += [(a, b) for a, b in pairs if not close(a, b)]
            else:
                found.removed += len(one)
                found.added += len(other)
    return found


def report(root, start, end):
    """Lines that say what differs between the commits, by page."""
    old, new = notebooks(root, start), notebooks(root, end)
    if not old:
        raise SystemExit(f"{start} has no reference notebooks")
    numbers, differing = 0, 0
    for page in sorted(old.keys() & new.keys()):
        found = compare(old[page], new[page])
        if not found:
            continue
        differing += 1
        numbers += len(found.named) + len(found.lines)
        yield page
        for name, before, after in found.named:
            yield f"  {name}: {rounded(before)} -> {rounded(after)}"
        for before, after in found.lines:
            yield f"  - {before}"
            yield f"  + {after}"
        if found.removed or found.added:
            yield f"  without a counterpart: {found.removed} before, {found.added} after"
    for word, pages in (("new", new.keys() - old.keys()), ("gone", old.keys() - new.keys())):
        if pages:
            yield f"{word} pages: {', '.join(sorted(pages))}"
    compared = len(old.keys() & new.keys())
    yield f"pages compared: {compared}; with differences: {differing}; changed places: {numbers}"


def main(arguments, root=ROOT):
    if not arguments or not arguments[0]:
        raise SystemExit("From which commit or tag? make changes FROM=v1.0.0")
    start, end = [*arguments, ""][:2]
    for line in report(root, start, end):
        print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
