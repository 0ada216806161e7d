"""The book typeset by LaTeX: ``python book/pdf.py FOLDER`` writes the whole and each chapter to FOLDER/site/pdf/.

What the pages show differently in print is in ``_ext/printed.py``.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import yaml
from jupyter_book.config import get_final_config
from pypdf import PdfReader, PdfWriter
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from glasslib import __version__

ROOT = Path(__file__).resolve().parent.parent
NAME = "low-temperature-glasses"
# what serves the site only, and what would change the structure for another kind of book
LEFT_OUT = {
    "jupyter_book",
    "sphinx_book_theme",
    "sphinx_comments",
    "sphinx_copybutton",
    "sphinx_jupyterbook_latex",
    "sphinx_multitoc_numbering",
    "sphinx_thebe",
    "key_figure",
    "notebooks",
    "page_assets",
    "search_index",
    "sharing",
    "tips",
}


# fonts with the signs that the pages and the printed results use
SIGNS = "₀₁₂₃₄₅₆₇₈₉⁰⁴⁵⁶⁷⁸⁹⁻⁺⅓⅔ˣ✅≪"
PREAMBLE = (
    r"""
\setcounter{secnumdepth}{-2}
\setcounter{tocdepth}{0}
\emergencystretch=4em
\usepackage{newunicodechar}
\newfontfamily\signfont{FreeSerif}
\newcommand{\sign}[1]{\texorpdfstring{\iffontchar\font#1 \char#1 \else{\signfont\char#1 }\fi}{\unichar{#1}}}
\newunicodechar{\u200b}{\hspace{0pt}}
\usepackage{adjustbox}
\newcommand{\fitted}[1]{\adjustbox{max width=0.94\linewidth}{$\displaystyle #1$}}
\makeatletter
\AtBeginDocument{\spx@image@maxheight=0.82\textheight} % which leaves room for a caption
% captions begin with the paper's number of the figure, or have none
\long\def\@makecaption#1#2{\vskip\abovecaptionskip{\small #2\par}\vskip\belowcaptionskip}
\usepackage{ragged2e}
\newcolumntype{\X}[2]{>{\RaggedRight\arraybackslash}p{\dimexpr
  (\linewidth-\spx@arrayrulewidth)*#1/#2-\tw@\tabcolsep-\spx@arrayrulewidth\relax}}
% tables have no number: (continued from previous page)
\protected\def\sphinxtablecontinued#1{{\let\tablename\relax\let\thetable\relax\let\textendash\relax\small #1}}
\let\captionwithlist\caption
\renewcommand{\caption}[1]{\captionwithlist[]{#1}}
\makeatother
\addto\captionsenglish{\renewcommand{\contentsname}{Contents}}
""".replace(r"\u200b", "\u200b")
    + "".join(
        # after unicode-math has made some of them formulas
        rf"\AtBeginDocument{{\newunicodechar{{{sign}}}{{\sign{{{ord(sign)}}}}}}}" + "\n"
        for sign in SIGNS
    )
)
FONTS = r"""
\setmainfont{texgyrepagella}[Extension=.otf,UprightFont=*-regular,BoldFont=*-bold,ItalicFont=*-italic,BoldItalicFont=*-bolditalic]
\setsansfont{texgyreheros}[Extension=.otf,UprightFont=*-regular,BoldFont=*-bold,ItalicFont=*-italic,BoldItalicFont=*-bolditalic,Scale=0.95]
\setmonofont{DejaVu Sans Mono}[Scale=0.8]
\usepackage{unicode-math}
\setmathfont{texgyrepagella-math.otf}
"""


def settings():
    """Those of _config.yml, and what print needs."""
    config, _ = get_final_config(
        user_yaml=ROOT / "_config.yml",
        sourcedir=ROOT,
        cli_config={"latex_individualpages": False},
    )
    for name in ("comments_config", "use_jupyterbook_latex", "html_theme_options"):
        del config[name]
    extensions = [name for name in config["extensions"] if name not in LEFT_OUT]
    title = config["html_title"]
    return config | {
        "extensions": [*extensions, "sphinxcontrib.cairosvgconverter", "printed"],
        "project": title,
        "release": __version__,
        "html_theme": "basic",
        "latex_engine": "xelatex",
        "latex_use_xindy": False,
        "latex_documents": [("book/index", f"{NAME}.tex", title, "", "manual")],
        "latex_elements": {
            "papersize": "a4paper",
            "fontpkg": FONTS,
            "preamble": PREAMBLE,
            "extraclassoptions": "openany,oneside",
            "fncychap": "",
        },
        "exercise_style": "",  # solutions name their exercises
        "nb_execution_cache_path": str(ROOT / "_build" / ".jupyter_cache"),
        "nb_mime_priority_overrides": [("latex", "image/svg+xml", 1)],
    }


def write_tex(folder):
    """The LaTeX source and its figures."""
    os.environ["GLASSLIB_EXPLORE"] = "table"  # as for the site, whose executed cells are used
    with patch_docutils(str(ROOT)), docutils_namespace():
        app = Sphinx(
            srcdir=ROOT,
            confdir=None,
            outdir=folder,
            doctreedir=folder.parent / ".doctrees",
            buildername="latex",
            confoverrides=settings(),
            status=None,
            warningiserror=True,
            keep_going=True,
        )
        app.build()
        return app.statuscode


def typeset(folder):
    done = subprocess.run(
        [
            "latexmk",
            "-xelatex",
            "-interaction=nonstopmode",
            "-halt-on-error",
            "-quiet",
            f"{NAME}.tex",
        ],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if done.returncode:
        print(done.stdout.decode(errors="replace")[-3000:])
    return done.returncode


def split(whole):
    """Each chapter as a file of its own beside the whole, with its name and its page numbers."""
    reader = PdfReader(whole)
    about, _, *parts = reader.outline  # each followed by the list of what it contains
    starts = [reader.get_destination_page_number(about)]
    for item in parts:
        for mark in item if isinstance(item, list) else [item]:
            if not isinstance(mark, list):  # the sections of a chapter
                starts.append(reader.get_destination_page_number(mark))
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = ["index"]
    for part in contents["parts"]:
        names.append("")  # its title page
        names += [Path(chapter["file"]).name for chapter in part["chapters"]]
    names.insert(names.index("notation") - 1, "solutions")
    names.remove("bibliography")
    for name, first, last in zip(names, starts, [*starts[1:], None], strict=False):
        if name:
            writer = PdfWriter()
            writer.append(reader, pages=(first, last or len(reader.pages)))
            writer.write(whole.with_name(f"{name}.pdf"))


if __name__ == "__main__":
    folder = Path(sys.argv[1]).resolve()
    tex, site = folder / "tex", folder / "site" / "pdf"
    for old in (tex, site):
        shutil.rmtree(old, ignore_errors=True)
    failed = write_tex(tex) or typeset(tex)
    if not failed:
        site.mkdir(parents=True)
        shutil.move(tex / f"{NAME}.pdf", site)
        split(site / f"{NAME}.pdf")
    sys.exit(failed)
