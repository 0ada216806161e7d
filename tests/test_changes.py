"""How numbers and pages changed: `make changes` on a made-up repository, the page *Changes* and its feed."""

import json
import re
import subprocess
import sys
from types import SimpleNamespace
from xml.etree import ElementTree

import nbformat
import pytest
import yaml
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output
from number_changes import REFERENCE, main, report
from references import ROOT

sys.path.append(str(ROOT / "book" / "_ext"))
import changes

KEPT_TRUE = (ROOT / "book" / "kept_true.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

# ---- numbers, in a made-up repository


def notebook(*printed, **published):
    """A reference notebook that prints these lines and publishes these values; a claim is a dictionary."""
    outputs = [new_output("stream", name="stdout", text="\n".join(printed) + "\n")]
    for name, value in published.items():
        claim = isinstance(value, dict)
        outputs.append(
            new_output(
                "display_data",
                data={
                    "application/papermill.record/text/plain": json.dumps(value)
                    if claim
                    else repr(value)
                },
                metadata={
                    "scrapbook": {"name": f"claim:{name.replace('_', '-')}" if claim else name}
                },
            )
        )
    return new_notebook(cells=[new_code_cell("", outputs=outputs)])


@pytest.fixture
def repository(tmp_path):
    """A function that commits pages, by name; what is not named is removed. It returns the commit."""

    def git(*arguments):
        run = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
        return subprocess.run(run, cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    def commit(**pages):
        for old in folder.glob("*.ipynb"):
            old.unlink()
        for name, content in pages.items():
            nbformat.write(content, folder / f"{name}.ipynb")
        git("add", "--all")
        git("commit", "--allow-empty", "--message", "pages")
        return git("rev-parse", "HEAD").strip()

    folder = tmp_path / REFERENCE
    folder.mkdir(parents=True)
    git("init", "--quiet")
    return SimpleNamespace(commit=commit, root=tmp_path, git=git)


def verdict(computed, words):
    return {"computed": computed, "verdict": words}


OLD = {
    "droplet": notebook(
        "N* = 190.972 beads",
        "wall = 17.1",
        II_190=verdict(190.9720867, "agrees"),
        beads=190.9720867,
    )
}
NEW = {
    "droplet": notebook(
        "N* = 195.400 beads",
        "wall = 17.10000001",
        "one more line",
        II_190=verdict(195.4, "+3 %"),
        beads=195.4,
    ),
    "friction": notebook("0.5"),
}


def test_what_differs_is_listed_as_the_page_shows_it(repository, capsys):
    repository.commit(**OLD)
    repository.git("tag", "v1.0.0")
    repository.commit(**NEW)
    shown = re.search(r"made-up pages:\n\n```text\n(.*?)```", KEPT_TRUE, re.S)[1]
    main(["v1.0.0", ""], repository.root)
    assert capsys.readouterr().out == shown
    main(["v1.0.0", "HEAD"], repository.root)
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(
    "before, after, expected",
    [
        (["x = 1.2345678"], ["x = 1.2345679"], []),  # the last digits
        (["x = 1.2345"], ["x = 1.2347"], ["- x = 1.2345", "+ x = 1.2347"]),
        (["7 beads"], ["8 beads"], ["- 7 beads", "+ 8 beads"]),
        (["x = -1.5"], ["x = 1.5"], ["- x = -1.5", "+ x = 1.5"]),
        (["a  1.5", "b  2"], ["a 1.5", "b 2"], []),  # the widths of columns
        (["a 1.5", "--------"], ["a 1.5", "---"], []),
        # a new row, and only the row that changed
        (["1 2", "3 4"], ["0 1", "1 2", "3 4"], ["without a counterpart: 0 before, 1 after"]),
        (
            ["1 2", "a", "3 4"],
            ["1 2", "a", "b", "3 5"],
            ["- 3 4", "+ 3 5", "without a counterpart: 0 before, 1 after"],
        ),
        (["2 beads"], ["2 regions"], ["without a counterpart: 1 before, 1 after"]),
        (["T_1 = 5"], ["T_2 = 5"], ["without a counterpart: 1 before, 1 after"]),
    ],
)
def test_only_what_differs_is_listed(repository, before, after, expected):
    old = repository.commit(page=notebook(*before))
    new = repository.commit(page=notebook(*after))
    found = list(report(repository.root, old, new))
    listed = [line.strip() for line in found if line.startswith("  ")]
    assert listed == expected
    assert found[-1].startswith(f"pages compared: 1; with differences: {bool(expected):d}; ")


def test_a_value_or_a_verdict_that_is_gone_or_changed_is_listed(repository):
    old = repository.commit(
        page=notebook("x", I_1=verdict(2.0, "agrees"), I_2=verdict(1.0, "agrees"), gone=1.0)
    )
    new = repository.commit(
        page=notebook("x", I_1=verdict(2.0, "fails"), I_2=verdict(1.0, "agrees"))
    )
    assert list(report(repository.root, old, new)) == [
        "page",
        "  number I-1: 2: agrees -> 2: fails",
        "  without a counterpart: 1 before, 0 after",
        "pages compared: 1; with differences: 1; changed places: 1",
    ]


def test_pages_that_are_new_or_gone_are_named(repository):
    old = repository.commit(one=notebook("1"), two=notebook("2"))
    new = repository.commit(one=notebook("1"), three=notebook("3"))
    assert list(report(repository.root, old, new)) == [
        "new pages: three",
        "gone pages: two",
        "pages compared: 1; with differences: 0; changed places: 0",
    ]


def test_what_is_no_commit_or_has_no_references_is_said(repository):
    repository.commit()
    for arguments, message in (
        ([], "From which commit"),
        (["", ""], "From which commit"),
        (["nowhere"], "nowhere"),
        (["HEAD"], "HEAD has no reference notebooks"),
    ):
        with pytest.raises(SystemExit, match=message):
            main(arguments, repository.root)


# ---- what the page says of checks and releases


def test_the_commands_that_the_page_names_are_targets_of_make():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.+)$", makefile, re.M)[1].split())
    named = {
        target
        for command in re.findall(r"make ((?:[a-z][\w-]*\b ?)+)", KEPT_TRUE)
        for target in command.split()
    }
    named &= phony | {target for target in named if "-" in target}
    assert {"test", "test-all", "changes", "dist", "pdf", "links"} <= named <= phony


def test_the_page_says_as_long_as_it_is_so_that_there_is_one_version():
    first = "Version 1.0.0 is the first. There is no earlier version to compare it with"
    assert (first in KEPT_TRUE) == (len(changes.releases(CHANGELOG)) == 1)


def test_the_page_says_as_long_as_there_is_no_repository_that_no_workflow_ran():
    for text in (KEPT_TRUE, (ROOT / "README.md").read_text(encoding="utf-8")):
        assert ("have not run on GitHub yet" in text) == ("repository-code" not in CITATION)


# ---- the page of changes

MADE_UP = """# Changelog

## 1.1.0 (2027-02-03)

- *The entropic droplet*: the wall's `energy` is
  $-2$ & not 2. *Live* too.
- Quicker.

## 1.0.0 (2026-12-24)

- *Quantum mixing*: all.
"""
TITLES = {"The entropic droplet": "book/droplet", "Quantum mixing": "book/mixing"}


def test_a_changelog_is_read():
    newest, first = changes.releases(MADE_UP)
    assert (newest.version, newest.date, newest.anchor) == ("1.1.0", "2027-02-03", "version-1.1.0")
    assert len(newest.entries) == 2 and first.entries == ("*Quantum mixing*: all.",)
    assert "energy` is $-2$" in newest.entries[0]


@pytest.mark.parametrize("heading", ["1.1.0", "1.1.0 (soon)", "1.1.0 (2027-02-30)"])
def test_a_heading_without_a_version_and_a_date_is_refused(heading):
    with pytest.raises(ValueError):
        changes.releases(MADE_UP.replace("1.1.0 (2027-02-03)", heading))


def test_pages_that_changed_after_the_first_version_are_found():
    found = changes.releases(MADE_UP)
    listed = [(page, release.version) for page, release, _ in changes.changed_pages(found, TITLES)]
    assert listed == [("book/droplet", "1.1.0")]
    assert changes.changed_pages(found[1:], TITLES) == []
    assert changes.titles(ROOT).items() >= TITLES.items()


@pytest.mark.parametrize(
    "text, said",
    [
        ("## 1.0.0 (unreleased)\n\n- All.\n", "Version 1.0.0, the first, is not released yet."),
        (
            "## 1.0.0 (2026-12-24)\n\n- All.\n",
            "No page has changed since version 1.0.0, the first.",
        ),
    ],
)
def test_as_long_as_there_is_one_version_no_page_has_changed(text, said):
    assert changes.unchanged(changes.releases(text)) == said


def app(tmp_path, base, text):
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")
    config = SimpleNamespace(html_baseurl=base, html_title="A & B", author="We")
    return SimpleNamespace(
        confdir=tmp_path, outdir=tmp_path, config=config, builder=SimpleNamespace(name="html")
    )


def test_a_feed_lists_the_releases_with_their_dates(tmp_path):
    made_up = app(tmp_path, "https://host/path/", MADE_UP)
    changes.write_feed(made_up, None)
    feed = ElementTree.parse(tmp_path / "feed.xml").getroot()
    name = {"": "http://www.w3.org/2005/Atom"}
    assert feed.findtext("title", None, name) == "A & B: changes"
    assert feed.findtext("updated", None, name) == "2027-02-03T00:00:00Z"
    newest, first = feed.findall("entry", name)
    assert newest.find("link", name).get("href") == (
        "https://host/path/book/changes.html#version-1.1.0"
    )
    assert newest.findtext("content", None, name) == (
        "The entropic droplet: the wall's energy is -2 & not 2. Live too.\nQuicker."
    )
    assert first.findtext("updated", None, name) == "2026-12-24T00:00:00Z"
    context = {"pathto": lambda file, _: f"../{file}"}
    changes.name_feed(made_up, "book/droplet", "", context, None)
    assert 'href="../feed.xml"' in context["metatags"]


@pytest.mark.parametrize(
    "base, text", [("", MADE_UP), ("https://host/", "## 1.0.0 (unreleased)\n\n- All.\n")]
)
def test_there_is_no_feed_without_an_address_or_a_date(tmp_path, base, text):
    made_up, context = app(tmp_path, base, text), {}
    changes.write_feed(made_up, None)
    changes.name_feed(made_up, "book/droplet", "", context, None)
    assert not (tmp_path / "feed.xml").exists() and context == {}


def test_the_page_of_changes_links_the_pages_that_it_names(site):
    page = BeautifulSoup((site / "book/changes.html").read_text(encoding="utf-8"), "html.parser")
    article = page.find("article")
    named = {
        changes.titles(ROOT)[name]
        for name in changes.EMPHASIS.findall(CHANGELOG)
        if name in changes.titles(ROOT)
    }
    linked = {link["href"].partition("#")[0] for link in article.select("a[href]")}
    assert len(named) > 10
    assert {f"{name.removeprefix('book/')}.html" for name in named} <= linked
    for release in changes.releases(CHANGELOG):
        assert article.find(id=release.anchor)
