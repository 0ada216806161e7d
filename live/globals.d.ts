// What the scripts use without importing it.

/** esbuild includes Python files as text. */
declare module "*.py" {
  const text: string;
  export default text;
}

interface Window {
  MathJax?: { typesetPromise?(elements: Element[]): Promise<void> };
}

/** Sphinx's search, on its search page only. */
declare var Search: { htmlToText(html: string, anchor?: string): string } | undefined;
