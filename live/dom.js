// Short ways to create and find elements.

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} className
 * @param {string} text
 */
export function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

/**
 * A button; `label` is what a screen reader says where the text alone is not enough.
 *
 * @param {string} text
 * @param {() => void} onClick
 */
export function makeButton(text, onClick, label = text) {
  const button = make("button", "btn btn-sm", text);
  button.type = "button";
  if (label !== text) button.setAttribute("aria-label", label);
  button.addEventListener("click", onClick);
  return button;
}

/**
 * The first element that matches, which must exist.
 *
 * @param {string} selector
 * @param {ParentNode} root
 * @returns {HTMLElement}
 */
export function find(selector, root = document) {
  const element = root.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`this page has no ${selector}`);
  return element;
}

/**
 * Change the page without moving what the reader is looking at.
 *
 * @param {HTMLElement} article
 * @param {() => void} change
 */
export function keepPlace(article, change) {
  const top = document.querySelector(".bd-header-article")?.getBoundingClientRect().bottom ?? 0;
  const parts = [...article.querySelectorAll("h1, h2, h3, p, figure, div.cell, div.math")];
  // the first that begins in view; where one fills the window, that one
  const read =
    parts.find((part) => part.getBoundingClientRect().top >= top && part.getBoundingClientRect().top < innerHeight) ??
    parts.find((part) => part.getBoundingClientRect().bottom > top);
  const before = read?.getBoundingClientRect().top ?? 0;
  const { style } = document.documentElement;
  style.overflowAnchor = "none"; // or the browser would make up for it, too
  change();
  if (read && scrollY > 0) scrollBy({ top: read.getBoundingClientRect().top - before, behavior: "instant" });
  requestAnimationFrame(() => style.removeProperty("overflow-anchor"));
}

/**
 * Text as nodes, in which what follows an underscore is a subscript: k_B.
 *
 * @param {string} text
 * @param {(subscript: string) => Node} lower makes one
 */
export function withSubscripts(text, lower) {
  return text.split(/_([A-Za-z0-9]+)/).map((part, i) => (i % 2 ? lower(part) : document.createTextNode(part)));
}

/**
 * The same as HTML.
 *
 * @param {string} text
 */
export function subscripted(text) {
  return withSubscripts(text, (part) => make("sub", "", part));
}
