// What the scripts use without importing it.

/** esbuild includes Python files as text. */
declare module "*.py" {
  const text: string;
  export default text;
}

interface Window {
  MathJax?: { startup?: { promise: Promise<void> }; typesetPromise?(elements: Element[]): Promise<void> };
}

/** What is shown beside links: tips-data.js. */
declare var tips: Record<string, { text?: string; math?: string; image?: string }> | undefined;

/** The index of the book, on the search page only: search-index.js. */
declare var searchIndex: import("./find.js").Index | undefined;

/** What *Your own glass* computes with: glass_data.js. */
declare var boardData: import("./messages.js").BoardData | undefined;
declare var glassData: import("./messages.js").GlassData | undefined;
