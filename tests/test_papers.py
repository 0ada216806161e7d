"""The papers about this edition: their lengths, sections, references, and the numbers that they state."""

import re

import pytest
import yaml
from pybtex.database import parse_file
from references import ROOT

from glasslib import data, ledger

COMMON = ("Summary", "Statement of need", "Acknowledgements", "References")
PAPERS = {
    "paper/paper.md": (250, 1000, ("How to teach with it", "Experience so far")),
    "paper/joss/paper.md": (
        750,
        1750,
        (
            "State of the field",
            "Software design",
            "Research impact statement",
            "AI usage disclosure",
        ),
    ),
}


def parts(name):
    """The metadata and the text of a paper."""
    _, head, text = (ROOT / name).read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), text


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_has_the_length_and_the_sections_that_its_journal_asks_for(name):
    least, most, sections = PAPERS[name]
    head, text = parts(name)
    assert least <= len(text.split()) <= most
    assert {*COMMON, *sections} <= set(re.findall(r"^# (.+)$", text, re.M))
    assert {"title", "tags", "authors", "affiliations", "date", "bibliography"} <= set(head)
    for picture in re.findall(r"\]\(([\w./-]+\.png)\)", text):
        assert (ROOT / name).with_name(picture).is_file()


@pytest.mark.parametrize("name", PAPERS)
def test_what_a_paper_cites_is_in_its_bibliography_with_a_doi_or_an_address(name):
    entries = parse_file(str((ROOT / name).with_name("paper.bib"))).entries
    cited = set(re.findall(r"@(\w+)", parts(name)[1]))
    assert cited == set(entries)
    for key, entry in entries.items():
        assert {"doi", "url"} & set(entry.fields), key


def test_numbers_in_the_papers_are_those_of_the_ledgers():
    equations, numbers = ledger.load("equations"), ledger.load("numbers")
    outcomes = [ledger.outcome(entry) for entry in numbers.values()]
    glasses = len(data.load("sciglass/elastic_and_T_g")["T_g_K"])
    corrected = sum("class" in entry for entry in equations.values())
    off = sum(outcomes.count(name) for name in ledger.CLASSES)
    numbered = sum(bool(re.fullmatch(r"[AB]?\d+", id)) for id in equations)
    for name, stated in {
        "paper/paper.md": [
            f"{numbered} numbered equations",
            f"{len(ledger.load('statements'))} claims",
            f"{len(list((ROOT / 'coursework' / 'assignments').iterdir()))} graded assignments",
        ],
        "paper/joss/paper.md": [
            f"{corrected} of the {len(equations)} relations",
            f"{off} of the printed numbers",
            f"{outcomes.count('agrees')} agree to the printed digits",
            f"{outcomes.count('holds')} lie within",
            f"{off} differ",
            f"all {numbered} numbered equations",
            f"more than {glasses // 100 * 100} glasses",
        ],
    }.items():
        text = parts(name)[1]
        for words in stated:
            assert words in text, words
