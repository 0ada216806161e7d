// What the scripts use without importing it.

/** esbuild includes Python files as text. */
declare module "*.py" {
  const text: string;
  export default text;
}

interface Window {
  MathJax?: { startup?: { promise: Promise<void> }; typesetPromise?(elements: Element[]): Promise<void> };
}

/** The index of the book, on the search page only: search-index.js. */
declare var searchIndex: import("./find.js").Index | undefined;
