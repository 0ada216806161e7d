"""``{glue:text}`size:.2f```, marked in the page with its name and format, so that live cells can update it."""

from html import escape

from docutils import nodes
from myst_nb.ext.glue.roles import PasteTextRole


class GlueRole(PasteTextRole):
    def run(self):
        pasted, messages = super().run()
        if messages:
            return pasted, messages
        name, _, form = self.text.partition(":")
        start = f'<span data-glue="{escape(name)}" data-form="{escape(form)}">'
        return [
            nodes.raw("", start, format="html"),
            *pasted,
            nodes.raw("", "</span>", format="html"),
        ], messages


def setup(app):
    app.setup_extension("myst_nb")
    app.add_role_to_domain("glue", "text", GlueRole(), override=True)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
