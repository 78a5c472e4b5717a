// @ts-check
/**
 * How questions, rules, and concepts hang together, drawn: first all questions and concepts, what rests on others to the
 * right of these; then for each concept the rules that decide it.
 */
import { begun, counted, h, heading, sentence, svg } from "./elements.mjs";

/** @typedef {import("./book.mjs").RuleBook} RuleBook */
/** @typedef {{href: string, press?: (event: Event) => void}} Link */

/** How tall the place of a name is, how wide a letter of it, and how much lies between two columns, in pixels. */
const [TALL, LETTER, BETWEEN] = [28, 7.2, 56];
/** How many letters of a name are drawn. */
const MOST_LETTERS_DRAWN = 25;

export class Graph {
  /** @param {RuleBook} book */
  constructor(book) {
    this.book = book;
    this.data = book.data;
    this.concluded = [...Object.keys(this.data.concepts), ...Object.keys(this.data.sums)];
    /** @type {Map<string, number>} */
    this.depths = new Map();
    /** @type {Map<string, HTMLElement>} What opens on a concept. */
    this.opened = new Map();
  }

  show() {
    const edges = this.concluded.flatMap((name) => this.grounds(name).map((one) => [one, name]));
    const names = [...new Set([...edges.map(([one]) => one), ...this.concluded])];
    const columns = /** @type {string[][]} */ ([]);
    for (const name of names) (columns[this.depth(name)] ??= []).push(name);
    const inOrder = [...columns.flat().filter((name) => this.concluded.includes(name))];
    for (const name of inOrder) this.opened.set(name, this.entry(name));
    const link = (/** @type {string} */ name) => (this.opened.has(name) ? { href: "#", press: (/** @type {Event} */ event) => this.open(event, name) } : null);
    return [
      h("p", { class: "small narrow" }, "Questions stand on the left, and each concept to the right of all that its rules go by. Choose a concept to see its rules."),
      drawn("Questions and concepts", columns, edges, link),
      ...this.opened.values(),
    ];
  }

  /** Name what a concept or sum goes by: questions, concepts, and sums. @param {string} name @returns {string[]} */
  grounds(name) {
    const facts = this.data.sums[name]?.adds ?? this.rules(name).flatMap((rule) => this.book.facts(rule));
    return this.named(facts);
  }

  /** A count is told by the questions that it counts from. @param {string[]} facts */
  named(facts) {
    return [...new Set(facts.flatMap((fact) => this.book.base.questionsOf(fact)))];
  }

  /** Name the rules that conclude a concept. @param {string} concept @returns {string[]} */
  rules(concept) {
    return Object.keys(this.data.rules).filter((rule) => this.data.rules[rule].then.some((/** @type {string[]} */ one) => one[0] === concept));
  }

  /** How many concepts stand one on another below a name. @param {string} name @returns {number} */
  depth(name) {
    if (!this.concluded.includes(name)) return 0;
    let found = this.depths.get(name);
    if (found === undefined) this.depths.set(name, (found = 1 + Math.max(0, ...this.grounds(name).map((one) => this.depth(one)))));
    return found;
  }

  /** @param {string} name */
  entry(name) {
    const { means } = this.data.concepts[name] ?? this.data.sums[name];
    return this.book.page.lazy(heading(name), () => this.around(name), `: ${means}`);
  }

  /** @param {Event} event @param {string} name */
  open(event, name) {
    event.preventDefault();
    const details = /** @type {HTMLDetailsElement} */ (this.opened.get(name));
    details.open = true;
    details.querySelector("summary")?.focus();
    details.scrollIntoView();
  }

  /** A concept with its rules, what these go by, and what goes by it. @param {string} name */
  around(name) {
    const rules = this.rules(name);
    const next = this.concluded.filter((one) => this.grounds(one).includes(name));
    const edges = [
      ...rules.flatMap((rule) => [...this.named(this.book.facts(rule)).map((one) => [one, rule]), [rule, name]]),
      ...(rules.length ? [] : this.grounds(name).map((one) => [one, name])),
      ...next.map((one) => [name, one]),
    ];
    const link = (/** @type {string} */ one) =>
      rules.includes(one) ? { href: this.book.page.ruleAddress(one) } : this.opened.has(one) && one !== name ? { href: "#", press: (/** @type {Event} */ event) => this.open(event, one) } : null;
    const columns = [this.grounds(name), rules, [name], next].filter((one) => one.length);
    return [h("p", { class: "small" }, `${begun(counted(rules.length, "rule"))} decide${rules.length === 1 ? "s" : ""} it.`), drawn(sentence(heading(name)), columns, edges, link)];
  }
}

/**
 * Draw names in columns, and lines between them; each name as near as can be to what it hangs on in the columns before.
 * @param {string} label
 * @param {string[][]} columns
 * @param {string[][]} edges
 * @param {(name: string) => Link | null} link
 */
function drawn(label, columns, edges, link) {
  /** @type {Map<string, [number, number]>} */
  const places = new Map();
  const wide = 16 + LETTER * Math.min(MOST_LETTERS_DRAWN, Math.max(...columns.flat().map((one) => one.length)));
  const height = TALL * Math.max(...columns.map((one) => one.length));
  for (const [column, names] of columns.entries()) {
    const mean = (/** @type {string} */ name) => {
      const from = edges.flatMap(([one, other]) => (other === name ? (places.get(one)?.[1] ?? []) : []));
      return from.reduce((sum, one) => sum + one, 0) / from.length || 0;
    };
    const step = height / names.length;
    const sorted = column ? [...names].sort((one, other) => mean(one) - mean(other)) : names;
    sorted.forEach((name, row) => places.set(name, [column * (wide + BETWEEN), step * (row + 0.5)]));
  }
  const lines = edges.map(([one, other]) => {
    const [[x, y], [toX, toY]] = [one, other].map((name) => places.get(name) ?? [0, 0]);
    return { one, other, path: svg("path", { d: `M${x + wide} ${y}C${x + wide + 40} ${y} ${toX - 40} ${toY} ${toX} ${toY}` }) };
  });
  const names = [...places].map(([name, [x, y]]) => {
    const mark = (/** @type {boolean} */ on) => () => lines.forEach(({ one, other, path }) => (one === name || other === name) && path.classList.toggle("on", on));
    const to = link(name);
    const text = name.includes("-") ? name : heading(name);
    const short = text.length > MOST_LETTERS_DRAWN ? text.slice(0, MOST_LETTERS_DRAWN - 1) + "\u2026" : text;
    return svg(
      to ? "a" : "g",
      { href: to?.href, "aria-label": to && text, onclick: to?.press ?? (() => {}), onmouseenter: mark(true), onmouseleave: mark(false), onfocus: mark(true), onblur: mark(false) },
      svg("title", null, text),
      svg("rect", { x, y: y - 11, width: wide, height: 22, rx: 5 }),
      svg("text", { x: x + 8, y: y + 4 }, short),
    );
  });
  const width = columns.length * (wide + BETWEEN) - BETWEEN;
  const made = svg("svg", { viewBox: `-2 0 ${width + 4} ${height}`, width: width + 4, height, role: "group", "aria-label": label }, ...lines.map(({ path }) => path), ...names);
  return h("div", { class: "graph" }, made);
}
