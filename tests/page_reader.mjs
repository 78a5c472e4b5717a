// Says what the page's own program says of leads, one line of JSON for each: how tests hold it to the engine.
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { Base, Lead } = await import(pathToFileURL(process.argv[2] + "/reader.mjs").href);

let base;

function said(counsel, lead) {
  const own = base.counsel(counsel);
  const { at, advised } = own.advise(lead);
  return {
    next: own.next(lead),
    fired: at.fired(),
    defeated: at.defeated(),
    conflicts: at.conflicts(),
    advised: Object.fromEntries(advised.map((one) => [one.concept, one])),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  if (asked.base) {
    base = new Base(JSON.parse(readFileSync(asked.base, "utf-8")));
    continue;
  }
  const lead = new Lead(base, asked.answers, asked.today);
  const found = { possible: lead.isPossible };
  for (const counsel of found.possible ? base.counselNames : []) found[counsel] = said(counsel, lead);
  process.stdout.write(JSON.stringify(found) + "\n");
}
