// Accessibility fixes for the theme.
document.addEventListener("DOMContentLoaded", () => {
  // a label must contain the visible text, or speech input cannot use it
  for (const button of document.querySelectorAll(".search-button-field, details > summary[aria-label]")) {
    button.removeAttribute("aria-label");
  }
  // what unfolds a part of the table of contents has no words of its own
  for (const toggle of document.querySelectorAll(".bd-sidebar-primary summary:has(.toctree-toggle)")) {
    const chapter = toggle.closest("li")?.querySelector("a")?.textContent?.trim();
    toggle.setAttribute("aria-label", `${chapter}: show the pages`);
  }
  // all content must be inside a landmark
  const logo = document.querySelector(".sidebar-primary-item .navbar-brand")?.parentElement;
  logo?.setAttribute("role", "region");
  logo?.setAttribute("aria-label", "Title of the book");
  for (const entry of document.querySelectorAll("[role=doc-biblioentry]")) {
    entry.setAttribute("role", "listitem"); // the theme's role is deprecated
  }
  // a report of an error names the equation, figure or section that was read
  document.querySelector(".report-error")?.addEventListener("toggle", ({ target }) => {
    const place = document.querySelector(".report-place");
    if (place && location.hash) place.textContent = decodeURIComponent(location.hash.slice(1));
    if (target instanceof HTMLElement) target.scrollIntoView({ block: "nearest" });
  });
  // printed pages show what is folded
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details:not([open])")) {
      details.setAttribute("open", "");
      addEventListener("afterprint", () => details.removeAttribute("open"), { once: true });
    }
  });
  // a formula or a table is a stop of the tab key only where it must be scrolled
  const scrolling = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (!(target instanceof HTMLElement)) continue;
      // of a formula, the visible part: a copy for screen readers lies hidden beside it
      const width = target.querySelector("mjx-math")?.getBoundingClientRect().width ?? target.scrollWidth;
      // one that does not nearly fill its paragraph was measured before its fonts had come
      const fills = width > 0.8 * (target.parentElement?.clientWidth ?? 0);
      const scrolls = fills && width > target.clientWidth + 1;
      target.classList.toggle("scrolls", scrolls);
      if (scrolls) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  Promise.all([window.MathJax?.startup?.promise, document.fonts.ready]).then(() => {
    for (const formula of document.querySelectorAll(".bd-article .math")) scrolling.observe(formula);
  });
  for (const table of document.querySelectorAll(".bd-article table.table")) scrolling.observe(table);
  // formulas that stay as they are written must be readable
  addEventListener("load", () => document.documentElement.classList.toggle("no-math", !window.MathJax?.startup));
  // an animated SVG also contains a still picture: SVG images do not see prefers-reduced-motion
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    /** @type {NodeListOf<HTMLImageElement>} */
    const images = document.querySelectorAll("article img[src$='.svg']");
    for (const image of images) image.src += "#still";
  } else {
    /** @type {NodeListOf<HTMLImageElement>} */
    const pictures = document.querySelectorAll(".tag_moving img");
    for (const image of pictures) addPause(image);
  }
});

/**
 * Below a moving picture: a button that stops and starts it.
 *
 * @param {HTMLImageElement} image
 */
function addPause(image) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-sm pause d-print-none";
  button.textContent = "Pause";
  button.addEventListener("click", () => {
    const moves = button.textContent === "Pause";
    image.src = image.src.replace("#still", "") + (moves ? "#still" : "");
    button.textContent = moves ? "Play" : "Pause";
  });
  image.after(button);
}
