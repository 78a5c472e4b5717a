// Checks a certificate of followthrough (docs/certificate.md), and shares nothing with the program that wrote it.
//
//     node checker.mjs FILE [BASE]
//
// BASE is the digest that the rules should have, or a JSON file with any of the `title`, `hash`, `digest`, and
// `knowledge` of a base. Exit status: 0 accepted, 1 refused, 2 not a certificate. A page calls `check`.
const FORMAT = "followthrough certificate", VERSION = 1;
const PARTS = "advice,answers,base,counsel,facts,format,hash,knowledge,open,steps,today,version";
const NO = 0, OPEN = 1, YES = 2; // so for no answers to the open questions, for some, and for all
const SAID = ["not held", "open", "held"];
const UNASKED = Symbol("open"); // the value of a fact that may still get one
const THERE = "in the base it is", MOST_PROBLEMS = 25, DAY = 864e5; // in milliseconds

/**
 * Check a certificate: the text of its file, or what was parsed of it; against a base, or the digest of its rules, too.
 * @param {any} certificate
 * @param {{title?: string, hash?: string, digest?: string, knowledge?: any} | string | null} [base]
 * @returns {{accepted: boolean, problems: {where: string, says: string}[]}}
 */
export function check(certificate, base) {
  const problems = [], note = (where, says) => problems.push({ where, says });
  try {
    const read = typeof certificate === "string" ? parsed(certificate) : certificate;
    checkForm(read);
    checkHashes(read, typeof base === "string" ? { digest: base } : base ?? {}, note);
    const found = following(read, note);
    for (const part of Object.keys(found)) compare([part], read[part], found[part], note);
  } catch (error) {
    note(error.where ?? "certificate", error.where ? error.message : "is not of the form of one");
  }
  return { accepted: problems.length === 0, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** Parse a text. A key that stands twice is refused: another reader might go by the other one. @param {string} text */
function parsed(text) {
  let keys = 0;
  const read = JSON.parse(text, (_, value) => ((keys += isObject(value) ? Object.keys(value).length : 0), value));
  const colons = text.replace(/"(?:[^"\\]|\\.)*"/g, "").split(":").length - 1;
  if (colons !== keys) throw refused("certificate", "has a key twice");
  return read;
}

function checkForm(read) {
  if (!isObject(read) || read.format !== FORMAT) throw refused("format", `is not ${shown(FORMAT)}`);
  if (read.version !== VERSION) throw refused("version", `is not ${VERSION}, the one that this checker knows`);
  for (const [where, all, parts] of [["certificate", read, PARTS], ["base", read.base, "digest,hash,title"]])
    if (`${Object.keys(all).sort()}` !== parts) throw refused(where, `does not have the parts ${parts}`);
}

function checkHashes(read, base, note) {
  const { hash, ...rest } = read;
  if (digest(rest) !== hash) note("hash", "is not that of the certificate: something was changed");
  if (digest(read.knowledge) !== read.base.digest) note("base: digest", "is not that of the knowledge");
  const { knowledge, ...hashes } = base;
  for (const part of Object.keys(hashes)) compare(["base", part], read.base[part], base[part], note, THERE);
  if (knowledge && base.digest !== read.base.digest) compare(["knowledge"], read.knowledge, knowledge, note, THERE);
}

/** Work out, in the order of the steps, what follows from the answers of a certificate by its rules. */
function following(read, note) {
  const { answers, today, knowledge } = read;
  const { questions, counts, concepts, sums, rules } = knowledge;
  const facts = new Map([["today", today]]), fired = new Map(), truths = new Map(), totals = new Map();
  const overriding = new Map(), claiming = new Map(), tables = new Map(), asking = new Set();
  for (const [name, rule] of Object.entries(rules)) {
    for (const other of rule.overrides) added(overriding, other, name);
    for (const conclusion of rule.then) added(claiming, shown(conclusion), name);
    if (rule.row) added(tables, rule.row.table, name);
  }
  const claims = (concept, value) => claiming.get(shown([concept, value])) ?? [];

  // Facts, and whether the answers can be given together
  function fact(name) {
    if (facts.has(name)) return facts.get(name);
    if (asking.size === asking.add(name).size) throw refused(`knowledge: ${name}`, "depends on itself");
    const count = own(counts, name), unasked = () => (allHold(questions[name]["only if"]) === NO ? null : UNASKED);
    const answer = () => (Object.hasOwn(answers, name) ? answers[name] : unasked());
    facts.set(name, count ? between(count, fact(count.first), fact(count.last)) : answer());
    return facts.get(name);
  }
  function checkAnswer(name, value) {
    const question = questions[name], wrong = (says) => note(`answers: ${name}`, says);
    if (!fits(value, question)) wrong(`cannot be ${shown(value)}`);
    else if (allHold(question["only if"]) === NO) wrong("does not apply");
    else if (value !== null && question.kind === "date") {
      if (question.passed && value > today) wrong("has not come yet");
      for (const one of question["not before"]) if (known(fact(one)) && value < fact(one)) wrong(`is before ${one}`);
    }
  }

  // Tests
  const allHold = (conditions) => Math.min(YES, ...conditions.map(holds));
  const holds = (one) => (one["any of"] ? most(one["any of"].map(allHold)) : passes(one));
  function passes({ fact: name, test: tests }) {
    if (own(concepts, name)) return most(tests.map((test) => concluded(name, test)));
    if (own(sums, name)) return most(tests.map((test) => within(settled(totals, name), test)));
    const value = fact(name);
    return value === UNASKED ? OPEN : tests.some((test) => meets(value, test)) ? YES : NO;
  }
  function concluded(name, test) {
    const { values, many } = concepts[name], found = settled(truths, name), other = test["other than"];
    if ("known" in test) return test.known ? most(values.map((value) => found.get(value))) : found.get(null);
    if ("is" in test) return found.get(test.is);
    if (many) return YES - most([found.get(other), found.get(null)]);
    return most(values.filter((value) => value !== other).map((value) => found.get(value)));
  }
  function settled(where, name) {
    if (!where.has(name)) throw refused(`steps: ${name}`, "does not come before what rests on it");
    return where.get(name);
  }

  // Steps
  const step = ({ rule, concept, sum }) => (rule ? ruleStep(rule) : sum ? sumStep(sum) : conceptStep(concept));
  function ruleStep(name) {
    const rule = rules[name], above = (one) => rules[one].row.rank < rule.row.rank;
    const others = [...(overriding.get(name) ?? []), ...(rule.row ? tables.get(rule.row.table).filter(above) : [])];
    const outcomes = (conditions) => testsOf(conditions).map((one) => SAID[passes(one)]);
    const applied = Math.min(allHold(rule.if), rule.unless ? YES - allHold(rule.unless) : YES);
    const truth = Math.min(applied, ...others.map((other) => YES - settled(fired, other)));
    fired.set(name, truth);
    const found = { rule: name, if: outcomes(rule.if), ...(rule.unless && { unless: outcomes(rule.unless) }) };
    if (truth === NO && applied !== NO)
      return { ...found, outcome: "defeated", by: others.filter((other) => fired.get(other) === YES).sort() };
    if (truth !== YES) return { ...found, outcome: truth === OPEN ? "open" : "silent" };
    return { ...found, outcome: "fired", ...(rule.due && { due: dueDay(rule.due) }) };
  }
  function dueDay(due) { // the last of its days, or today if it names none
    const days = Object.entries(due).map(([name, number]) => {
      const { first, last } = counts[name], day = fact(last === "today" ? first : last);
      return known(day) ? dayText(dayNumber(day) + (last === "today" ? number : -number)) : day;
    });
    if (days.includes(UNASKED)) return "open";
    return days.length ? days.filter(known).sort().pop() ?? null : today;
  }
  function conceptStep(name) {
    const { values, many, otherwise } = concepts[name];
    const claimed = values.map((value) => most(claims(name, value).map((rule) => settled(fired, rule))));
    const conflict = many ? NO : [NO, NO, ...claimed].sort()[claimed.length];
    const unless = (value) => (value === otherwise ? YES - most(claimed) : NO);
    const found = values.map((value, i) => [value, Math.max(Math.min(claimed[i], YES - conflict), unless(value))]);
    const undecided = YES - most(found.map(([, truth]) => truth));
    truths.set(name, new Map([...found, [null, undecided]]));
    const said = Object.fromEntries(found.map(([value, truth]) => [value, SAID[truth]]));
    return { concept: name, values: said, conflict: SAID[conflict], undecided: SAID[undecided] };
  }
  function sumStep(name) {
    const { adds } = sums[name], held = adds.map(passes);
    const adding = (sign) => adds.filter(({ points }, i) => held[i] === YES || (held[i] === OPEN && points * sign > 0));
    const total = (sign) => adding(sign).reduce((sum, { points }) => sum + points, 0);
    totals.set(name, { from: total(-1), to: total(1) });
    return { sum: name, adds: held.map((truth) => SAID[truth]), ...totals.get(name) };
  }

  // What it comes to
  function advised(name) {
    if (own(sums, name)) return settled(totals, name);
    const { values } = concepts[name], found = settled(truths, name);
    const held = values.filter((value) => found.get(value) === YES);
    const by = (value, truth) => claims(name, value).filter((rule) => fired.get(rule) === truth).sort();
    const dated = (value, truth) => by(value, truth).map((rule) => rules[rule].due).filter((due) => due);
    const due = (value) => {
      const days = dated(value, YES).map(dueDay).filter(known);
      return days.includes("open") || dated(value, OPEN).length ? "open" : days.sort()[0] ?? null;
    };
    const each = (said) => Object.fromEntries(held.map((value) => [value, said(value)]));
    const open = [...values, null].filter((value) => found.get(value) === OPEN);
    return { values: held, open, by: each((value) => by(value, YES)), due: each(due) };
  }

  const every = [...Object.keys(rules), ...Object.keys(concepts), ...Object.keys(sums)].sort();
  const named = read.steps.map(({ rule, concept, sum }) => rule ?? concept ?? sum).sort();
  if (`${named}` !== `${every}`) throw refused("steps", "do not have every rule, concept, and sum once");
  if (read.counsel !== knowledge.counsel.name) note("counsel", "is not the one whose rules these are");
  dayNumber(today);
  Object.entries(answers).forEach(([name, value]) => checkAnswer(name, value));
  if (knowledge.never.some((never) => allHold(never) === YES)) note("answers", "cannot be given together");
  const names = ["today", ...Object.keys(questions), ...Object.keys(counts)].sort();
  const open = names.filter((name) => fact(name) === UNASKED);
  const said = names.filter((name) => fact(name) !== UNASKED).map((name) => [name, fact(name)]);
  const steps = read.steps.map(step);
  const advice = knowledge["advises on"].map((name) => [name, advised(name)]);
  return { facts: Object.fromEntries(said), open, steps, advice: Object.fromEntries(advice) };
}

// One test, one answer, one day
const most = (truths) => Math.max(NO, ...truths);
const testsOf = (conditions) => conditions.flatMap((one) => (one["any of"] ? one["any of"].flatMap(testsOf) : [one]));
const inside = (number, test) => (test.from ?? -Infinity) <= number && number <= (test.to ?? Infinity);

function meets(value, test) { // null is no value
  if ("known" in test) return test.known === (value !== null);
  if (value === null) return false;
  const is = (one) => (Array.isArray(value) ? value.includes(one) : value === one);
  if ("is" in test) return is(test.is);
  return "other than" in test ? !is(test["other than"]) : typeof value === "number" && inside(value, test);
}

function within(total, test) {
  const other = test["other than"];
  if (other !== undefined) return YES - within(total, { from: other, to: other });
  if (inside(total.from, test) && inside(total.to, test)) return YES;
  return total.to < (test.from ?? -Infinity) || total.from > (test.to ?? Infinity) ? NO : OPEN;
}

function fits(value, { kind, unknown, choices, many, from, to }) {
  if (value === null) return unknown;
  if (kind === "number") return Number.isSafeInteger(value) && from <= value && value <= to;
  if (kind === "date") return dayText(dayNumber(value)) === value;
  if (!many) return choices.includes(value);
  const inOrder = shown(choices.filter((one) => value.includes(one))) === shown(value);
  return inOrder && value.length > 0 && (value.length === 1 || !value.includes("none"));
}

function between({ from, to }, first, last) { // the days between two days, within bounds
  if (first === null || last === null) return null;
  if (first === UNASKED || last === UNASKED) return UNASKED;
  return Math.min(Math.max(dayNumber(last) - dayNumber(first), from), to);
}

function dayNumber(text) {
  const day = /^(?!0000)\d{4}-/.test(text) ? Date.parse(`${text}T00:00:00Z`) / DAY : NaN;
  if (!Number.isInteger(day) || dayText(day) !== text) throw refused("certificate", `has the day ${shown(text)}`);
  return day;
}
const dayText = (day) => new Date(day * DAY).toISOString().slice(0, 10);

const refused = (where, says) => Object.assign(new Error(says), { where });
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const own = (all, name) => (Object.hasOwn(all, name) ? all[name] : undefined);
const known = (value) => value !== null && value !== UNASKED;
const shown = (value) => JSON.stringify(value) ?? "missing";
const added = (map, key, one) => (map.has(key) ? map.get(key).push(one) : map.set(key, [one]));

/** Note each place where what is said is not what was found. */
function compare(path, said, found, note, whose = "what follows is") {
  const inner = (name, one, other) => compare([...path, name], one, other, note, whose);
  if (isObject(said) && isObject(found))
    for (const key of Object.keys({ ...said, ...found })) inner(key, own(said, key), own(found, key));
  else if (Array.isArray(said) && Array.isArray(found) && said.length === found.length)
    said.forEach((one, i) => inner(one?.rule ?? one?.concept ?? one?.sum ?? i + 1, one, found[i]));
  else if (said !== found) note(path.join(": "), `is ${shown(said)}, and ${whose} ${shown(found)}`);
}

/** Data as canonical JSON (RFC 8785); all its numbers are whole. @param {any} data @returns {string} */
export function canonical(data) {
  if (Array.isArray(data)) return `[${data.map(canonical)}]`;
  if (isObject(data)) return `{${Object.keys(data).sort().map((key) => `${shown(key)}:${canonical(data[key])}`)}}`;
  if (typeof data === "number" && !Number.isSafeInteger(data)) throw refused("certificate", `has the number ${data}`);
  return JSON.stringify(data);
}

const isPrime = (n) => n > 1 && [2, 3, 5, 7, 11, 13, 17].every((one) => one >= n || n % one);
const PRIMES = [...Array(312).keys()].filter(isPrime); // the first 64
const KEYS = Uint32Array.from(PRIMES, (one) => (Math.cbrt(one) % 1) * 2 ** 32);

/** The SHA-256 of data as canonical JSON, in hexadecimal digits (FIPS 180-4). @param {any} data */
export function digest(data) {
  const text = new TextEncoder().encode(canonical(data)), size = ((text.length + 72) >> 6) << 6;
  const bytes = new Uint8Array(size), view = new DataView(bytes.buffer), words = new Uint32Array(64);
  bytes.set(text);
  bytes[text.length] = 0x80;
  view.setUint32(size - 4, text.length * 8);
  const state = Uint32Array.from(PRIMES.slice(0, 8), (one) => (Math.sqrt(one) % 1) * 2 ** 32);
  const turn = (word, by) => (word >>> by) | (word << (32 - by));
  const near = (word, one, two, by) => turn(word, one) ^ turn(word, two) ^ (word >>> by);
  const far = (word, one, two, three) => turn(word, one) ^ turn(word, two) ^ turn(word, three);
  for (let start = 0; start < size; start += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getUint32(start + 4 * i);
    for (let i = 16; i < 64; i++)
      words[i] = words[i - 16] + near(words[i - 15], 7, 18, 3) + words[i - 7] + near(words[i - 2], 17, 19, 10);
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = h + far(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + KEYS[i] + words[i];
      const other = far(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
      h = g, g = f, f = e, e = (d + one) | 0, d = c, c = b, b = a, a = (one + other) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] += word));
  }
  return [...state].map((word) => word.toString(16).padStart(8, "0")).join("");
}

// As a command of Node.js: a page leaves out what follows.
/** @param {string[]} words */
async function main([file, base = "{}"]) {
  const { readFileSync } = await import("node:fs");
  try {
    const text = readFileSync(file, "utf8"), isDigest = /^[0-9a-f]{64}$/.test(base);
    if (JSON.parse(text).format !== FORMAT) throw refused(file, "is no certificate");
    const known = isDigest ? { digest: base } : JSON.parse(base === "{}" ? base : readFileSync(base, "utf8"));
    const { accepted, problems } = check(text, known);
    console.log(accepted ? "accepted" : problems.map(({ where, says }) => `${where} ${says}`).join("\n"));
    process.exitCode = accepted ? 0 : 1;
  } catch {
    console.error("name a certificate, and perhaps the digest of its base or a file about it: checker.mjs FILE [BASE]");
    process.exitCode = 2;
  }
}

const command = globalThis.process?.argv?.[1]?.split(/[\\/]/).pop();
if (command && import.meta.url.endsWith(`/${command}`)) main(globalThis.process.argv.slice(2));
