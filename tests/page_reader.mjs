// Says what the page's own program says of leads, one line of JSON for each: how tests hold it to the engine.
import { createInterface } from "node:readline";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const part = (name) => import(pathToFileURL(`${process.argv[2]}/${name}`).href);
const { At, Base, Lead } = await part("reader.mjs");
const { LetterWriter } = await part("letters.mjs");

let base;

function lettersOf(counsel, lead, texts) {
  const { at } = base.counsel(counsel).advise(lead);
  const writer = new LetterWriter(at, texts);
  return base.data.letters.map(([step]) => {
    const draft = writer.draft(step, null);
    const needed = writer.needed(draft);
    return needed.length ? { needed } : { ...writer.write(draft), unanswered: writer.unanswered(draft) };
  });
}

// What is concluded where nothing is open.
function concluded(counsel, lead) {
  const at = new At(base.counsel(counsel), lead, lead.ways());
  const values = Object.fromEntries(Object.keys(base.data.concepts).map((name) => [name, at.values(name)]));
  return { fired: at.fired(), defeated: at.defeated(), conflicts: at.conflicts(), values };
}

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
  if (asked.only) Object.assign(found, concluded(asked.only, lead));
  else if (asked.texts) found.letters = lettersOf(asked.counsel, lead, asked.texts);
  else for (const counsel of found.possible ? base.counselNames : []) found[counsel] = said(counsel, lead);
  process.stdout.write(JSON.stringify(found) + "\n");
}
