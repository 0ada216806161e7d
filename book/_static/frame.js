// Accessibility fixes for the theme, and search results without TeX.
document.addEventListener("DOMContentLoaded", () => {
  // a label must contain the visible text, or speech input cannot use it
  for (const button of document.querySelectorAll(".search-button-field, details > summary[aria-label]")) {
    button.removeAttribute("aria-label");
  }
  // all content must be inside a landmark
  const logo = document.querySelector(".sidebar-primary-item .navbar-brand")?.parentElement;
  logo?.setAttribute("role", "region");
  logo?.setAttribute("aria-label", "Title of the book");
  for (const entry of document.querySelectorAll("[role=doc-biblioentry]")) {
    entry.setAttribute("role", "listitem"); // the theme's role is deprecated
  }
  // an animated SVG also contains a still picture: SVG images do not see prefers-reduced-motion
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    /** @type {NodeListOf<HTMLImageElement>} */
    const images = document.querySelectorAll("article img[src$='.svg']");
    for (const image of images) image.src += "#still";
  }
  // search results quote the text around a hit: leave out formulas, which are still TeX there
  if (typeof Search !== "undefined") {
    const quote = Search.htmlToText;
    const formula = /<(span|div) class="[^"]*\bmath\b[^"]*"[^>]*>[^<]*<\/\1>/g;
    Search.htmlToText = (html, anchor) => quote(html.replace(formula, " … "), anchor);
  }
});
