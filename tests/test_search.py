"""The search of the built site: what is asked for by its exact name comes first, also with one wrong letter."""

import json
import re
import subprocess

import pytest
from references import ROOT, pages

from glasslib import ledger

# queries that readers tried, and the place that they meant
TRIED = {
    "Eq. 27": "book/time_dependent_heat.html#eq-27",
    "27": "book/time_dependent_heat.html#eq-27",
    "II-5.8": "book/numbers.html#num-II-5.8",
    "ripplon": "book/ripplons.html",
    "riplon": "book/ripplons.html",
    "platau": "book/plateau.html",
    "boson peak": "book/bump.html",
    "xi": "book/notation.html#symbol-xi-xi",
    "ξ": "book/notation.html#symbol-xi-xi",
    "TLS": "book/introduction.html",
    "two level systems": "book/introduction.html",
    "Grüneisen parameter": "book/expansion.html",
    "Gruneisen parameter": "book/expansion.html",
    "droplet.barrier": "book/api.html#glasslib.droplet.barrier",
}


@pytest.fixture(scope="module")
def index(site):
    script = (site / "_static" / "search-index.js").read_text(encoding="utf-8")
    return json.loads(script.removeprefix("globalThis.searchIndex = ").removesuffix(";\n"))


@pytest.fixture(scope="module")
def find(site):
    def find(queries):
        """The first ten places for each query."""
        finished = subprocess.run(
            ["node", ROOT / "tests/search_hits.mjs", site / "_static" / "search-index.js"],
            input=json.dumps(list(queries)),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert finished.returncode == 0, finished.stderr
        return dict(zip(queries, json.loads(finished.stdout), strict=True))

    return find


def places(index, kinds):
    """All names of entries of these kinds, with the places that have them."""
    found = {}
    for page, kind, anchor, title, names, _ in index["entries"]:
        if kind in kinds:
            for name in {title, *names}:
                found.setdefault(name, set()).add(f"{index['pages'][page]}.html#{anchor}")
    return found


def test_what_readers_tried(find):
    for query, hits in find(TRIED).items():
        assert hits and hits[0].startswith(TRIED[query]), (query, hits[:3])


@pytest.mark.parametrize("kinds", [("page", "section"), ("topic", "index", "row"), ("symbol",)])
def test_an_exact_name_comes_first(index, find, kinds):
    named = places(index, kinds)
    assert len(named) > 50
    others = places(index, ("page", "section", "topic", "index", "row", "symbol"))
    for query, hits in find(named).items():
        # another kind of entry may have the same name, or differ in capitals, accents and plurals only
        same = {
            place for name, there in others.items() if key(name) == key(query) for place in there
        }
        assert hits and hits[0] in named[query] | same, (query, hits[:3])


def key(name):
    return re.sub(r"s\b|[^\w.]|(?<!\d)\.|\.(?!\d)|_", "", name.casefold())


def test_each_entry_of_the_ledgers_is_found_by_its_name(find):
    rows = {f"Eq. {id}": f"ledger-eq-{id}" for id in ledger.load("equations")}
    rows |= {f"Fig. {id}": f"ledger-fig-{id}" for id in ledger.load("figures")}
    rows |= {id: f"num-{id}" for id in ledger.load("numbers")}
    for query, hits in find(rows).items():
        first = [hit.partition("#")[2] for hit in hits[:2]]  # the place in the chapter, and the row
        assert rows[query] in first or first[0] == rows[query].removeprefix("ledger-").lower(), (
            query,
            hits[:3],
        )


def test_a_word_is_found_with_one_wrong_letter(index, find):
    """The longest word of each chapter's title without its third letter, or with two letters exchanged for one."""
    titles = {
        index["pages"][page]: title
        for page, kind, _, title, _, _ in index["entries"]
        if kind == "page"
    }
    wrong = {}
    for page in pages():
        word = max(re.findall(r"[a-z]+", titles[f"book/{page.stem}"].lower()), key=len)
        if len(word) > 4:
            wrong[word[:2] + word[3:]] = f"book/{page.stem}.html"
            wrong[word[:2] + "q" + word[3:]] = f"book/{page.stem}.html"
    for query, hits in find(wrong).items():
        assert any(hit.startswith(wrong[query]) for hit in hits), (query, hits)


def test_nothing_is_found_where_nothing_is(find):
    assert find(["qzxqzx", ""]) == {"qzxqzx": [], "": []}
