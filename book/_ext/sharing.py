"""What search engines and shared links read of a page: a description, a picture, and, when the public address is known, a sitemap."""

import io
import json
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as escape_xml

from docutils import nodes
from PIL import Image
from printed import at_rest

LENGTH = 200  # characters of a description; more is not shown
SIZE, MARGIN = (1200, 630), 24  # of a picture, in the shape that shared links have, in pixels


def describe(app, pagename, templatename, context, doctree):
    """The first words of the page's result in short, or else of its text."""
    if doctree is None:
        return
    admonitions = (
        node for node in doctree.findall(nodes.Admonition) if "in-short" in node["classes"]
    )
    start = next(admonitions, doctree)
    words = next(
        (
            text
            for node in start.findall(nodes.paragraph)
            if not isinstance(next(iter(node.children), None), nodes.emphasis)
            and len(text := plain(node)) > 60
        ),
        "",
    )
    address = f"{app.config.html_baseurl}{pagename}.html" if app.config.html_baseurl else ""
    facts = {
        "og:type": "article",
        "og:site_name": app.config.html_title,
        "og:title": app.env.titles[pagename].astext(),
        "og:description": shortened(words),
        "og:url": address,
    }
    facts |= draw(app, pagename, doctree, context["pathto"])
    tags = [
        f'<meta property="{name}" content="{escape(text)}">' for name, text in facts.items() if text
    ]
    if "og:image" in facts:
        tags.append('<meta name="twitter:card" content="summary_large_image">')
    if words:
        tags.append(f'<meta name="description" content="{escape(shortened(words))}">')
    tags.append(structured(app.config, pagename, facts))
    context["metatags"] = context.get("metatags", "") + "\n".join(tags)


def key_figure(doctree):
    """The picture that a page opens with: its key figure, or the first page's picture of the idea."""
    lead = lambda node: isinstance(node, nodes.container) and "key-figure" in node["classes"]
    figure = next(doctree.findall(lead), None) or next(doctree.findall(nodes.figure), None)
    return figure and figure.next_node(nodes.image)


def draw(app, pagename, doctree, path_to):
    """Write a page's picture; return what to say of it. Its address is a full one where the public one is known."""
    image = key_figure(doctree)
    files = {name: path for path, name in app.builder.images.items()}
    source = image and files.get(image["uri"].rpartition("/")[2])
    drawn = source and png((Path(app.srcdir) / source).read_text(encoding="utf-8"))
    if not drawn:
        return {}
    name = f"pictures/{pagename.rpartition('/')[2]}.png"
    file = Path(app.outdir) / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(drawn)
    base = app.config.html_baseurl
    return {
        "og:image": f"{base}{name}" if base else path_to(name, 1),
        "og:image:width": str(SIZE[0]),
        "og:image:height": str(SIZE[1]),
        "og:image:alt": image.get("alt", ""),
    }


def png(svg):
    """A figure on a white ground, as large as it fits; nothing where the library cairo is not installed."""
    try:
        import cairosvg
    except OSError:
        return None
    within = tuple(length - 2 * MARGIN for length in SIZE)
    large = cairosvg.svg2png(at_rest(svg).encode(), output_width=2 * SIZE[0])
    figure = Image.open(io.BytesIO(large)).convert("RGBA")
    figure.thumbnail(within)
    ground = Image.new("RGBA", SIZE, "white")
    corner = tuple((length - part) // 2 for length, part in zip(SIZE, figure.size, strict=True))
    ground.alpha_composite(figure, corner)
    file = io.BytesIO()
    ground.convert("RGB").quantize(128).save(file, "PNG", optimize=True)
    return file.getvalue()


def structured(config, pagename, facts):
    """The page for machines, in the words of schema.org."""
    said = {
        "@context": "https://schema.org",
        "@type": "Course" if pagename == "book/coursework" else "ScholarlyArticle",
        "name": facts["og:title"],
        "description": facts["og:description"],
        "author": config.author,
        "url": facts["og:url"],
        "image": facts.get("og:image", "") if config.html_baseurl else "",
        "isPartOf": {"@type": "Book", "name": config.html_title},
        "isBasedOn": f"https://doi.org/{config.html_context['paper_doi']}",
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    text = json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False)
    return '<script type="application/ld+json">' + text.replace("</", r"<\/") + "</script>"


def plain(node):
    """The text of a node without markup; of a formula its source, without backslashes."""
    parts = (
        text.astext().replace("\\", "") if isinstance(text.parent, nodes.math) else text.astext()
        for text in node.findall(nodes.Text)
        if not isinstance(text.parent, nodes.raw)
    )
    return " ".join("".join(parts).split())


def shortened(words):
    """Whole sentences as far as they fit, or whole words."""
    if len(words) <= LENGTH:
        return words
    kept = words[:LENGTH]
    end = kept.rfind(". ")
    return kept[: end + 1] if end > LENGTH / 2 else kept[: kept.rfind(" ")] + " …"


def write_sitemap(app, exception):
    base = app.config.html_baseurl
    if exception or app.builder.name != "html" or not base:
        return
    pages = "".join(
        f"<url><loc>{escape_xml(f'{base}{page}.html')}</loc></url>\n"
        for page in sorted(app.env.found_docs)
    )
    (Path(app.outdir) / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{pages}</urlset>\n',
        encoding="utf-8",
    )


def setup(app):
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_sitemap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
