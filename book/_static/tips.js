// Beside a link to an equation, number, figure or term: what it leads to. By mouse, keyboard and touch.
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const folder = new URL(".", script.src);
  const KNOWN = /^(eq|ledger-eq|num|fig|our-fig|term)-/;
  /** @type {HTMLElement | null} */
  let tip = null;
  /** @type {HTMLAnchorElement | null} */
  let shownFor = null;
  let turns = 0; // a later one makes an earlier one obsolete
  /** @type {Promise<void> | undefined} */
  let loading;

  /** The data, when the first link is pointed at. */
  const load = () =>
    (loading ??= new Promise((resolve, reject) => {
      const data = document.createElement("script");
      data.src = new URL("tips-data.js", folder).href;
      data.onload = () => resolve();
      data.onerror = () => reject(new Error("tips-data.js cannot be reached"));
      document.head.append(data);
    }));

  /**
   * The link of an event, if it leads to something that has a tip, elsewhere than in itself.
   *
   * @param {Event} event
   */
  function linkOf({ target }) {
    const link = target instanceof Element ? target.closest(".bd-article a[href*='#']") : null;
    if (!(link instanceof HTMLAnchorElement) || link.classList.contains("headerlink")) return null;
    return KNOWN.test(idOf(link)) ? link : null;
  }

  /** @param {HTMLAnchorElement} link */
  const idOf = (link) => decodeURIComponent(link.hash.slice(1));

  /** @param {HTMLAnchorElement} link */
  async function show(link) {
    if (shownFor === link) return;
    hide();
    shownFor = link;
    const turn = ++turns;
    try {
      await load();
    } catch {
      return; // the link itself still works
    }
    const content = globalThis.tips?.[idOf(link)];
    if (!content || turn !== turns) return;
    tip = document.createElement("div");
    tip.className = "tip d-print-none";
    tip.id = "tip";
    tip.setAttribute("role", "tooltip");
    if (content.image) {
      const image = document.createElement("img");
      image.src = new URL(`../_images/${content.image}`, folder).href;
      image.alt = "";
      tip.append(image);
    }
    if (content.math) {
      const math = document.createElement("div");
      math.className = "math";
      math.textContent = `\\[${content.math}\\]`;
      tip.append(math);
    }
    if (content.text) {
      const words = document.createElement("p");
      words.textContent = content.text;
      tip.append(words);
    }
    document.body.append(tip);
    link.setAttribute("aria-describedby", "tip");
    if (content.math) await window.MathJax?.typesetPromise?.([tip]);
    if (turn === turns) place(link);
  }

  /**
   * Above or below the link, within the window.
   *
   * @param {HTMLAnchorElement} link
   */
  function place(link) {
    if (!tip) return;
    const { left, top, bottom } = link.getBoundingClientRect();
    const { width, height } = tip.getBoundingClientRect();
    const below = top < height + 12;
    tip.style.left = `${scrollX + Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))}px`;
    tip.style.top = `${scrollY + (below ? bottom + 6 : top - height - 6)}px`;
    tip.style.visibility = "visible";
  }

  function hide() {
    turns++;
    shownFor?.removeAttribute("aria-describedby");
    tip?.remove();
    tip = shownFor = null;
  }

  /** @type {number | undefined} */
  let timer;
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    clearTimeout(timer);
    const link = linkOf(event);
    const isInTip = event.target instanceof Element && event.target.closest(".tip");
    if (link) timer = setTimeout(() => show(link), 150);
    else if (!isInTip) timer = setTimeout(hide, 150);
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link?.matches(":focus-visible")) show(link);
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") hide();
  });
  // the first touch shows, the second follows the link
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    const isTouch = event instanceof PointerEvent && event.pointerType === "touch";
    if (!isTouch) return;
    if (link && shownFor !== link) {
      event.preventDefault();
      show(link);
    } else if (!link) hide();
  });
})();
