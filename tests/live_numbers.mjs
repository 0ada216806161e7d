// Python as in the browser, without one: runs the cells of a page for each line of JSON on its input,
// and answers with one line, what each cell gave.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { loadPyodide } from "pyodide";

// or node would print the whole of Pyodide, which is one line
process.on("uncaughtException", (error) => {
  console.error(error.message);
  process.exit(1);
});

const [mirror, runner, packages, ...wheels] = process.argv.slice(2);
const python = await loadPyodide({ packageCacheDir: mirror });
await python.loadPackage(packages.split(","), { messageCallback() {} });
for (const wheel of wheels) python.unpackArchive(new Uint8Array(readFileSync(wheel)), "wheel");
python.runPython(readFileSync(runner, "utf8"));

for await (const line of createInterface({ input: process.stdin })) {
  const { forms, codes } = JSON.parse(line);
  const cells = [];
  python.globals.get("begin")(JSON.stringify(forms), (output) => cells.at(-1).outputs.push(JSON.parse(output)));
  for (const [i, code] of codes.entries()) {
    cells.push({ outputs: [] });
    cells.at(-1).error = python.globals.get("run")(i, code, `cell ${i + 1}`) ?? null;
    if (cells.at(-1).error) break;
  }
  console.log(JSON.stringify(cells));
}
