// Mends what the theme leaves to be wished for by those who hear a page rather than see it.
document.addEventListener("DOMContentLoaded", () => {
  // a label that differs from the text that is seen cannot be spoken to
  for (const button of document.querySelectorAll(".search-button-field, details > summary[aria-label]")) {
    button.removeAttribute("aria-label");
  }
  // what stands outside all landmarks is skipped over
  const logo = document.querySelector(".sidebar-primary-item .navbar-brand")?.parentElement;
  logo?.setAttribute("role", "region");
  logo?.setAttribute("aria-label", "Title of the book");
  for (const entry of document.querySelectorAll("[role=doc-biblioentry]")) {
    entry.setAttribute("role", "listitem"); // the theme's role is no longer in use
  }
  // A moving picture keeps a still one for whoever asks for it; an image is not told of the wish.
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    for (const image of document.querySelectorAll("article img[src$='.svg']")) {
      image.src += "#still";
    }
  }
  // Search results quote the page around a hit: leave out formulas, which are still TeX there.
  if (typeof Search !== "undefined") {
    const quote = Search.htmlToText;
    const formula = /<(span|div) class="[^"]*\bmath\b[^"]*"[^>]*>[^<]*<\/\1>/g;
    Search.htmlToText = (html, anchor) => quote(html.replace(formula, " … "), anchor);
  }
});
