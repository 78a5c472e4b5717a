// @ts-check
/**
 * The rule book of the page: passages beside their rules, where the authorities part, laws, and cases.
 *
 * What it says of a case or of leads that are advised differently can be tried on the same page, with its own answers.
 */
import { certificatePage } from "./certificate_page.mjs";
import { Graph } from "./graph.mjs";
import { begun, counted, h, heading, sentence } from "./elements.mjs";
import { Lead, dayNumber, dayOf } from "./reader.mjs";

/** @typedef {import("./page.mjs").PublishedPage} PublishedPage */
/** @typedef {import("./page.mjs").State} State */
/** @typedef {import("./reader.mjs").Answers} Answers */

export const TITLES = { rules: "Passages and rules", graph: "Graph", parted: "Where they part", laws: "Laws", cases: "Cases", certificates: "Certificates" };

export class RuleBook {
  /** @param {PublishedPage} page */
  constructor(page) {
    this.page = page;
    this.data = page.data;
    this.base = page.base;
  }

  /** @param {State} state */
  show(state) {
    const { data, page } = this;
    const tabs = Object.entries(TITLES).map(([view, title]) =>
      h("a", { href: page.address({ ...state, view, rule: null }), "aria-current": view === state.view && "page" }, title),
    );
    const body = { rules: () => this.rules(state), graph: () => new Graph(this).show(), parted: () => this.parted(), laws: () => this.laws(), cases: () => this.cases(), certificates: () => certificatePage(data) };
    return [
      h("h1", null, `${data.title}: the rules`),
      h("p", { class: "small cite" }, `To cite it: ${data.title}, base ${data.hash.slice(0, 12)}, published on ${data.made.on} by ${data.made.by}.`),
      h("nav", { class: "tabs", "aria-label": "The rule book" }, tabs),
      ...body[/** @type {keyof typeof TITLES} */ (state.view)](),
    ];
  }

  // Passages and rules

  /** @param {State} state */
  rules(state) {
    const shown = state.rule ? [h("section", { class: "one-rule" }, h("h2", null, state.rule), this.rule(state.rule))] : [];
    const sections = Object.entries(this.data.authorities).map(([name, { person, work, inShort }]) =>
      h(
        "section",
        { class: "authority" },
        h("h2", null, person),
        h("p", { class: "small" }, begun(sentence(work)), inShort && ` ${inShort}`),
        ...this.data.passages.filter((/** @type {any} */ one) => one.counsel === name).map((/** @type {any} */ one) => this.passage(one)),
        ...this.without(name).map((rule) => this.entry(rule)),
      ),
    );
    return [...shown, ...sections];
  }

  /** Name the rules of an authority that cite no passage of its own. @param {string} name */
  without(name) {
    return Object.keys(this.data.rules).filter((rule) => {
      const { counsel, sources } = this.data.rules[rule];
      return counsel === name && !sources.some((/** @type {string[]} */ one) => one[0] === name);
    });
  }

  /** @param {{counsel: string, name: string, gist: string, narrative: boolean}} passage */
  passage({ counsel, name, gist, narrative }) {
    const citing = Object.keys(this.data.rules).filter((rule) =>
      this.data.rules[rule].sources.some((/** @type {string[]} */ one) => one[0] === counsel && one[1] === name),
    );
    return h(
      "div",
      { class: "a-rule" },
      h("blockquote", null, h("p", null, gist), h("footer", null, `${name}${narrative ? ", a story that no rule follows" : ""}`)),
      ...citing.map((rule) => this.entry(rule)),
    );
  }

  /** @param {string} rule */
  entry(rule) {
    return this.page.lazy(rule, () => [this.rule(rule)], `: ${this.data.rules[rule].because}`);
  }

  /** @param {string} name */
  rule(name) {
    const rule = this.data.rules[name];
    const rules = Object.keys(this.data.rules);
    const links = (/** @type {string[]} */ names) => names.flatMap((one, place) => [place ? ", " : "", this.page.ruleLink(one)]);
    const overridden = rules.filter((one) => this.data.rules[one].overrides.includes(name));
    const facts = new Set(this.facts(name));
    const feeding = rules.filter((one) => this.data.rules[one].then.some((/** @type {string[]} */ each) => facts.has(each[0])));
    const concluded = new Set(rule.then.map((/** @type {string[]} */ one) => one[0]));
    const fed = rules.filter((one) => this.facts(one).some((fact) => concluded.has(fact)));
    const cases = this.data.book.cases.filter((/** @type {any} */ one) => one.rules.includes(rules.indexOf(name)));
    const rows = /** @type {[string, any][]} */ ([
      ["if", rule.if.length ? this.lines(rule.if) : "always"],
      ["unless", rule.unless && this.lines(rule.unless)],
      ["then", rule.then.map((/** @type {string[]} */ [concept, value]) => `${heading(concept)}: ${this.base.says(concept, value)}`).join(" ")],
      ["because", rule.because],
      ["due", rule.due && this.due(rule.due)],
      ["sets aside", rule.overrides.length && links(rule.overrides)],
      ["set aside by", overridden.length && links(overridden)],
      ["rests on", feeding.length && links(feeding)],
      ["leads to", fed.length && links(fed)],
      ["cases", cases.length && cases.map((/** @type {any} */ one) => one.name).join("; ")],
      ["written in", rule.place],
    ]);
    return h(
      "dl",
      { class: "aloud" },
      rows.flatMap(([term, said]) => (said ? [h("div", null, h("dt", null, term), h("dd", null, ...[said].flat()))] : [])),
    );
  }

  /** Say each of some conditions on a line of its own. @param {any[]} conditions */
  lines(conditions) {
    return h("ul", null, conditions.map((one) => h("li", null, this.page.aloud(one))));
  }

  /** @param {[string, number][]} due */
  due(due) {
    if (!due.length) return "today";
    const days = due.map(([count, number]) => `${this.data.counts[count].means.replace(/\.$/, "")}: ${number}`);
    return `on the last of the days on which this is so: ${days.join("; ")}`;
  }

  /** Name the facts that a rule tests. @param {string} rule */
  facts(rule) {
    const { if: conditions, unless } = this.data.rules[rule];
    return this.tested([...conditions, ...(unless ?? [])]);
  }

  /** Name the facts that conditions test. @param {any[]} conditions @returns {string[]} */
  tested(conditions) {
    return conditions.flatMap((part) =>
      typeof part === "number" ? [this.data.diagrams.tests[part][0]] : part.flatMap((/** @type {any[]} */ one) => this.tested(one)),
    );
  }

  // Where they part

  parted() {
    if (!this.data.book.parted.length) return [h("p", null, "Only one authority advises.")];
    return this.data.book.parted.map((/** @type {any} */ one) => this.pair(one));
  }

  /** @param {{one: string, other: string, leads: number | null, possible: number | null, changes: any[] | null}} pair */
  pair({ one, other, leads, possible, changes }) {
    const persons = [one, other].map((name) => this.data.authorities[name].person);
    const share = leads !== null && possible ? `They part on ${((100 * leads) / possible).toPrecision(2)}% of all possible leads.` : "";
    return h(
      "section",
      null,
      h("h2", null, persons.join(" and ")),
      h("p", null, changes === null ? "Where they part is not worked out for this base." : changes.length ? share : "They agree on every possible lead."),
      ...(changes ?? []).map((change) => this.change(change, [one, other], persons)),
    );
  }

  /** @param {any} change @param {string[]} counsels @param {string[]} persons */
  change({ effects, such, by, because }, counsels, persons) {
    const lines = effects.flatMap((/** @type {string[]} */ [concept, before, after]) => [
      h("h3", null, heading(concept)),
      ...[before, after].map((value, place) => h("p", null, h("b", null, `${persons[place]}: `), this.base.says(concept, value))),
    ]);
    const rules = [...new Set([...by.flat(), ...because])];
    return h(
      "div",
      { class: "a-rule" },
      ...lines,
      h("p", { class: "small" }, "By ", ...rules.flatMap((name, place) => [place ? ", " : "", this.page.ruleLink(name)]), ". ", this.trial(such, counsels[1], "Look at such a lead")),
    );
  }

  /** A link that opens the advice with some answers, days as far from today as they were. @param {Answers} answers @param {string} counsel @param {string} text */
  trial(answers, counsel, text) {
    const later = dayNumber(this.page.today) - dayNumber(this.data.book.day);
    const moved = Object.entries(answers).map(([name, answer]) => [
      name,
      this.base.questions[name].kind === "date" && answer !== null ? dayOf(dayNumber(String(answer)) + later) : answer,
    ]);
    return h("a", { href: this.page.address({ counsel, answers: Object.fromEntries(moved) }) }, text);
  }

  // Laws and cases

  laws() {
    const { laws } = this.data.book;
    if (!laws.length) return [h("p", null, "This base has no laws.")];
    return [
      h("p", { class: "small" }, "What must hold for every possible lead."),
      ...laws.map((/** @type {any} */ law) =>
        this.page.lazy(begun(law.name), () => [
          h(
            "dl",
            { class: "aloud" },
            [["for", law.for], ["if", law.if || "always"], ["after", law.after], [law.never ? "never" : "then", law.then], ["because", law.because]].flatMap(([term, said]) =>
              said ? [h("div", null, h("dt", null, term), h("dd", null, said))] : [],
            ),
          ),
        ]),
      ),
    ];
  }

  cases() {
    const { cases } = this.data.book;
    return [
      h("p", { class: "small" }, `${counted(cases.length, "example")}, each with the advice that is expected of it. What this page advises is worked out when you open one.`),
      ...cases.map((/** @type {any} */ one) => this.page.lazy(begun(one.name), () => this.example(one))),
    ];
  }

  /** @param {{answers: Answers, expect: Record<string, any>}} example */
  example({ answers, expect }) {
    const lead = new Lead(this.base, answers, this.data.book.day);
    const rows = Object.entries(expect).flatMap(([counsel, values]) => {
      const { at } = this.base.counsel(counsel).advise(lead);
      return Object.entries(values).map(([concept, expected]) => {
        const own = concept in this.data.sums ? [this.base.says(concept, at.facts[concept])] : at.values(concept);
        const isSame = own.join() === expected.join() || (concept in this.data.sums && own[0].startsWith(expected.join()));
        const said = expected.map((/** @type {string} */ value) => this.base.says(concept, value)).join(" ") || "Undecided.";
        return h("li", null, h("b", null, `${this.data.authorities[counsel].person}, ${heading(concept).toLowerCase()}: `), said, isSame ? " This page says so too." : " This page says something else.");
      });
    });
    const told = Object.entries(answers).map(([name, answer]) => h("li", null, h("span", { class: "fact" }, this.base.questions[name].ask), " ", h("span", { class: "value" }, answer === null ? "I don't know" : begun(this.base.says(name, answer)))));
    return [
      h("ul", { class: "grounds" }, told),
      h("ul", { class: "says-list" }, rows),
      h("p", null, this.trial(answers, Object.keys(expect)[0], "Look at the advice")),
    ];
  }
}
