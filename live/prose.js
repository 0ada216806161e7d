// Numbers within the text: they follow what the cells tell.

export class Prose {
  constructor(article) {
    this.spans = [...article.querySelectorAll("[data-told]")].map((span) => ({ span, printed: span.textContent, ...span.dataset }));
    this.forms = {}; // for each number, the formats in which the text has it
    for (const { told, form } of this.spans) (this.forms[told] ??= []).push(form);
  }

  tell({ told, texts }) {
    for (const one of this.spans) if (one.told === told) set(one, texts[one.form]);
  }

  /** Put back the numbers of these names. */
  reset(names) {
    for (const one of this.spans) if (names.has(one.told)) set(one, one.printed);
  }

  /** How many differ from the book. */
  get changed() {
    return this.spans.filter(({ span, printed }) => span.textContent !== printed).length;
  }
}

function set({ span, printed }, text) {
  span.textContent = text;
  span.classList.toggle("live-told", text !== printed);
  if (text === printed) span.removeAttribute("title");
  else span.title = `in the book: ${printed}`;
}
