// @ts-check
/**
 * Letters: a draft filled in from the facts of a lead, as engine/followthrough/leads/letters.py does it.
 *
 * A paragraph is left out if its conditions do not hold, or if a fact in it is not known, and so is a line that is nothing
 * but such a fact.
 */
import { dayNumber, inside, monthAndDay } from "./reader.mjs";

/** @typedef {import("./reader.mjs").At} At */
/** @typedef {import("./reader.mjs").Answer} Answer */
/** @typedef {{name: string, to: string, subject: string, if: any[], paragraphs: {text: string, if: any[], continues: boolean}[]}} Draft */
/** @typedef {{draft: string, to: string, subject: string, paragraphs: string[]}} Written */

const TODAY = "today";
/** A day nearer than this many days needs no year: no other day of its name is as near. */
const HALF_A_YEAR = 182;

export class LetterWriter {
  /**
   * @param {At} at
   * @param {Record<string, string | null>} texts The answers to questions that only letters need.
   */
  constructor(at, texts) {
    this.at = at;
    this.base = at.counsel.base;
    this.questions = this.base.questions;
    /** @type {Record<string, Answer>} */
    this.facts = Object.assign(Object.create(null), at.facts, Object.fromEntries(at.untold), texts);
    this.answered = new Set([...Object.keys(at.lead.answers), ...Object.keys(texts)]);
  }

  /** Name the steps that the advice calls for letters with. @param {string[]} values */
  calledFor(values) {
    return this.base.data.letters.flatMap((/** @type {[string, Draft[]]} */ [step]) => (values.includes(step) ? [step] : []));
  }

  /** @param {string} step @returns {Draft[]} */
  drafts(step) {
    return this.base.data.letters.find((/** @type {[string, Draft[]]} */ [of]) => of === step)?.[1] ?? [];
  }

  /** Return the draft of a step with this name, or the first that is meant for the lead. @param {string} step @param {string | null} name */
  draft(step, name) {
    const drafts = this.drafts(step);
    return /** @type {Draft} */ (drafts.find((one) => one.name === name) ?? drafts.find((one) => this.hold(one.if)) ?? drafts[0]);
  }

  /** @param {any[]} conditions @returns {boolean} */
  hold(conditions) {
    return conditions.every((part) =>
      typeof part === "number"
        ? this.passes(part)
        : part.some((/** @type {any[]} */ one) => this.hold(one)),
    );
  }

  /** Whether a test holds: one of a concept that is not settled, of what it holds whatever is answered. @param {number} test */
  passes(test) {
    const [fact, words] = this.base.data.diagrams.tests[test];
    const held = this.at.untold.get(fact);
    if (held === undefined) return this.at.holds(this.at.counsel.view.tests[test]);
    return words.split(" or ").some((/** @type {string} */ word) => (word === "unknown" ? !held.length : held.includes(word)));
  }

  // What is still to be asked

  /** Name the questions that would fill in more of a letter: those first without which it cannot be written. @param {Draft} draft */
  unanswered(draft) {
    const found = new Set([draft.to, draft.subject, ...this.written(draft)].flatMap((text) => this.waiting(text).flat()));
    const inOrder = Object.keys(this.questions).filter((name) => found.has(name));
    return [...inOrder.filter((name) => !this.questions[name].unknown), ...inOrder.filter((name) => this.questions[name].unknown)];
  }

  /** Name the questions without whose answers a letter cannot be written. @param {Draft} draft */
  needed(draft) {
    const waiting = [draft.subject, ...this.written(draft)].flatMap((text) => this.waiting(text));
    const needed = new Set(waiting.filter((names) => !names.some((name) => this.questions[name].unknown)).flat());
    return Object.keys(this.questions).filter((name) => needed.has(name));
  }

  /** @param {Draft} draft */
  written(draft) {
    return draft.paragraphs.filter((one) => this.hold(one.if)).map((one) => one.text);
  }

  /** For each part of a text that is left out as a whole, the questions whose answers it needs. @param {string} text @returns {string[][]} */
  waiting(text) {
    const { rest, alone } = parts(text);
    const needed = this.lacking(rest);
    if (needed === null) return [];
    return [needed, ...alone.flatMap((line) => {
      const own = this.lacking(line);
      return own === null ? [] : [[...needed, ...own]];
    })];
  }

  /** The questions whose answers a text needs; null if it is left out whatever they are. @param {string} text */
  lacking(text) {
    const waiting = [];
    for (const fact of factsIn(text).filter((one) => !this.isKnown(one))) {
      const names = this.base.questionsOf(fact).filter((name) => !this.isKnown(name));
      if (!names.every((name) => this.isOpen(name))) return null;
      waiting.push(...names);
    }
    return waiting;
  }

  /** @param {string} fact */
  isKnown(fact) {
    const value = this.facts[fact] ?? null;
    return value !== null && !(Array.isArray(value) && !value.length);
  }

  /** Whether this is a question that applies and that nobody has answered. @param {string} name */
  isOpen(name) {
    return name in this.questions && !this.answered.has(name) && this.at.holds(this.base.data.diagrams.applies[name]);
  }

  // What is written

  /** @param {Draft} draft @returns {Written} */
  write(draft) {
    /** @type {string[]} */
    const paragraphs = [];
    /** @type {string[]} */
    let joined = [];
    for (const one of draft.paragraphs) {
      if (joined.length && !one.continues) {
        paragraphs.push(joined.join(" "));
        joined = [];
      }
      const text = this.hold(one.if) ? this.filled(one.text) : null;
      if (text !== null) joined.push(text);
    }
    if (joined.length) paragraphs.push(joined.join(" "));
    return { draft: draft.name, to: this.filled(draft.to) ?? "", subject: this.filled(draft.subject) ?? "", paragraphs };
  }

  /** Fill in a text; null if a fact in it is not known, or no line of it is left. @param {string} text @returns {string | null} */
  filled(text) {
    const isKnown = (/** @type {string} */ part) => factsIn(part).every((fact) => this.isKnown(fact));
    const { rest, alone } = parts(text);
    const gone = alone.filter((line) => !isKnown(line));
    const lines = text.split("\n").filter((line) => !gone.includes(line));
    if (!isKnown(rest) || !lines.length) return null;
    return lines.join("\n").replace(/\{([^{}]*)\}([.,]?)/g, (_, fact, mark) => this.said(fact, mark));
  }

  /** @param {string} fact @param {string} mark */
  said(fact, mark) {
    const { today } = this.at.lead;
    if (fact === TODAY) return `${monthAndDay(today)}, ${today.slice(0, 4).replace(/^0+/, "")}${mark}`;
    const value = this.facts[fact] ?? null;
    const words = this.questions[fact]?.kind === "date" ? dayInWords(String(value), today) : this.base.says(fact, value);
    if (mark === ",") return `${inside(words)},`;
    return /[.!?]$/.test(words) ? words : words + mark;
  }
}

/** A day as a letter of today names it: with its year if it is far away. @param {string} day @param {string} today */
function dayInWords(day, today) {
  const said = monthAndDay(day);
  return Math.abs(dayNumber(day) - dayNumber(today)) < HALF_A_YEAR ? said : `${said}, ${Number(day.slice(0, 4))}`;
}

/** @param {string} text @returns {string[]} */
const factsIn = (text) => [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]).filter((fact) => fact !== TODAY);

/** Separate the lines that are nothing but a fact from the others. @param {string} text */
function parts(text) {
  const lines = text.split("\n");
  const isAlone = (/** @type {string} */ line) => /^\s*\{[^{}]*\}\s*$/.test(line);
  return { rest: lines.filter((line) => !isAlone(line)).join("\n"), alone: lines.filter(isAlone) };
}

/** A link that opens a letter in a mail program (RFC 6068). @param {Written} letter */
export function mailLink({ to, subject, paragraphs }) {
  const body = paragraphs.join("\n\n").replaceAll("\n", "\r\n");
  return `mailto:${encodeURIComponent(to).replace("%40", "@")}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body)}`;
}
