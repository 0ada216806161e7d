"""A release: the same version and authors everywhere, what the packages hold, and that two builds are one."""

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest
import yaml
from installed import readme_example
from references import ROOT

import glasslib

CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


# ---- one version, one list of authors


def test_the_version_is_the_same_everywhere():
    heading = re.search(r"^## (\S+) \((.+)\)$", read("CHANGELOG.md"), re.M)
    versions = {
        "CITATION.cff": CITATION["version"],
        "codemeta.json": json.loads(read("codemeta.json"))["version"],
        ".zenodo.json": json.loads(read(".zenodo.json"))["version"],
        "CHANGELOG.md": heading[1],
    }
    assert versions == dict.fromkeys(versions, glasslib.__version__)
    assert heading[2] == str(CITATION.get("date-released", "unreleased"))


def test_what_other_services_read_is_that_of_the_citation():
    """`make metadata` writes both files."""
    codemeta, zenodo = json.loads(read("codemeta.json")), json.loads(read(".zenodo.json"))
    assert codemeta["name"] == zenodo["title"] == CITATION["title"]
    assert codemeta["description"] == zenodo["description"] == CITATION["abstract"]
    assert codemeta["keywords"] == zenodo["keywords"] == CITATION["keywords"]
    assert len(codemeta["author"]) == len(zenodo["creators"]) == len(CITATION["authors"])
    for author, one, other in zip(
        CITATION["authors"], codemeta["author"], zenodo["creators"], strict=True
    ):
        name = author.get("family-names", author.get("name"))
        assert name in str(one) and name in str(other)
    assert codemeta.get("codeRepository") == CITATION.get("repository-code")


def test_authors_and_addresses_of_the_package_are_those_of_the_citation(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    from hatch_build import CitationHook

    citation = {
        "authors": [{"given-names": "A.", "family-names": "B", "email": "a@b.c"}, {"name": "We"}],
        "keywords": ["glasses"],
        "version": "2.0.0",
    }
    addresses = {"repository-code": "https://code", "url": "https://book/"}
    for extra, expected in (
        ({}, {}),
        (
            addresses,
            {
                "Documentation": "https://book/",
                "Source": "https://code",
                "Issues": "https://code/issues",
                "Changelog": "https://code/blob/v2.0.0/CHANGELOG.md",
            },
        ),
    ):
        (tmp_path / "CITATION.cff").write_text(yaml.safe_dump(citation | extra), encoding="utf-8")
        metadata = {}
        CitationHook(str(tmp_path), {}).update(metadata)
        assert metadata["authors"] == [{"name": "A. B", "email": "a@b.c"}, {"name": "We"}]
        assert metadata["urls"] == expected and metadata["keywords"] == ["glasses"]


# ---- the packages


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """The sdist and the wheel, from two copies of this folder that differ in dates and permissions."""
    names, builds = tracked(), []
    for umask, date in ((0o022, 1_000_000_000), (0o077, 1_700_000_000)):
        folder = tmp_path_factory.mktemp("copy")
        before = os.umask(umask)
        try:
            for name in names:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, folder / name)
                os.utime(folder / name, (date, date))
            subprocess.run(
                [sys.executable, "-m", "hatchling", "build"],
                cwd=folder,
                check=True,
                capture_output=True,
            )
        finally:
            os.umask(before)
        builds.append({path.name: path for path in (folder / "dist").iterdir()})
    return builds


def test_two_builds_are_the_same_to_the_byte(packages):
    one, other = packages
    version = glasslib.__version__
    assert set(one) == {f"glasslib-{version}.tar.gz", f"glasslib-{version}-py3-none-any.whl"}
    for name in one:
        assert one[name].read_bytes() == other[name].read_bytes(), name


def test_packages_hold_the_library_its_data_and_their_licenses(packages):
    library = {name for name in tracked() if name.startswith("glasslib/")}
    assert "glasslib/data/sciglass/LICENSE" in library
    stem = f"glasslib-{glasslib.__version__}"
    with zipfile.ZipFile(packages[0][f"{stem}-py3-none-any.whl"]) as wheel:
        held = set(wheel.namelist())
    assert {name for name in held if not name.startswith(f"{stem}.dist-info/")} == library
    for name in library | {"LICENSE"}:
        if "LICENSE" in name:
            assert f"{stem}.dist-info/licenses/{name}" in held
    with tarfile.open(packages[0][f"{stem}.tar.gz"]) as sdist:
        held = {name.partition("/")[2] for name in sdist.getnames()}
    units = {name for name in tracked() if name.startswith("tests/unit/")}
    assert library | units | {"LICENSE", "README.md", "CITATION.cff", "hatch_build.py"} <= held


def test_the_example_of_the_readme_gives_what_it_says():
    value, said = readme_example(read("README.md"))
    assert round(value) == said
