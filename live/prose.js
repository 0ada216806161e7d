// Numbers in the text: they follow the values that the cells publish.
/** @import { GlueOutput } from "./messages.js" */

/** @typedef {{ span: HTMLElement, name: string, format: string, original: string }} GluedNumber */

export class Prose {
  /** @param {HTMLElement} article */
  constructor(article) {
    /** @type {NodeListOf<HTMLElement>} */
    const spans = article.querySelectorAll("[data-glue]");
    /** @type {GluedNumber[]} */
    this.numbers = [...spans].map((span) => ({
      span,
      name: span.dataset.glue ?? "",
      format: span.dataset.form ?? "",
      original: span.textContent ?? "",
    }));
    /** @type {Record<string, string[]>} */
    this.formats = {}; // for each name, the formats in which the text has it
    for (const { name, format } of this.numbers) (this.formats[name] ??= []).push(format);
  }

  /** @param {GlueOutput} output */
  update({ glue, texts }) {
    for (const number of this.numbers) if (number.name === glue) setText(number, texts[number.format]);
  }

  /**
   * Restore the numbers of these names.
   *
   * @param {Set<string>} names
   */
  reset(names) {
    for (const number of this.numbers) if (names.has(number.name)) setText(number, number.original);
  }

  /** The numbers that differ from the book. */
  get changed() {
    return this.numbers.filter(({ span, original }) => span.textContent !== original).map(({ span }) => span);
  }
}

/**
 * @param {GluedNumber} number
 * @param {string} text
 */
function setText({ span, original }, text) {
  span.textContent = text;
  span.classList.toggle("live-changed", text !== original);
  if (text === original) span.removeAttribute("title");
  else span.title = `in the book: ${original}`;
}
