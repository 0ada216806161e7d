"""The ledgers are complete and well formed, and hold together with the book and what it prints."""

import re
from collections import Counter
from importlib import import_module

import pytest
from references import ROOT, claims, pages, printed, reference

from glasslib import ledger

NUMBERED = [*map(str, range(1, 83)), *(f"A{n}" for n in range(1, 13)), "B1", "B2"]

ANCHOR = re.compile(r"^\((eq|fig)-([\w-]+)\)=$", re.M)
FIGURE = re.compile(r"^ +name: fig-(\w+)$", re.M)
AGREE = re.compile(r"^Eq\. (?P<id>\S+): (?P<function>[\w.]+) agrees with the derivation ")

TEXTS = {
    page.stem: page.read_text(encoding="utf-8") for page in sorted((ROOT / "book").glob("*.md"))
}
PRINTED = {page.stem: printed(reference(page)) for page in pages()}
CLAIMS = {page.stem: claims(reference(page)) for page in pages()}


def found(pattern):
    """(chapter, match) for each line that the references print and the pattern knows."""
    return [
        (chapter, match)
        for chapter, lines in PRINTED.items()
        for match in map(pattern.search, lines)
        if match
    ]


# ---- complete


def test_all_numbered_equations_are_entered_in_order():
    assert [id for id in ledger.load("equations") if id in NUMBERED] == NUMBERED


def test_all_figures_are_entered():
    assert list(ledger.load("figures")) == [str(n) for n in range(1, 25)]


# ---- well formed

EQUATION = {"says": "s", "section": "I", "chapter": "c", "kind": "derived"}
NUMBER = {
    "says": "s",
    "section": "I",
    "chapter": "c",
    "symbol": "x",
    "unit": "1",
    "printed": "5.8",
    "kind": "value",
}


@pytest.mark.parametrize(
    "name, entry, words",
    [
        (
            "equations",
            {"section": "I", "chapter": "c", "kind": "derived"},
            "field 'says' is missing",
        ),
        (
            "equations",
            {"says": "s", "section": "I", "kind": "derived"},
            "field 'chapter' is missing",
        ),
        ("equations", {**EQUATION, "kind": "guessed"}, "kind must be one of derived, input"),
        ("equations", {**EQUATION, "says": ""}, "field 'says' must be a str that says something"),
        ("equations", {**EQUATION, "color": "red"}, "unknown field 'color'"),
        ("numbers", {**NUMBER, "printed": 5.8}, "field 'printed' must be a str"),
        (
            "numbers",
            {**NUMBER, "printed": "five"},
            "printed must be readable as a value, got 'five'",
        ),
        ("numbers", {**NUMBER, "kind": "range"}, "printed must be readable as a range"),
        ("numbers", {**NUMBER, "digits": True}, "field 'digits' must be a int"),
        (
            "numbers",
            {**NUMBER, "class": "erratum", "under": "1"},
            "a difference needs both its class and why",
        ),
        ("numbers", {**NUMBER, "class": "mistake", "why": "w"}, "class must be one of erratum"),
        (
            "numbers",
            {**NUMBER, "input": "quoted", "restates": "1"},
            "only one of class, input and restates may be given",
        ),
        (
            "numbers",
            {**NUMBER, "class": "erratum", "why": "w"},
            "a difference, and nothing else, has either consequence and confidence, or under",
        ),
        (
            "equations",
            {**EQUATION, "class": "erratum", "consequence": "nothing"},
            "a difference, and nothing else, has either",
        ),
        ("equations", {**EQUATION, "under": "1"}, "a difference, and nothing else, has either"),
        (
            "equations",
            {**EQUATION, "class": "erratum", "consequence": "grave", "confidence": "certain"},
            "consequence must be one of conclusion",
        ),
        (
            "figures",
            {"says": "s", "section": "I", "chapter": "c", "kind": "lost"},
            "kind must be one of drawn",
        ),
        (
            "statements",
            {"says": "s", "section": "I", "treatment": "cited", "chapter": "c"},
            "has either chapter and passage or, where it is left out, a reason",
        ),
        (
            "statements",
            {"says": "s", "section": "I", "treatment": "left out", "passage": "p", "reason": "r"},
            "has either chapter and passage or",
        ),
        (
            "statements",
            {"says": "s", "section": "I", "treatment": "derived", "chapter": "c", "passage": "p"},
            "has a verdict if it is derived or computed",
        ),
    ],
)
def test_a_malformed_entry_is_named(name, entry, words):
    with pytest.raises(ValueError, match=f"{name} entry 'X-1': {re.escape(words)}"):
        ledger.check(name, "X-1", entry)


def test_a_well_formed_entry_comes_back():
    assert ledger.check("numbers", "X-1", NUMBER) == NUMBER


def test_an_unknown_ledger_is_an_error():
    with pytest.raises(
        ValueError,
        match="ledger must be one of 'equations', 'numbers', 'figures', 'statements', got 'tables'",
    ):
        ledger.load("tables")


@pytest.mark.parametrize(
    "text, words",
    [
        ('["1"]\nsays =', "figures.toml is not valid TOML"),
        ('["1"]\nsays = "s"', "figures entry '1': field 'section' is missing"),
    ],
)
def test_a_broken_file_is_named(tmp_path, monkeypatch, text, words):
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "figures.toml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(ledger, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match=words):
        ledger.load.__wrapped__("figures")


def test_an_entry_that_stands_twice_is_named(tmp_path, monkeypatch):
    (tmp_path / "ledger" / "numbers").mkdir(parents=True)
    for name in ("I", "II"):
        (tmp_path / "ledger" / "numbers" / f"{name}.toml").write_text(
            '["I-1"]\nsays = "s"\nsection = "I"\nchapter = "c"\nsymbol = "x"\nunit = "1"\nprinted = "1"\nkind = "value"',
            encoding="utf-8",
        )
    monkeypatch.setattr(ledger, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match="numbers entry 'I-1' appears twice"):
        ledger.load.__wrapped__("numbers")


def test_statements_of_every_section_are_entered():
    sections = {entry["section"] for entry in ledger.load("statements").values()}
    assert sections == {"I", "II", "VI", "VII", "A", "B"} | {
        f"{part}.{letter}"
        for part, letters in (("III", "ABC"), ("IV", "ABCDEFG"), ("V", "AB"))
        for letter in letters
    }


@pytest.mark.parametrize("name", ["equations", "numbers", "figures"])
def test_what_an_entry_says_is_short_and_ours(name):
    for id, entry in ledger.load(name).items():
        assert len(entry["says"]) <= 130 and not entry["says"].endswith("."), id
        assert re.fullmatch(r"[\w.-]+", id), id
        assert " " not in entry.get("symbol", ""), id


def test_what_a_statement_says_is_a_sentence():
    for id, entry in ledger.load("statements").items():
        assert id.startswith(f"{entry['section']}-") and re.fullmatch(r"[\w.-]+", id), id
        for words in (entry["says"], entry.get("reason", "None.")):
            assert words[0].isupper() and words.endswith(".") and len(words) <= 320, id


# ---- one with the book


def test_every_statement_is_treated_where_it_says():
    for id, entry in ledger.load("statements").items():
        if entry["treatment"] != "left out":
            assert TEXTS[entry["chapter"]].count(entry["passage"]) == 1, (id, entry["passage"])


def test_the_equation_near_a_statement_exists():
    equations = ledger.load("equations")
    for id, entry in ledger.load("statements").items():
        assert entry.get("near", "7") in equations, id


def test_every_equation_that_is_treated_stands_in_its_chapter_once():
    anchors = Counter(
        (chapter, id)
        for chapter, text in TEXTS.items()
        for kind, id in ANCHOR.findall(text)
        if kind == "eq"
    )
    assert anchors == Counter(
        (entry["chapter"], id) for id, entry in ledger.load("equations").items()
    )


def test_every_figure_that_is_treated_stands_in_its_chapter_once():
    names = Counter((chapter, id) for chapter, text in TEXTS.items() for id in FIGURE.findall(text))
    assert names == Counter((entry["chapter"], id) for id, entry in ledger.load("figures").items())


def test_every_derivation_is_compared_with_its_function_in_its_chapter():
    made = {(chapter, match["id"], match["function"]) for chapter, match in found(AGREE)}
    for id, entry in ledger.load("equations").items():
        if entry["kind"] != "input" and "same_as" not in entry:
            assert (entry["chapter"], id, entry["function"]) in made, id


def test_what_is_the_same_as_another_equation_is_not_compared_again():
    equations = ledger.load("equations")
    for _, match in found(AGREE):
        assert "same_as" not in equations[match["id"]], match[0]
    for id, entry in equations.items():
        if "same_as" in entry:
            other = equations[entry["same_as"]]
            assert "same_as" not in other and other["function"] == entry["function"], id


def test_every_comparison_is_of_an_equation_of_its_chapter():
    for chapter, match in found(AGREE):
        assert ledger.load("equations")[match["id"]].get("chapter") == chapter, match[0]


def test_every_function_named_exists():
    for id, entry in ledger.load("equations").items():
        if "function" in entry:
            module, name = entry["function"].split(".")
            assert callable(getattr(import_module(f"glasslib.{module}"), name)), id


def test_a_corrected_equation_says_what_is_wrong_with_the_print():
    for id, entry in ledger.load("equations").items():
        assert ("class" in entry and "note" in entry) == (entry["kind"] == "corrected"), id


def test_every_number_is_computed_or_used_in_its_chapter_and_nowhere_else():
    made = Counter((chapter, id) for chapter, verdicts in CLAIMS.items() for id in verdicts)
    assert made == Counter(
        (entry["chapter"], id)
        for id, entry in ledger.load("numbers").items()
        if "input" not in entry
    )
    for id, entry in ledger.load("numbers").items():
        if "input" in entry:
            assert f"(#num-{id})" in TEXTS[entry["chapter"]], id


def test_what_is_part_of_another_difference_names_one_that_stands_by_itself():
    equations = ledger.load("equations")
    for entry in (*equations.values(), *ledger.load("numbers").values()):
        if "under" in entry:
            assert "consequence" in equations[entry["under"]], entry


def test_a_number_that_is_off_says_why_and_one_that_agrees_does_not():
    for verdicts in CLAIMS.values():
        for id, verdict in verdicts.items():
            entry = ledger.load("numbers")[id]
            assert "restates" in entry or verdict["agrees"] == ("class" not in entry), id


def test_a_restatement_has_no_verdict():
    numbers = ledger.load("numbers")
    for verdicts in CLAIMS.values():
        for id, verdict in verdicts.items():
            assert verdict["verdict"].startswith("restates ") == ("restates" in numbers[id]), id


def test_every_number_has_one_outcome():
    assert {ledger.outcome(entry) for entry in ledger.load("numbers").values()} == set(
        ledger.OUTCOMES
    )
