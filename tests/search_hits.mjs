// The first places that the search of a built site finds: queries from standard input, as JSON.
import { readFileSync } from "node:fs";
import { runInThisContext } from "node:vm";
import { makeSearch } from "../live/find.js";

runInThisContext(readFileSync(process.argv[2], "utf8"));
const find = makeSearch(globalThis.searchIndex);
const queries = JSON.parse(readFileSync(0, "utf8"));
const found = queries.map((query) => find(query).slice(0, 10).map(({ address }) => address));
process.stdout.write(JSON.stringify(found));
