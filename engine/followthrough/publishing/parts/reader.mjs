// @ts-check
/**
 * Reads a published base: what the answers so far leave open, what to ask next, and what is advised, and why.
 *
 * Nothing here touches the page, so that Node can run it beside the engine. Answers are a choice, a list of choices, a
 * number in units of its last place, a day as "2026-11-27", or null for "I don't know".
 */
import { NOTHING, narrowed, readDiagrams } from "./diagrams.mjs";
import { Expected, rounded } from "./expected.mjs";
import { DaysTogether } from "./together.mjs";
import { NOT_COUNTED, NOT_HELD, ToldLeads } from "./told.mjs";

/** @typedef {import("./diagrams.mjs").Diagram} Diagram */
/** @typedef {import("./told.mjs").ToldNode} ToldNode */
/** @typedef {string | number | string[] | null} Answer */
/** @typedef {Record<string, Answer>} Answers */
/** @typedef {{question: string, cells: any[], must: boolean, after: string[], among: string[], reach: [number, number] | null,
 *   between: [string, string] | null}} Level A question, or the days between two dates. */
/** @typedef {(number | Condition[][])[]} Condition Parts that all hold: a test by its number, or alternatives. */
/** @typedef {{counsel: string, sources: [string, string][], inferred: boolean, because: string, then: [string, string][],
 *   due: [string, number][] | null, overrides: string[], if: any[], unless: any[] | null, place: string}} Rule */
/** @typedef {{applied: Record<string, Diagram>, fired: Record<string, Diagram>, conflicts: Record<string, Diagram>,
 *   values: Record<string, Diagram[]>, tests: Diagram[], sums: Record<string, [Diagram, number][]>,
 *   totals: Record<string, Diagram[]>, days: [string, string, [string, number][], Diagram][]}} View */
/** @typedef {{dated: Record<string, [number, number][]>, forced: [string, number, Diagram, number, boolean][],
 *   inverted: [string, number, Diagram, string, number][]}} DayRules */
/** @typedef {{name: string, isGoal: boolean, told: ToldNode, values: (string | null)[]}} Part */
/** @typedef {{question: string | null, phase: "goals" | "sharpening" | "settled", open: number, openGoals: number,
 *   possible: Record<string, (string | null)[]>, hinges: string[]}} Next */
/** @typedef {{rule: string, because: string, defeatedBy: string[], defeats: string[], due: string | null}} Step */
/** @typedef {{concept: string, value: string, says: string, by: Step[], due: string | null}} Conclusion */
/** @typedef {{concept: string, open: boolean, openDay: boolean, values: string[], conclusions: Conclusion[],
 *   possible: (string | null)[]}} Advised */

const DAY = 86_400_000;
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
  "November", "December"];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Return a day as a number, so that days can be counted. @param {string} day */
export const dayNumber = (day) => Date.parse(day + "T00:00:00Z") / DAY;

/** @param {number} number */
export const dayOf = (number) => new Date(number * DAY).toISOString().slice(0, 10);

/** Return a day as people say it. @param {string} day @param {boolean} [weekday] */
export function spoken(day, weekday = true) {
  const [year, month, date] = day.split("-").map(Number);
  const named = WEEKDAYS[new Date(dayNumber(day) * DAY).getUTCDay()];
  return `${weekday ? named + " " : ""}${date} ${MONTHS[month - 1]} ${year}`;
}

/** Return a day as a letter names it. @param {string} day */
export const monthAndDay = (day) => `${MONTHS[Number(day.slice(5, 7)) - 1]} ${Number(day.slice(8))}`;

/** A period that ends a sentence and nothing else is left out inside of another. @param {string} text */
export const inside = (text) => text.replace(/(?<!\.)(?<!\.[\p{L}\p{N}_])[.\u3002]$/u, "");

/** @param {string} text */
const isSentence = (text) => /[.!?\u2026\u3002\uff01\uff1f]["'\u201d\u2019\xbb)\]]*$/.test(text);

/** Join texts: sentences as they are, phrases with commas, and a mixture with semicolons. @param {string[]} given */
export function together(given) {
  if (given.length < 2 || given.every(isSentence)) return given.join(" ");
  const mark = given.some((text) => isSentence(text) || text.includes(",") || text.includes(";")) ? ";" : ",";
  const within = given.map(inside);
  const last = within.pop() ?? "";
  return [...within.map((text) => (isSentence(text) ? text : text + mark)), last].join(" ");
}

/** The answers of a person, read on a day. */
export class Lead {
  /**
   * @param {Base} base
   * @param {Answers} answers
   * @param {string} today
   */
  constructor(base, answers, today) {
    this.base = base;
    this.answers = answers;
    this.today = today;
    /** @type {Map<number, number>} The numbers of the answers in the full diagrams, by level. */
    this.fixed = new Map();
    /** @type {Record<string, number>} How many days ago each known day was. */
    this.ages = Object.create(null);
    /** Whether a day is further away than any that can be an answer. */
    this.isOutOfReach = false;
    for (const [level, { question }] of base.levels.entries()) {
      if (Object.hasOwn(answers, question)) this.fixed.set(level, this.cell(level, answers[question]));
    }
    for (const { level } of base.together.spans) {
      const days = this.daysBetween(base.levels[level].question);
      if (days !== null) this.fixed.set(level, base.levels[level].cells.findIndex((cell) => cell[0] <= days && days <= cell[1]) + 1);
    }
  }

  /** Return the days between two known dates, within bounds; null if one is not known. @param {string} span */
  daysBetween(span) {
    const { dates, low, high } = this.base.data.spans[span];
    const [first, last] = dates.map((/** @type {string} */ name) => this.ages[name]);
    return first === undefined || last === undefined ? null : Math.min(Math.max(first - last, low), high);
  }

  /** Return the number of the cell of an answer: 0 for none. @param {number} level @param {Answer} answer */
  cell(level, answer) {
    const { question, cells, among } = this.base.levels[level];
    if (answer === null) return 0;
    const { kind } = this.base.questions[question];
    if (kind === "date") this.ages[question] = dayNumber(this.today) - dayNumber(String(answer));
    const number = kind === "date" ? this.ages[question] : answer;
    const found = cells.findIndex((cell) => {
      if (typeof number === "number") return cell[0] <= number && number <= cell[1];
      if (!Array.isArray(number)) return cell === number;
      return among.every((one) => number.includes(one) === cell.includes(one));
    });
    if (found < 0) this.isOutOfReach = true;
    return found + 1;
  }

  /**
   * Return one answer of each kind that no rule tells apart, the nearest to another one: of a day to that many days ago.
   * @param {string} name
   * @param {number} near
   * @returns {Answer[]}
   */
  answersTo(name, near) {
    const { base } = this;
    const { cells } = base.levels[base.level.get(name) ?? 0];
    const { kind, many } = base.questions[name];
    const nearest = (/** @type {[number, number]} */ [least, most]) => Math.min(Math.max(near, least), most);
    if (kind === "date") return this.daysAlike(name).map((days) => dayOf(dayNumber(this.today) - nearest(days)));
    if (kind === "number") return cells.map(nearest);
    return cells.map((cell) => (Array.isArray(cell) && !many ? cell[0] : cell));
  }

  /** Return the days, by how long ago they were, that no rule tells apart beside known ones. @param {string} name @returns {[number, number][]} */
  daysAlike(name) {
    const { base } = this;
    const cells = base.levels[base.level.get(name) ?? 0].cells.filter((cell) => cell.length);
    const starts = base.together.spans.flatMap(({ dates, cells: apart }) => {
      const other = this.ages[dates[dates[0] === name ? 1 : 0]];
      if (!dates.includes(name) || other === undefined) return [];
      return apart.slice(1).map(([low]) => (dates[0] === name ? other + low : other - low + 1));
    });
    return cells.flatMap(([least, most]) => {
      const own = [...new Set([least, ...starts.filter((one) => least < one && one <= most)])].sort((a, b) => a - b);
      return own.map((start, place) => /** @type {[number, number]} */ ([start, (own[place + 1] ?? most + 1) - 1]));
    });
  }

  /** What known days exclude beyond what their cells do. @returns {Diagram[]} */
  excluded() {
    /** @type {DayRules} */
    const { dated, forced, inverted } = this.base.data.diagrams.days;
    const known = Object.keys(this.ages).filter((name) => name in dated);
    /** @param {string} name */
    const cell = (name) => dated[name].find(([least, most]) => least <= this.ages[name] && this.ages[name] <= most) ?? [];
    const found = [];
    for (const name of known) {
      const [least, age] = [cell(name)[0], this.ages[name]];
      const own = forced.filter(([of, from]) => of === name && from === least);
      const over = own.filter(([, , , limit, isLeast]) => isLeast && limit > age).sort((a, b) => a[3] - b[3]);
      const under = own.filter(([, , , limit, isLeast]) => !isLeast && limit < age).sort((a, b) => b[3] - a[3]);
      found.push(...over.slice(0, 1), ...under.slice(0, 1));
      for (const other of known.filter((other) => age < this.ages[other])) {
        found.push(
          ...inverted.filter(
            ([one, from, , two, after]) =>
              one === name && from === least && two === other && after === cell(other)[0],
          ),
        );
      }
    }
    return found.map((one) => one[2]);
  }

  /** The leads whose days go together with the known ones, where days are counted between dates. @returns {Diagram} */
  together() {
    return this.base.together.fitting(this.ages, this.fixed);
  }

  /** What is known, as far as it can make a difference to what is asked. */
  get key() {
    return `${[...this.fixed].map(([level, way]) => `${level}:${way}`).join()}|${this.excluded().join()}|${this.together()}`;
  }

  /** Whether some possible lead has these answers. */
  get isPossible() {
    return !this.isOutOfReach && this.fitting() !== NOTHING;
  }

  /** Return the possible leads with these answers, in the full diagrams. */
  fitting() {
    const { full, data } = this.base;
    const applying = [...this.fixed].filter(([, way]) => way > 0);
    const holding = [
      ...applying.map(([level]) => data.diagrams.applies[this.base.levels[level].question]),
      ...this.excluded().map((one) => full.negated(one)),
      this.together(),
    ];
    return holding.reduce(
      (found, one) => full.both(found, full.given(one, this.fixed)),
      full.given(data.diagrams.possible, this.fixed),
    );
  }

  /** Return for each level the number of its answer, 0 where there is none. */
  ways() {
    return this.base.levels.map((_, level) => this.fixed.get(level) ?? 0);
  }

  /**
   * Return the answers together with such to open questions that make a possible lead: none wherever that can be, or
   * the first that can.
   */
  completed() {
    const { full, levels } = this.base;
    const fixed = new Map(this.fixed);
    let fitting = this.fitting();
    for (const level of [...this.base.authorsOrder, ...this.base.together.spans.map(({ level }) => level)]) {
      for (let way = 0; !fixed.has(level) && way <= levels[level].cells.length; way++) {
        const with_it = full.given(fitting, new Map([[level, way]]));
        const heard = way ? full.both(with_it, full.given(this.base.applies(level), fixed)) : with_it;
        if (heard !== NOTHING) {
          fixed.set(level, way);
          fitting = full.given(heard, fixed);
        }
      }
    }
    return levels.map((_, level) => fixed.get(level) ?? 0);
  }
}

/**
 * Take from objects what all have alike, so that a name in them is only what was written there.
 * @param {any} data
 */
function bare(data) {
  if (data === null || typeof data !== "object") return data;
  if (!Array.isArray(data)) Object.setPrototypeOf(data, null);
  Object.values(data).forEach(bare);
  return data;
}

/** A published base. */
export class Base {
  /** @param {any} data What the page holds. */
  constructor(data) {
    this.data = bare(data);
    /** @type {Level[]} */
    this.levels = data.diagrams.levels;
    this.questions = data.questions;
    /** @type {import("./diagrams.mjs").Diagrams | null} */
    this.read = null;
    /** @type {Map<string, number>} */
    this.level = new Map(this.levels.map(({ question }, level) => [question, level]));
    this.together = new DaysTogether(this);
    this.authorsOrder = Object.keys(this.questions).flatMap((name) => this.level.get(name) ?? []);
    /** @type {string[]} */
    this.shown = [...new Set([...data.goals, ...data.shows])];
    /** @type {string[]} */
    this.counselNames = Object.keys(data.diagrams.views);
    /** @type {Map<string, Counsel>} */
    this.counsels = new Map();
    /** @type {Map<string, Map<string, string>>} What a person reads for the values of each concept and question. */
    this.texts = new Map([
      ...Object.entries(this.questions).map(([name, one]) => /** @type {const} */ ([name, new Map(one.choices)])),
      ...Object.entries(data.concepts).map(([name, one]) => /** @type {const} */ ([name, new Map(one.values)])),
    ]);
  }

  /** Whether questions come in the author's order: so they do where days are counted between dates. */
  get isAskedInOrder() {
    return this.together.spans.length > 0;
  }

  /** Name the values of a concept, or the choices of a question, in the author's order. @param {string} fact */
  names(fact) {
    return [...(this.texts.get(fact)?.keys() ?? [])];
  }

  /** Name the questions whose answers give a fact its value: two dates, or one question. @param {string} fact @returns {string[]} */
  questionsOf(fact) {
    return this.data.spans[fact]?.dates ?? [this.data.counts[fact]?.of ?? fact];
  }

  /** The diagrams of the page, read when they are first needed: a start asks for none. */
  get full() {
    this.read ??= readDiagrams(this.data.diagrams.nodes, this.levels.map((level) => level.cells.length + 1));
    return this.read;
  }

  /** @param {number} level @returns {Diagram} */
  applies(level) {
    return this.data.diagrams.applies[this.levels[level].question];
  }

  /** @param {string} name @returns {Counsel} */
  counsel(name) {
    let found = this.counsels.get(name);
    if (found === undefined) this.counsels.set(name, (found = new Counsel(this, name)));
    return found;
  }

  /**
   * Return what a person reads for a fact's value.
   * @param {string} fact
   * @param {Answer} value
   * @returns {string}
   */
  says(fact, value) {
    const { counts, spans, sums } = this.data;
    if (value === null || value === undefined || (Array.isArray(value) && !value.length)) return "not known";
    if (Array.isArray(value)) return together(value.map((one) => this.says(fact, one)));
    if (fact in counts) {
      const { low, high, passed } = counts[fact];
      if (value === high) return `${value} or more`;
      return value === low && !(passed && value === 0) ? `${value} or less` : `${value}`;
    }
    if (fact in spans) return `${value}${value === spans[fact].high ? " or more" : value === spans[fact].low ? " or less" : ""}`;
    const question = this.questions[fact];
    if (question?.kind === "date") return spoken(String(value), false);
    const written = typeof value === "number" ? this.number(value, (question ?? sums[fact])?.decimals ?? 0) : value;
    return this.texts.get(fact)?.get(written) ?? `${written} ${(question ?? sums[fact])?.unit ?? ""}`.trim();
  }

  /** Write a number that is held in units of its last place. @param {number} number @param {number} decimals */
  number(number, decimals) {
    if (!decimals) return String(number);
    const digits = String(Math.abs(number)).padStart(decimals + 1, "0");
    return `${number < 0 ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  }

  /**
   * Put what a person reads for each `{fact}` into a text.
   * @param {string} text
   * @param {Record<string, Answer>} facts
   */
  fillIn(text, facts) {
    return text.replace(/\{([^{}]*)\}/g, (whole, fact, place) => {
      const says = this.says(fact, facts[fact] ?? null);
      return /^(\s*$|\s+[A-Z{])/.test(text.slice(place + whole.length)) ? says : inside(says);
    });
  }
}

/** What one authority makes of leads. */
export class Counsel {
  /** @param {Base} base @param {string} name */
  constructor(base, name) {
    this.base = base;
    this.name = name;
    /** @type {View} */
    this.view = base.data.diagrams.views[name];
    this.must = base.levels.map((level) => level.must);
    const { diagrams, copy } = narrowed(base.full, this.must);
    this.diagrams = diagrams;
    this.copy = copy;
    this.leads = new ToldLeads(diagrams);
    const before = base.levels.map((level) => level.after.map((one) => base.level.get(one) ?? 0));
    this.expected = new Expected(this.leads, this.must, before);
    this.possible = copy(base.data.diagrams.possible);
    this.parts = [...base.shown.map((name) => this.conceptPart(name)), ...base.data.shownSums.map(this.sumPart, this)];
    /** @type {Map<string, Next>} */
    this.kept = new Map();
  }

  /** Return what is told of a concept, and of the days on which it falls due. @param {string} name @returns {Part} */
  conceptPart(name) {
    const { data } = this.base;
    const isGoal = data.goals.includes(name);
    const days = isGoal ? this.view.days.filter(([goal]) => goal === name) : [];
    const undated = days.filter(([, , after]) => !after.length).map(([, , , root]) => this.copy(root));
    const counted = days.flatMap(([, , after, root]) =>
      after.map(([question]) => ({ mark: this.base.level.get(question) ?? 0, root: this.known(question, root) })),
    );
    const literals = [...this.view.values[name].map(this.copy), ...undated];
    const marks = [...literals.map(() => NOT_COUNTED), ...counted.map(({ mark }) => mark)];
    const told = this.leads.compiled(this.possible, [...literals, ...counted.map(({ root }) => root)], marks);
    return { name, isGoal, told, values: [...this.base.names(name), null] };
  }

  /** @param {string} name @returns {Part} */
  sumPart(name) {
    const literals = this.view.totals[name].map(this.copy);
    const told = this.leads.compiled(this.possible, literals, literals.map(() => NOT_COUNTED));
    return { name, isGoal: false, told, values: [] };
  }

  /** Return where something holds and a question has an answer. @param {string} question @param {Diagram} root */
  known(question, root) {
    const level = this.base.level.get(question) ?? 0;
    const answered = this.diagrams.answered(level, (way) => this.must[level] || way > 0);
    return [this.base.applies(level), root].map(this.copy).reduce((one, other) => this.diagrams.both(one, other), answered);
  }

  /** Return what a lead leaves open. @param {Lead} lead */
  open(lead) {
    return new LeftOpen(this, lead);
  }

  /**
   * Find the question to ask next.
   * @param {Lead} lead
   * @returns {Next}
   */
  next(lead) {
    const { key } = lead;
    let found = this.kept.get(key);
    if (found === undefined) this.kept.set(key, (found = this.open(lead).next()));
    return found;
  }

  // What is advised

  /**
   * Return what is advised about each shown concept, as far as it is settled.
   * @param {Lead} lead
   */
  advise(lead) {
    const open = this.open(lead);
    let at = new At(this, lead, lead.ways());
    const advised = this.base.shown.map((name) => open.advised(name));
    if (!open.isConcluded(at, advised)) at = new At(this, lead, lead.completed());
    const { kept, told } = open.resting(at, advised);
    at.kept = kept;
    const held = new Map(advised.map(({ concept, values }) => [concept, values]));
    const untold = Object.keys(this.base.data.concepts).filter((name) => !told.has(name));
    at.untold = new Map(untold.map((name) => [name, held.get(name) ?? []]));
    at.openSums = Object.keys(this.view.sums).filter((name) => open.total(this.view.sums[name]) === null);
    return { at, advised: advised.map((one) => ({ ...one, conclusions: at.conclusions(one) })) };
  }
}

/** What is concluded at one lead with all its answers, one way for each level. */
export class At {
  /** @param {Counsel} counsel @param {Lead} lead @param {number[]} ways */
  constructor(counsel, lead, ways) {
    this.counsel = counsel;
    this.lead = lead;
    this.ways = ways;
    /** @type {Set<string> | null} The rules that what is settled rests on, if others are not to be told of. */
    this.kept = null;
    /** @type {Map<string, string[]>} The concepts that are not settled, with what they hold whatever is answered. */
    this.untold = new Map();
    /** @type {string[]} The sums to which further answers may still add. */
    this.openSums = [];
    const { base, view } = counsel;
    /** @type {Record<string, Answer>} */
    this.facts = Object.assign(Object.create(null), lead.answers);
    for (const [name, { of, direction, low, high }] of Object.entries(base.data.counts)) {
      const age = lead.ages[of];
      const days = direction === "since" ? age : -age;
      this.facts[name] = age === undefined ? null : Math.min(Math.max(days, low), high);
    }
    for (const name of Object.keys(base.data.spans)) this.facts[name] = lead.daysBetween(name);
    for (const name of Object.keys(base.data.concepts)) this.facts[name] = this.value(name);
    for (const [name, parts] of Object.entries(view.sums)) {
      this.facts[name] = parts.reduce((sum, [root, points]) => (this.holds(root) ? sum + points : sum), 0);
    }
  }

  /** @param {Diagram} root */
  holds(root) {
    return this.counsel.base.full.holds(root, this.ways);
  }

  /** @param {string} concept @returns {string[]} */
  values(concept) {
    return this.counsel.base.names(concept).filter((_, place) => this.holds(this.counsel.view.values[concept][place]));
  }

  /** @param {string} concept @returns {Answer} */
  value(concept) {
    const held = this.values(concept);
    return this.counsel.base.data.concepts[concept].many ? held : held[0] ?? null;
  }

  /** Name the rules that fired. */
  fired() {
    return Object.keys(this.counsel.view.fired).filter((name) => this.holds(this.counsel.view.fired[name]));
  }

  /** Name the rules that applied, and were defeated. */
  defeated() {
    const { applied, fired } = this.counsel.view;
    return Object.keys(applied).filter((name) => this.holds(applied[name]) && !this.holds(fired[name]));
  }

  /** Name the concepts about which rules that fired contradict one another. */
  conflicts() {
    const { conflicts } = this.counsel.view;
    return Object.keys(conflicts).filter((name) => this.holds(conflicts[name]));
  }

  /** Return what a rule that applied says, and what came of it. @param {string} name @returns {Step} */
  step(name) {
    const { base, view } = this.counsel;
    const rule = /** @type {Rule} */ (base.data.rules[name]);
    const applies = (/** @type {string} */ one) => one in view.applied && this.holds(view.applied[one]);
    const fires = (/** @type {string} */ one) => one in view.fired && this.holds(view.fired[one]);
    return {
      rule: name,
      because: base.fillIn(this.soFar(rule.because), this.facts),
      defeatedBy: Object.keys(view.fired).filter((one) => base.data.rules[one].overrides.includes(name) && fires(one)),
      defeats: fires(name) ? rule.overrides.filter((one) => applies(one) && (this.kept?.has(one) ?? true)) : [],
      due: this.due(rule),
    };
  }

  /** Say of a sum in a text that it is what it comes to so far, if it is open. @param {string} text */
  soFar(text) {
    return this.openSums.reduce((said, name) => said.replaceAll(`{${name}}`, `{${name}} so far`), text);
  }

  /** Return the tests of conditions, by number, however they are nested. @param {any[]} conditions @returns {number[]} */
  tests(conditions) {
    return conditions.flatMap((part) => (typeof part === "number" ? [part] : part.flatMap((/** @type {any[]} */ one) => this.tests(one))));
  }

  /** Return the tests of a rule's `if` that hold, by number. @param {string} name */
  premises(name) {
    return this.tests(this.counsel.base.data.rules[name].if).filter((test) => this.holds(this.counsel.view.tests[test]));
  }

  /** Return the day on which the step of a rule falls due. @param {Rule} rule @returns {string | null} */
  due(rule) {
    if (rule.due === null) return null;
    const { counts } = this.counsel.base.data;
    return this.dayAfter(
      rule.due.map(([count, number]) => [counts[count].of, counts[count].direction === "since" ? number : -number]),
    );
  }

  /** Return the last of the days so many days after answers; today without any. @param {[string, number][]} after */
  dayAfter(after) {
    if (!after.length) return this.lead.today;
    const days = after.flatMap(([question, days]) => {
      const day = this.lead.answers[question];
      return day ? [dayNumber(String(day)) + days] : [];
    });
    return days.length ? dayOf(Math.max(...days)) : null;
  }

  /** Return the first day on which a goal falls due at this lead. @param {{concept: string}} goal */
  firstDay({ concept }) {
    if (!this.counsel.base.data.goals.includes(concept)) return null;
    const days = this.values(concept).flatMap((value) => this.deciding(concept, value).flatMap(({ due }) => due ?? []));
    return days.sort()[0] ?? null;
  }

  /** Return the rules that fired and concluded a value. @param {string} concept @param {string} value */
  deciding(concept, value) {
    return this.fired()
      .filter((name) => this.counsel.base.data.rules[name].then.some((/** @type {string[]} */ one) => one[0] === concept && one[1] === value))
      .map((name) => this.step(name));
  }

  /** Return the rules that would have concluded something, and were defeated. @param {string} concept */
  beaten(concept) {
    return this.defeated()
      .filter((name) => this.counsel.base.data.rules[name].then.some((/** @type {string[]} */ one) => one[0] === concept))
      .map((name) => this.step(name));
  }

  /** @param {Omit<Advised, "conclusions">} advised @returns {Conclusion[]} */
  conclusions({ concept, values, openDay }) {
    return values.map((value) => {
      const by = this.deciding(concept, value);
      const days = by.flatMap(({ due }) => due ?? []).sort();
      return { concept, value, says: this.counsel.base.says(concept, value), by, due: openDay ? null : days[0] ?? null };
    });
  }
}

/** What a lead leaves open of the advice: what matters, and what to ask next. */
class LeftOpen {
  /** @param {Counsel} counsel @param {Lead} lead */
  constructor(counsel, lead) {
    this.counsel = counsel;
    const { base, diagrams, must, leads } = counsel;
    this.base = base;
    this.leads = leads;
    /** @type {Map<number, number>} */
    this.fixed = new Map();
    const holding = [...lead.excluded().map((one) => diagrams.negated(counsel.copy(one))), counsel.copy(lead.together())];
    for (const [level, way] of lead.fixed) {
      const applies = counsel.copy(base.applies(level));
      if (way > 0 || !must[level]) this.fixed.set(level, way - Number(must[level]));
      if (way > 0) holding.push(applies);
      else if (must[level]) holding.push(diagrams.negated(applies));
    }
    this.lead = lead;
    /** The questions without an answer, in the order of levels, or of the author where that is the one of asking. */
    this.pending = (base.isAskedInOrder ? base.authorsOrder : base.levels.map((_, level) => level)).filter(
      (level) => !lead.fixed.has(level),
    );
    this.possible = holding.reduce(
      (found, one) => diagrams.both(found, diagrams.given(one, this.fixed)),
      diagrams.given(counsel.possible, this.fixed),
    );
    /** @type {Map<Part, ToldNode>} */
    this.told = new Map(counsel.parts.map((part) => [part, leads.given(part.told, this.fixed, this.possible)]));
  }

  /** @param {Part} part */
  ends(part) {
    return this.leads.ends(this.toldOf(part));
  }

  /** @param {Part} part */
  toldOf(part) {
    return this.told.get(part) ?? 0;
  }

  /** Return the values that a concept can still have, or hold; null: unknown. @param {Part} part */
  values(part) {
    const ends = this.ends(part);
    return part.values.filter((_, place) => ends.some((held) => held[place] !== NOT_HELD));
  }

  /** Return what is settled of a shown concept. @param {string} name @returns {Omit<Advised, "conclusions">} */
  advised(name) {
    const part = /** @type {Part} */ (this.counsel.parts.find((one) => one.name === name));
    const ends = this.ends(part);
    const number = part.values.length;
    const everywhere = part.values.filter((_, place) => ends.every((held) => held[place] !== NOT_HELD));
    const possible = this.values(part);
    const open = new Set(ends.map((held) => held.slice(0, number).join())).size > 1;
    const isDated = (/** @type {number[]} */ held) => held.slice(number).some((mark) => this.pending.includes(mark));
    const openDay = !open && (new Set(ends.map((held) => held.join())).size > 1 || ends.some(isDated));
    return { concept: name, open, openDay, values: everywhere.flatMap((one) => one ?? []), possible };
  }

  /**
   * Return whether at one lead all is concluded that is settled: the same in all that fit.
   * @param {At} at
   * @param {Omit<Advised, "conclusions">[]} advised
   */
  isConcluded(at, advised) {
    const { view } = this.counsel;
    const isSettled = (/** @type {string} */ name) =>
      view.values[name].every((root) => this.isConstant(root) === null || this.isConstant(root) === at.holds(root));
    const held = advised.every(({ concept, values }) => values.every((one) => at.values(concept).includes(one)));
    return (
      held &&
      Object.keys(view.values).every((name) => this.isOpen(name) || isSettled(name)) &&
      Object.entries(view.sums).every(([name, parts]) => [at.facts[name], null].includes(this.total(parts))) &&
      advised.every((one) => one.open || one.openDay || at.firstDay(one) === this.firstDay(one.concept, at))
    );
  }

  /**
   * Name the rules that applied and on which rests what is settled, or held whatever is answered; and the concepts of
   * which that tells.
   * @param {At} at
   * @param {Omit<Advised, "conclusions">[]} advised
   */
  resting(at, advised) {
    const { data } = this.base;
    const steps = [...at.fired(), ...at.defeated()];
    const fired = new Set(at.fired());
    /** @type {Set<string>} */
    const kept = new Set();
    /** @type {Set<string>} */
    const told = new Set();
    const everything = [...Object.keys(data.concepts), ...Object.keys(data.sums)];
    /** @type {{concept: string, values: string[] | null}[]} */
    const waiting = [...everything]
      .filter((name) => (name in data.sums ? this.total(this.counsel.view.sums[name]) !== null : !this.isOpen(name)))
      .flatMap((name) => this.addedUp(name).map((fact) => ({ concept: fact, values: null })));
    waiting.push(
      ...advised.filter((one) => one.open && one.values.length).map(({ concept, values }) => ({ concept, values })),
    );
    /** @param {string} name */
    const keep = (name) => {
      if (kept.has(name)) return;
      kept.add(name);
      const tests = [...at.premises(name), ...at.tests(data.rules[name].unless ?? [])];
      for (const test of tests) {
        waiting.push(...this.addedUp(data.diagrams.tests[test][0]).map((fact) => ({ concept: fact, values: null })));
      }
      at.step(name).defeatedBy.forEach(keep);
    };
    for (let one = waiting.pop(); one; one = waiting.pop()) {
      const { concept, values } = one;
      if (values === null && told.has(concept)) continue;
      if (values === null) told.add(concept);
      steps
        .filter((name) => (values === null || fired.has(name)) && this.says(name, concept, values))
        .forEach(keep);
    }
    return { kept, told };
  }

  /** Return whether a rule would conclude a concept, or one of some values of it. @param {string} rule @param {string} concept @param {string[] | null} values */
  says(rule, concept, values) {
    return this.base.data.rules[rule].then.some(
      (/** @type {[string, string]} */ one) => one[0] === concept && (values === null || values.includes(one[1])),
    );
  }

  /** Return a fact and, if it is a sum, all that it adds up. @param {string} fact @returns {string[]} */
  addedUp(fact) {
    return [fact, ...(this.base.data.sums[fact]?.adds ?? []).flatMap((/** @type {string} */ one) => this.addedUp(one))];
  }

  /** Return whether a concept is not the same in all leads that fit. @param {string} name */
  isOpen(name) {
    return this.counsel.view.values[name].some((root) => this.isConstant(root) === null);
  }

  /** Return whether something holds in all leads that fit, or in none; null if in some. @param {Diagram} root */
  isConstant(root) {
    const { diagrams } = this.counsel;
    const where = diagrams.both(this.possible, diagrams.given(this.counsel.copy(root), this.fixed));
    return where === this.possible ? true : where === NOTHING ? false : null;
  }

  /** Return what points add up to in all leads that fit; null if to several numbers. @param {[Diagram, number][]} parts */
  total(parts) {
    const roots = parts.map(([root]) => this.counsel.diagrams.given(this.counsel.copy(root), this.fixed));
    const told = this.leads.compiled(this.possible, roots, roots.map(() => NOT_COUNTED));
    const totals = this.leads
      .ends(told)
      .map((held) => parts.reduce((sum, [, points], place) => (held[place] === NOT_HELD ? sum : sum + points), 0));
    return new Set(totals).size === 1 ? totals[0] : null;
  }

  /** Return the first day on which a goal falls due, which is the same in all leads that fit. @param {string} goal @param {At} at */
  firstDay(goal, at) {
    const days = this.counsel.view.days.filter(([of, , , root]) => of === goal && this.isConstant(root) !== false);
    return days.flatMap(([, , after]) => at.dayAfter(after) ?? []).sort()[0] ?? null;
  }

  // What matters

  /** Which questions are tied to each open one, so that one of their answers alone may not be free to change. */
  tied() {
    const { base, pending } = this;
    /** @type {Map<number, Set<number>>} */
    const found = new Map(pending.map((level) => [level, new Set([level])]));
    /** @param {string[]} names @returns {number[]} */
    const asked = (names) =>
      names.flatMap((name) => {
        const level = base.level.get(name);
        if (level === undefined) return [];
        return [...(found.has(level) ? [level] : []), ...asked(base.levels[level].after)];
      });
    const apart = base.together.groups((name) => name in this.lead.ages);
    for (const names of [...base.data.diagrams.ties, ...apart]) {
      const whole = new Set(asked(names).flatMap((level) => [...(found.get(level) ?? [])]));
      for (const level of whole) found.set(level, whole);
    }
    return found;
  }

  /** Return the parts of the advice that can change with the answer to each question that matters. */
  mattering() {
    const tied = this.tied();
    /** @type {Map<number, Part[]>} */
    const found = new Map();
    for (const level of this.pending) {
      const hinging = this.hinging(level, tied.get(level));
      if (hinging.length) found.set(level, hinging);
    }
    return found;
  }

  /**
   * Return the parts of the advice that can change with an answer, and with those to questions `together` with it.
   * @param {number} level
   * @param {Set<number>} [together]
   */
  hinging(level, together = new Set([level])) {
    const between = this.varying(together);
    if (together.size === 1 && !between.length) return this.counsel.parts.filter((part) => this.leads.matters(this.toldOf(part), level));
    const own = between.filter(({ dates }) => dates.includes(this.base.levels[level].question));
    const among = new Set([...together, ...between.map((one) => one.level)]);
    const where = [level, ...own.map((one) => one.level)].map((one) => /** @type {const} */ ([one, this.counsel.diagrams.both(this.possible, this.applies(one))]));
    return this.counsel.parts.filter((part) => {
      const told = this.toldOf(part);
      if (this.leads.matters(told, level)) return true;
      return where.some(([one, applies]) => this.leads.differsWithin(this.leads.given(told, new Map(), applies), among, one));
    });
  }

  /** The days between dates that vary with some open answers, all others staying. @param {Set<number>} together */
  varying(together) {
    const { base, pending } = this;
    return base.together.spans.filter(({ dates }) => {
      const open = dates.map((name) => base.level.get(name) ?? 0).filter((level) => pending.includes(level));
      return open.length > 0 && open.every((level) => together.has(level));
    });
  }

  /** Return where a question applies, with what is known. @param {number} level */
  applies(level) {
    return this.counsel.diagrams.given(this.counsel.copy(this.base.applies(level)), this.fixed);
  }

  /** @param {number} level */
  isCertain(level) {
    return this.counsel.diagrams.without(this.possible, this.applies(level)) === NOTHING;
  }

  // What to ask next

  /** @returns {Next} */
  next() {
    const { counsel } = this;
    const goals = counsel.parts.filter((part) => part.isGoal);
    const possible = Object.fromEntries(goals.map((part) => [part.name, this.values(part)]));
    const mattering = this.mattering();
    if (!mattering.size) return { question: null, phase: "settled", open: 0, openGoals: 0, possible, hinges: [] };
    const forGoals = [...mattering].filter(([, parts]) => parts.some((part) => part.isGoal)).map(([level]) => level);
    const parts = forGoals.length ? goals : counsel.parts;
    const certain = (forGoals.length ? forGoals : [...mattering.keys()]).filter((level) => this.isCertain(level));
    const alone = certain.filter((level) => this.hinging(level).some((part) => parts.includes(part)));
    const level = !alone.length ? certain[0] : this.base.isAskedInOrder ? alone[0] : this.best(alone, forGoals.length > 0);
    return {
      question: this.base.levels[level].question,
      phase: forGoals.length ? "goals" : "sharpening",
      open: mattering.size,
      openGoals: forGoals.length,
      possible,
      hinges: this.hinges(level, alone.includes(level) ? this.hinging(level) : mattering.get(level) ?? []),
    };
  }

  /** @param {number} level @param {Part[]} parts */
  hinges(level, parts) {
    const { shown } = this.base;
    return shown.length === 1 ? shown : shown.filter((name) => parts.some((part) => part.name === name));
  }

  /**
   * Return which of some questions leaves the fewest to be asked, of those that may come first at nobody's cost.
   * @param {number[]} levels
   * @param {boolean} goals
   */
  best(levels, goals) {
    const sorted = [...levels].sort((a, b) => a - b);
    const left = this.leftAfter(sorted, goals);
    const inOrder = [...sorted].sort((a, b) => (left.get(a) ?? 0) - (left.get(b) ?? 0) || a - b);
    return inOrder.find((one) => one === sorted[0] || this.costsNobody(one, goals)) ?? sorted[0];
  }

  /** @param {boolean} goals */
  ofParts(goals) {
    const parts = this.counsel.parts.filter((part) => part.isGoal || !goals).map((part) => this.toldOf(part));
    const mattering = this.pending.filter((level) => parts.some((told) => this.leads.matters(told, level)));
    return { parts, mattering };
  }

  /** @param {number[]} levels @param {boolean} goals @returns {Map<number, number>} */
  leftAfter(levels, goals) {
    if (levels.length === 1) return new Map([[levels[0], 0]]);
    const { parts, mattering } = this.ofParts(goals);
    const telling = parts.filter((told) => this.leads.levels[told] < this.leads.end);
    const told = this.leads.joined(telling.length ? telling : parts.slice(0, 1));
    const { expected } = this.counsel;
    if (expected.isSmall(mattering)) {
      return new Map(levels.map((one) => [one, rounded(expected.leastAfter(one, told, mattering))]));
    }
    return new Map([...expected.saved(told, mattering, levels)].map(([level, saved]) => [level, -saved]));
  }

  /** @param {number} level @param {boolean} goals */
  costsNobody(level, goals) {
    const { expected } = this.counsel;
    const whole = this.ofParts(false);
    if (goals) {
      const own = this.ofParts(true);
      if (!expected.costsNobody(own.parts, own.mattering, level, this.possible)) return false;
    }
    return expected.costsNobody(whole.parts, whole.mattering, level, this.possible);
  }
}


