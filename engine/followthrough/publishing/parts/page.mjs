// @ts-check
/**
 * The page of a published base: one question at a time, then the advice with its reasons.
 *
 * The answers are in the address after the #, so that Back works and a link holds them, and in the browser's own store,
 * until the person has them forgotten. Nothing is sent anywhere; the page asks for no other file.
 */
import { RuleBook, TITLES } from "./book.mjs";
import { EVERYTHING } from "./diagrams.mjs";
import { away, begun, counted, h, heading, sentence } from "./elements.mjs";
import { LetterPage } from "./letter_page.mjs";
import { Base, Lead, dayNumber, dayOf, inside, spoken } from "./reader.mjs";

/** @typedef {import("./reader.mjs").Answer} Answer */
/** @typedef {import("./reader.mjs").Answers} Answers */
/** @typedef {import("./reader.mjs").At} At */
/** @typedef {import("./reader.mjs").Advised} Advised */
/** @typedef {import("./reader.mjs").Step} Step */
/** @typedef {import("./reader.mjs").Next} Next */
/** @typedef {{counsel: string | null, ask: string | null, again: string | null,
 *   view: string | null, rule: string | null, letter: string | null, draft: string | null, answers: Answers,
 *   texts: Record<string, string | null>, left: number}} State */
/** @typedef {{counsel: string, next: Next, at: At, advised: Advised[]}} Side */
/** @typedef {{state: State, asking: string | null, asked: string | null, content: (HTMLElement | null | false)[],
 *   later: HTMLElement | null}} Screen */

/** Longest answer, in characters, of those that only letters need. */
const MOST_LETTERS = 200;
const DONT_KNOW = "I don't know";
const UNKNOWN = "unknown";
const SEPARATOR = "; ";
/** How many days ahead are looked at, and how many turns of these are told. */
const DAYS_AHEAD = 60;
const MOST_TURNS = 6;
/** How many pairs of other answers are tried, at most. */
const MOST_PAIRS = 600;
/** How many milliseconds the page waits between two things that it works out ahead, so that it can answer a press. */
const BREATH = 20;
/** How many sides of the advice are remembered. */
const MOST_SIDES = 200;

/** The day of the person who looks at the page. */
function localToday() {
  const now = new Date();
  return dayOf(Math.floor((now.getTime() - now.getTimezoneOffset() * 60_000) / 86_400_000));
}

export class PublishedPage {
  /** @param {any} data @param {HTMLElement} main */
  constructor(data, main) {
    this.data = data;
    this.base = new Base(data);
    this.main = main;
    this.today = localToday();
    this.counsels = this.base.counselNames;
    this.store = `followthrough ${data.hash}`;
    /** The state that is shown, or whose screen is being made. @type {State | null} */
    this.now = null;
    this.thinking = 0;
    /** What is to be worked out ahead. @type {(() => void)[]} */
    this.tasks = [];
    /** The screens that are ready for what may be answered next, by the answer. @type {Map<string, Screen>} */
    this.ready = new Map();
    /** @type {Map<string, Side>} */
    this.sides = new Map();
    this.book = new RuleBook(this);
    this.letters = new LetterPage(this);
  }

  // The address

  /** Read the answers in the address. @param {string} written @returns {State} */
  state(written) {
    const entries = new URLSearchParams(written);
    const given = (/** @type {string} */ name) => entries.get("." + name);
    const counsel = given("counsel");
    const ask = given("ask");
    const again = given("again");
    const view = given("view");
    const rule = given("rule");
    const letter = given("letter");
    const draft = given("draft");
    /** @type {Record<string, string | null>} What only letters need. */
    const texts = {};
    /** @type {Answers} */
    const answers = {};
    let left = 0;
    for (const [name, text] of entries) {
      if (name.startsWith(".")) continue;
      if (this.isText(name)) {
        texts[name] = text === UNKNOWN && this.base.questions[name].unknown ? null : text.slice(0, MOST_LETTERS);
        continue;
      }
      const answer = this.read(name, text);
      if (answer === undefined) left += 1;
      else answers[name] = answer;
    }
    const kept = this.fitting(answers);
    return {
      counsel: this.counsels.length === 1 ? this.counsels[0] : counsel && this.counsels.includes(counsel) ? counsel : null,
      ask: ask && this.counsels.includes(ask) ? ask : null,
      again: again && this.base.level.has(again) ? again : null,
      view: view !== null && Object.hasOwn(TITLES, view) ? view : null,
      rule: rule !== null && rule in this.data.rules ? rule : null,
      letter: letter !== null && this.data.letters.some((/** @type {[string]} */ [step]) => step === letter) ? letter : null,
      draft,
      answers: kept,
      texts,
      left: left + Object.keys(answers).length - Object.keys(kept).length,
    };
  }

  /** Whether a question is one that only letters need. @param {string} name */
  isText(name) {
    return Object.hasOwn(this.base.questions, name) && this.base.questions[name].kind === "text";
  }

  /** Read an answer as an address has it; undefined if it is none. @param {string} name @param {string} text @returns {Answer | undefined} */
  read(name, text) {
    const question = Object.hasOwn(this.base.questions, name) ? this.base.questions[name] : null;
    if (!question || question.kind === "text") return undefined;
    if (text === UNKNOWN) return question.unknown ? null : undefined;
    if (question.many) {
      const ticked = text.split(SEPARATOR);
      return ticked.every((one) => this.base.names(name).includes(one)) ? ticked : undefined;
    }
    if (question.kind === "number") return this.number(question, text);
    if (question.kind === "date") return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(dayNumber(text)) ? text : undefined;
    return this.base.names(name).includes(text) ? text : undefined;
  }

  /** Read a number, in units of its last place. @param {any} question @param {string} text @returns {number | undefined} */
  number(question, text) {
    const match = /^\s*([-\u2212+]?)(\d+)(?:[.,](\d+))?\s*$/.exec(text);
    if (!match || (match[3] ?? "").length > question.decimals) return undefined;
    const digits = match[2] + (match[3] ?? "").padEnd(question.decimals, "0");
    const number = (match[1] === "-" || match[1] === "\u2212" ? -1 : 1) * Number(digits);
    return question.low <= number && number <= question.high ? number : undefined;
  }

  /** Leave out answers that do not go together with those before them. @param {Answers} answers @returns {Answers} */
  fitting(answers) {
    /** @type {Answers} */
    const kept = {};
    for (const { question } of this.base.levels) {
      if (Object.hasOwn(answers, question) && !this.fault({ ...kept, [question]: answers[question] })) kept[question] = answers[question];
    }
    return kept;
  }

  /** Say why some answers cannot be; empty if they can. @param {Answers} answers @returns {string} */
  fault(answers) {
    const lead = new Lead(this.base, answers, this.today);
    if (lead.isOutOfReach) return "That day is not one that can be. Check the year, and whether it must have passed.";
    if (lead.isPossible) return "";
    const never = this.data.diagrams.nevers.findIndex(
      (/** @type {number} */ root) => this.base.full.given(root, lead.fixed) === EVERYTHING,
    );
    if (never >= 0) return begun(sentence(this.base.fillIn(this.data.nevers[never], answers)));
    return "This does not go together with your other answers. Give another one, or change one of those.";
  }

  /** Write a state as an address has it. @param {Partial<State>} state */
  address({ counsel, ask, again, view, rule, letter, draft, answers, texts }) {
    const entries = new URLSearchParams();
    if (counsel && this.counsels.length > 1) entries.set(".counsel", counsel);
    for (const [name, answer] of Object.entries(answers ?? {})) entries.set(name, this.written(name, answer));
    if (ask) entries.set(".ask", ask);
    if (again) entries.set(".again", again);
    if (view) entries.set(".view", view);
    if (rule) entries.set(".rule", rule);
    for (const [name, text] of Object.entries(texts ?? {})) entries.set(name, text ?? UNKNOWN);
    if (letter) entries.set(".letter", letter);
    if (letter && draft) entries.set(".draft", draft);
    return "#" + entries.toString();
  }

  /** @param {string} name @param {Answer} answer */
  written(name, answer) {
    if (answer === null) return UNKNOWN;
    if (Array.isArray(answer)) return answer.join(SEPARATOR);
    return typeof answer === "number" ? this.base.number(answer, this.base.questions[name].decimals) : answer;
  }

  // What is shown

  /** Show what the address says. */
  show() {
    this.showScreen(this.screen(this.state(location.hash.slice(1))));
  }

  /** Make what a state shows. @param {State} state @returns {Screen} */
  screen(state) {
    const shown = this.now;
    this.now = state;
    const asking = state.ask ?? state.counsel;
    const next = asking ? this.base.counsel(asking).next(new Lead(this.base, state.answers, this.today)) : null;
    const asked = state.again ?? (next && (next.phase === "goals" || state.ask) ? next.question : null);
    const isQuestion = !state.view && state.counsel && !state.letter && asked;
    const content = state.view ? this.book.show(state) : state.counsel && state.letter ? this.letters.show(state, state.letter) : !state.counsel ? this.start() : asked ? this.question(state, asked, next) : this.advice(state);
    this.now = shown;
    const notice = state.left ? h("p", { class: "notice", role: "status" }, `${counted(state.left, "answer")} of this link cannot be, and ${state.left === 1 ? "was" : "were"} left out.`) : null;
    const later = isQuestion && Object.keys(state.answers).length ? this.answersGiven(state) : null;
    return { state, asking, asked, content: [notice, ...content], later };
  }

  /** Show a screen: what can be read first, and all else once that is painted. @param {Screen} screen */
  showScreen({ state, asking, asked, content, later }) {
    const isFirst = this.now === null;
    const doAgain = isFirst ? doneIn(this.main) : null;
    this.now = state;
    this.main.replaceChildren(...content.flatMap((one) => one || []));
    delete document.documentElement.dataset.linked;
    if (!isFirst) scrollTo(0, 0);
    this.forgetTasks();
    afterPaint(() => {
      if (this.now !== state) return;
      if (later) this.main.append(later);
      const title = this.main.querySelector("h1")?.textContent ?? "";
      document.title = title === this.data.title ? title : `${title} \u00b7 ${this.data.title}`;
      this.showNavigation(state);
      if (!isFirst && !this.main.contains(document.activeElement)) this.main.focus({ preventScroll: true });
      this.thinkAhead(state, asking, asked);
    });
    doAgain?.();
  }

  /** Forget what was worked out ahead, and what was to be. */
  forgetTasks() {
    clearTimeout(this.thinking);
    this.ready.clear();
    this.tasks = [];
  }

  /**
   * Work out what comes after each answer while the person reads the question, one after the other, so that the next
   * screen is there at once.
   * @param {State} state
   * @param {string | null} asking
   * @param {string | null} asked
   */
  thinkAhead(state, asking, asked) {
    const answers = asking && asked ? this.answersTo(asked, state.answers) : [];
    const isStart = !asking && !state.view;
    const counsels = isStart ? [...this.counsels].sort((one) => (one === this.data.default ? -1 : 1)) : [];
    this.tasks.push(
      () => this.remember(state),
      ...counsels.flatMap((name) => this.stepsTo(name, () => ({ ...state, counsel: name }))),
      ...answers.flatMap((answer) => this.stepsAfter(state, String(asked), answer)),
    );
    this.breathe();
  }

  /** Do the next of what is to be worked out ahead, after a breath. */
  breathe() {
    clearTimeout(this.thinking);
    this.thinking = setTimeout(() => {
      this.tasks.shift()?.();
      if (this.tasks.length) this.breathe();
    }, BREATH);
  }

  /**
   * Return the steps that make the screen of a state, none of which takes long.
   * @param {string} key What the screen is for.
   * @param {() => State | undefined} find
   */
  stepsTo(key, find) {
    /** @type {State | undefined} */
    let state;
    const asking = () => state?.ask ?? state?.counsel;
    const next = () => this.base.counsel(String(asking())).next(new Lead(this.base, state?.answers ?? {}, this.today));
    const isAdvice = () => state && !state.ask && next().phase !== "goals";
    return [
      () => void (state = this.ready.has(key) ? undefined : find()),
      () => void (state && next()),
      ...this.counsels.map((name) => () => void (state && isAdvice() && this.side(name, state.answers))),
      () => void (state && this.ready.set(key, laidOut(this.screen(state)))),
    ];
  }

  /** @param {State} state @param {string} name @param {Answer} answer */
  stepsAfter(state, name, answer) {
    return this.stepsTo(this.written(name, answer), () => this.after(state, name, answer).state);
  }

  /** Make the screen after an answer that was chosen, or typed so far, before all others. @param {State} state @param {string} name @param {HTMLFormElement} form */
  prefer(state, name, form) {
    const answer = this.read(name, new FormData(form).getAll("answer").map(String).join(SEPARATOR));
    if (answer === undefined) return;
    this.tasks.unshift(...this.stepsAfter(state, name, answer));
    this.breathe();
  }

  /** Return the state after an answer, or what is wrong with it. @param {State} state @param {string} name @param {Answer} answer @returns {{state?: State, wrong: string}} */
  after(state, name, answer) {
    const { [name]: _, ...others } = state.answers;
    const answers = { ...others, [name]: answer };
    const wrong = this.fault(this.upTo(name, answers));
    return wrong ? { wrong } : { wrong, state: { ...state, again: null, left: 0, answers: this.fitting(answers) } };
  }

  /** One answer of each kind to a question, and that it is not known if it may be. @param {string} name @param {Answers} answers @returns {Answer[]} */
  answersTo(name, answers) {
    const found = new Lead(this.base, answers, this.today).answersTo(name, 0);
    return this.base.questions[name].unknown ? [...found, null] : found;
  }

  /** @param {State} state */
  showNavigation(state) {
    const link = (/** @type {string} */ text, /** @type {string | null} */ view) =>
      h("a", { href: this.address({ ...state, view, rule: null, letter: null }), "aria-current": Boolean(state.view) === Boolean(view) && "page" }, text);
    document.querySelector(".top nav")?.replaceChildren(link("The advice", null), link("The rules", "rules"));
  }

  /** @param {State} state */
  remember(state) {
    if (!state.counsel || !Object.keys(state.answers).length) return;
    try {
      localStorage.setItem(this.store, this.address({ ...state, again: null, view: null, rule: null, letter: null }));
    } catch {
      // a browser may keep nothing for a file; then the address alone has the answers
    }
  }

  remembered() {
    try {
      return localStorage.getItem(this.store);
    } catch {
      return null;
    }
  }

  forget() {
    try {
      localStorage.removeItem(this.store);
    } catch {
      // nothing was kept
    }
    history.replaceState(null, "", location.pathname + location.search);
    this.show();
  }

  /** Show a screen, and put it into the address once it is painted: the browser takes some time for that. @param {Screen} screen */
  go(screen) {
    this.showScreen(screen);
    afterPaint(() => {
      const address = this.address(screen.state);
      if (address !== location.hash) history.pushState(null, "", address);
    });
  }

  start() {
    const kept = this.remembered();
    const form = h(
      "form",
      {
        onsubmit: (/** @type {SubmitEvent} */ event) => {
          event.preventDefault();
          const counsel = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("counsel"));
          this.go(this.ready.get(counsel) ?? this.screen({ ...this.state(""), counsel }));
        },
      },
      h(
        "fieldset",
        null,
        h("legend", null, h("h2", null, "Whose advice do you follow?")),
        h("p", { class: "hint" }, "They do not always agree. You see what the others say too."),
        h("div", { class: "choices" }, this.counsels.map((name) => this.counselChoice(name))),
      ),
      h("div", { class: "actions" }, h("button", { class: "button" }, "Start")),
    );
    return [
      h("h1", null, this.data.title),
      h("p", { class: "lede" }, "Answer a few questions, and learn what to do, and why. \u201cI don't know\u201d is an answer too. Nothing that you answer leaves this page."),
      form,
      kept && h("p", { class: "notice kept" }, "You have been here before. ", h("a", { href: kept }, "Go on where you were"), " or ", this.forgetButton(), "."),
    ];
  }

  /** @param {string} name */
  counselChoice(name) {
    const { person, work, inShort } = this.data.authorities[name];
    return h(
      "label",
      { class: "choice" },
      h("input", { type: "radio", name: "counsel", value: name, required: true, checked: name === this.data.default }),
      h("span", null, h("b", null, person), `, ${work}`, inShort && h("span", { class: "in-short" }, inShort)),
    );
  }

  forgetButton() {
    return h("button", { type: "button", class: "plain", onclick: () => this.forget() }, "forget my answers");
  }

  // A question

  /** @param {State} state @param {string} name @param {Next | null} next */
  question(state, name, next) {
    const question = this.base.questions[name];
    const given = state.answers[name];
    const fault = h("p", { class: "fault", id: "fault", role: "alert", hidden: true });
    const form = h(
      "form",
      {
        novalidate: true,
        "data-question": name,
        onsubmit: (/** @type {SubmitEvent} */ event) => this.answered(event, state, name, fault),
        oninput: (/** @type {Event} */ event) => this.prefer(state, name, /** @type {HTMLFormElement} */ (event.currentTarget)),
      },
      question.choices.length ? this.choices(name, given, fault) : this.field(name, given, fault),
      h(
        "div",
        { class: "actions" },
        h("button", { class: "button" }, state.again ? "Keep this answer" : "Continue"),
        question.unknown && (question.many || !question.choices.length) && h("button", { class: "quiet", name: UNKNOWN }, DONT_KNOW),
        state.again && h("a", { class: "quiet", href: this.address({ ...state, again: null }) }, "Keep the old answer"),
      ),
    );
    const number = Object.keys(state.answers).length + 1;
    const most = next ? (next.phase === "goals" ? next.openGoals : next.open) : 0;
    const hinges = next && next.question === name ? next.hinges.map((one) => heading(one).toLowerCase()) : [];
    return [
      h("p", { class: "back" }, h("a", { href: "#", onclick: (/** @type {Event} */ event) => this.back(event) }, "Back")),
      h(
        "section",
        { class: "ask", "aria-label": "Question" },
        !state.again && h("p", { class: "progress" }, `Question ${number}`, h("span", null, most > 1 ? `at most ${most - 1} more` : "then the advice")),
        form,
        h("p", { class: "why-asked" }, h("b", null, "Why this is asked: "), question.why),
        hinges.length > 0 && h("p", { class: "why-asked small" }, `The answer can change: ${hinges.join(", ")}.`),
      ),
    ];
  }

  /** @param {Event} event */
  back(event) {
    event.preventDefault();
    history.back();
  }

  /** @param {string} name @param {Answer | undefined} given @param {HTMLElement} fault */
  choices(name, given, fault) {
    const question = this.base.questions[name];
    const type = question.many ? "checkbox" : "radio";
    const ticked = Array.isArray(given) ? given : [given];
    const option = (/** @type {string} */ value, /** @type {string} */ text, /** @type {boolean} */ isGiven, extra = "") =>
      h("label", { class: "choice" + extra }, h("input", { type, name: "answer", value, checked: isGiven, onchange: (/** @type {Event} */ event) => this.aloneIsAlone(event) }), " ", h("span", null, text));
    return h(
      "fieldset",
      { "aria-describedby": "fault" },
      h("legend", null, h("h1", null, question.ask)),
      fault,
      question.many && h("p", { class: "hint" }, "Tick all that apply."),
      h(
        "div",
        { class: "choices" },
        question.choices.map((/** @type {[string, string]} */ [value, text]) => option(value, text, ticked.includes(value))),
        question.unknown && !question.many && option(UNKNOWN, DONT_KNOW, given === null, " unsure"),
      ),
    );
  }

  /** Untick the others with `none`, and `none` with any other. @param {Event} event */
  aloneIsAlone(event) {
    const pressed = /** @type {HTMLInputElement} */ (event.target);
    if (pressed.type !== "checkbox" || !pressed.checked) return;
    for (const one of pressed.form?.querySelectorAll("input") ?? []) {
      if (one !== pressed && (one.value === "none") !== (pressed.value === "none")) one.checked = false;
    }
  }

  /** @param {string} name @param {Answer | undefined} given @param {HTMLElement} fault */
  field(name, given, fault) {
    const question = this.base.questions[name];
    const value = given === undefined || given === null ? "" : this.written(name, given);
    if (question.kind !== "date") {
      const range = `${this.base.number(question.low, question.decimals)} to ${this.base.number(question.high, question.decimals)} ${question.unit}`;
      const input = h("input", { class: "line", id: "answer", name: "answer", value, autocomplete: "off", inputmode: question.decimals ? "decimal" : "numeric", "aria-describedby": "fault hint" });
      return h("div", null, h("h1", null, h("label", { for: "answer" }, question.ask)), fault, h("p", { class: "hint", id: "hint" }, range.trim()), input);
    }
    const { reach } = this.base.levels[this.base.level.get(name) ?? 0];
    const now = dayNumber(this.today);
    const said = h("output", { class: "hint", for: "answer" });
    const tell = () => {
      const day = /** @type {HTMLInputElement} */ (input).value;
      said.textContent = day ? `${spoken(day)}, ${away(dayNumber(day) - now)}` : "";
    };
    const input = h("input", { class: "line", id: "answer", name: "answer", type: "date", value, oninput: tell, max: reach && reach[0] >= 0 && dayOf(now - reach[0]), "aria-describedby": "fault" });
    const ways = !reach || reach[0] < 0 ? [0, -1, -7] : [0, 1, 7];
    const quick = ways.map((days) => {
      const set = () => {
        /** @type {HTMLInputElement} */ (input).value = dayOf(now - days);
        input.dispatchEvent(new Event("input", { bubbles: true }));
      };
      const text = Math.abs(days) === 7 ? (days > 0 ? "a week ago" : "in a week") : away(-days);
      return h("button", { type: "button", class: "quiet small-button", onclick: set }, text);
    });
    tell();
    return h("div", null, h("h1", null, h("label", { for: "answer" }, question.ask)), fault, h("div", { class: "pick" }, input, quick), h("p", null, said));
  }

  /** Take an answer, or say what is wrong with it. @param {SubmitEvent} event @param {State} state @param {string} name @param {HTMLElement} fault */
  answered(event, state, name, fault) {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const isUnknown = /** @type {HTMLButtonElement | null} */ (event.submitter)?.name === UNKNOWN;
    const texts = new FormData(form).getAll("answer").map(String);
    const answer = isUnknown ? null : texts.length ? this.read(name, texts.join(SEPARATOR)) : undefined;
    const ready = answer === undefined ? undefined : this.ready.get(this.written(name, answer));
    const after = ready ?? (answer === undefined ? { wrong: this.wanted(name, texts) } : this.after(state, name, answer));
    if (after.state) {
      this.go(ready ?? this.screen(after.state));
      return;
    }
    const { wrong } = /** @type {{wrong: string}} */ (after);
    fault.textContent = wrong;
    fault.hidden = false;
    const field = /** @type {HTMLElement | null} */ (form.querySelector("#answer, input"));
    field?.setAttribute("aria-invalid", "true");
    field?.focus();
  }

  /** Leave out the answers to later questions, which give way to an earlier one. @param {string} name @param {Answers} answers */
  upTo(name, answers) {
    const last = this.base.level.get(name) ?? 0;
    return Object.fromEntries(Object.entries(answers).filter(([one]) => (this.base.level.get(one) ?? 0) <= last));
  }

  /** Say what an answer has to be. @param {string} name @param {string[]} texts */
  wanted(name, texts) {
    const question = this.base.questions[name];
    if (question.kind === "date") return "Pick a day.";
    if (question.kind !== "number") return question.many ? "Tick what applies." : "Choose one of the answers.";
    const ends = [question.low, question.high].map((one) => this.base.number(one, question.decimals));
    const places = question.decimals ? `, with up to ${counted(question.decimals, "decimal")}` : "";
    return `${texts.join("").trim() ? "This must be" : "Give"} a number from ${ends[0]} to ${ends[1]}${places}.`;
  }

  /** @param {State} state */
  answersGiven(state) {
    const given = Object.entries(state.answers);
    return this.lazy(`${counted(given.length, "answer")} so far`, () => [
      h("dl", null, given.map(([name, answer]) => this.answerGiven(state, name, answer))),
      h("p", { class: "small keep" }, "Your answers are in this page's address, so a link to it holds them, and in this browser: you can ", this.forgetButton(), "."),
    ], "", "so-far answers");
  }

  /** @param {State} state @param {string} name @param {Answer} answer */
  answerGiven(state, name, answer) {
    const { ask } = this.base.questions[name];
    const change = h("a", { href: this.address({ ...state, again: name }) }, "change", h("span", { class: "hidden" }, `: ${ask}`));
    return h("div", null, h("dt", null, ask), h("dd", null, this.answerText(name, answer), change));
  }

  /** @param {string} name @param {Answer} answer */
  answerText(name, answer) {
    if (answer === null) return DONT_KNOW;
    if (this.base.questions[name].kind !== "date") return begun(inside(this.base.says(name, answer)));
    return `${spoken(String(answer))}, ${away(dayNumber(String(answer)) - dayNumber(this.today))}`;
  }

  // The advice

  /** @param {string} counsel @param {Answers} answers @returns {Side} */
  side(counsel, answers) {
    const key = JSON.stringify([counsel, answers]);
    let found = this.sides.get(key);
    if (found === undefined) {
      const lead = new Lead(this.base, answers, this.today);
      const own = this.base.counsel(counsel);
      found = { counsel, next: own.next(lead), ...own.advise(lead) };
      if (this.sides.size >= MOST_SIDES) this.sides.clear();
      this.sides.set(key, found);
    }
    return found;
  }

  /** @param {State} state */
  advice(state) {
    const chosen = state.counsel ?? this.counsels[0];
    const sides = [chosen, ...this.counsels.filter((name) => name !== chosen)].map((name) => this.side(name, state.answers));
    const [first, ...others] = sides;
    const settled = sides.filter((side) => side.next.phase !== "goals");
    return [
      this.headline(state, first, others),
      ...others.map((side) => this.other(state, first, side)),
      h(
        "section",
        { class: "further", "aria-labelledby": "further" },
        h("h2", { id: "further" }, "Why, and what would change it"),
        ...settled.map((side) => this.lazy(`Why ${this.person(side)} says so`, () => this.why(side))),
        this.lazy("Why not something else", () => this.whyNot(first)),
        this.lazy("What other answers would change", () => this.whatIf(state, first)),
        this.lazy("What changes in the days ahead", () => this.ahead(state, settled)),
      ),
      this.answersGiven(state),
    ];
  }

  /** @param {Side} side */
  person(side) {
    return this.data.authorities[side.counsel].person;
  }

  /** Make something only when it is opened. @param {string} summary @param {() => HTMLElement[]} content @param {string} [more] @param {string} [look] */
  lazy(summary, content, more = "", look = "why") {
    const made = h("details", { class: look }, h("summary", null, more ? h("b", null, summary) : summary, more));
    made.addEventListener("toggle", () => made.append(...content()), { once: true });
    return made;
  }

  /** @param {Side} side @param {string} concept */
  advised(side, concept) {
    return /** @type {Advised} */ (side.advised.find((one) => one.concept === concept));
  }

  /** What is said about a goal or shown concept. @param {Side} side @param {string} concept @returns {string} */
  said(side, concept) {
    const { open, conclusions } = this.advised(side, concept);
    if (conclusions.length) return conclusions.map((one) => one.says).join(" ");
    if (open) return "Not settled yet";
    const conflict = side.at.conflicts().includes(concept);
    return `Undecided, as ${conflict ? "its rules contradict each other" : side.at.beaten(concept).length ? "each rule that would decide it is defeated" : "no rule decides it"}.`;
  }

  get headlineGoal() {
    return this.data.goals[this.data.goals.length - 1];
  }

  /** @param {Side} side @param {string} goal */
  due(side, goal) {
    return this.advised(side, goal).conclusions.flatMap(({ due }) => {
      if (!due) return [];
      const days = dayNumber(due) - dayNumber(this.today);
      return [h("p", { class: "when" }, h("span", { class: "label" }, "By"), " ", h("b", null, spoken(due)), `, ${days < 0 ? "overdue, " : ""}${away(days)}`)];
    });
  }

  /** @param {State} state @param {Side} first @param {Side[]} others */
  headline(state, first, others) {
    const goal = this.headlineGoal;
    const isSettled = first.next.phase !== "goals";
    return h(
      "section",
      { class: "headline", "aria-labelledby": "do-this" },
      h("h1", { id: "do-this" }, isSettled ? this.said(first, goal) : "Not settled yet"),
      ...this.due(first, goal),
      ...this.data.goals.filter((/** @type {string} */ one) => one !== goal).map((/** @type {string} */ one) => h("p", { class: "stance" }, this.said(first, one))),
      h("p", { class: "says-who" }, h("b", null, `${this.person(first)}: `), this.because(first, goal) || "no rule decides it."),
      ...others.map((side) => this.besides(state, first, side)),
      this.letterCalls(state, first, "button"),
      this.toSharpen(state, first),
      h("div", { class: "actions no-print" }, h("button", { type: "button", class: "quiet", onclick: () => print() }, "Print"), h("a", { class: "quiet", href: this.address({ counsel: first.counsel, answers: {} }) }, "Start again")),
      ...this.sums(first),
      h("div", { class: "lists" }, this.lists(first)),
    );
  }

  /** @param {Side} side @param {string} goal */
  because(side, goal) {
    const reasons = this.advised(side, goal).conclusions.flatMap(({ by }) => by.map((step) => sentence(step.because)));
    return [...new Set(reasons)].join(" ");
  }

  /** Which goals two authorities advise differently on. @param {Side} first @param {Side} side @returns {string[]} */
  parted(first, side) {
    return this.data.goals.filter((/** @type {string} */ goal) => {
      const [here, there] = [first, side].map((one) => this.advised(one, goal));
      return !here.open && !there.open && here.values.join() !== there.values.join();
    });
  }

  /** @param {State} state @param {Side} first @param {Side} side */
  besides(state, first, side) {
    const person = h("b", null, this.person(side));
    if (side.next.phase === "goals") {
      return h("p", { class: "says-who" }, person, ` needs up to ${counted(side.next.openGoals, "more answer")}. `, h("a", { href: this.address({ ...state, ask: side.counsel }) }, `Answer these to hear ${this.person(side)} too`));
    }
    const [goal] = this.parted(first, side).slice(-1);
    if (goal === undefined) return h("p", { class: "says-who" }, person, " advises the same.");
    return h("p", { class: "says-who parted" }, person, " disagrees: ", sentence(this.said(side, goal)), " ", this.because(side, goal));
  }

  /** What the shown sums come to. @param {Side} side */
  sums(side) {
    return this.data.shownSums.map((/** @type {string} */ name) => {
      const isOpen = side.at.openSums.includes(name);
      return h("p", null, h("b", null, `${heading(name)}: `), this.base.says(name, side.at.facts[name] ?? null), isOpen && " so far, depending on further answers");
    });
  }

  /** Links to the letters that the advice calls for. @param {State} state @param {Side} side @param {string} look */
  letterCalls(state, side, look) {
    const values = this.data.goals.flatMap((/** @type {string} */ goal) => this.advised(side, goal).values);
    const steps = this.data.letters.flatMap((/** @type {[string]} */ [step]) => (values.includes(step) ? [step] : []));
    if (!steps.length) return null;
    return h(
      "p",
      { class: "actions no-print" },
      ...steps.map((/** @type {string} */ letter) =>
        h("a", { class: look, href: this.address({ ...state, counsel: side.counsel, ask: null, letter, draft: null }) }, "Write the letter", h("span", { class: "hidden" }, `: ${letter}`)),
      ),
    );
  }

  /** @param {State} state @param {Side} side */
  toSharpen(state, side) {
    if (side.next.phase !== "sharpening") return null;
    return h("p", { class: "no-print" }, h("a", { class: "quiet", href: this.address({ ...state, ask: side.counsel }) }, `Answer up to ${counted(side.next.open, "more question")} to sharpen it`));
  }

  /** @param {Side} side */
  lists(side) {
    return this.data.shows.flatMap((/** @type {string} */ concept) => {
      const { conclusions, open } = this.advised(side, concept);
      if (!conclusions.length && !open) return [];
      return [
        h(
          "section",
          { class: "told" },
          h("h2", null, heading(concept), h("span", { class: "hidden" }, `, ${this.person(side)}`)),
          h("ul", { class: "says-list" }, conclusions.map((one) => h("li", null, one.says))),
          open && h("p", { class: "small" }, conclusions.length ? "More may come of further answers." : "It depends on further answers."),
        ),
      ];
    });
  }

  /** @param {State} state @param {Side} first @param {Side} side */
  other(state, first, side) {
    const parted = this.parted(first, side);
    const own = (/** @type {Side} */ one) => this.data.shows.map((/** @type {string} */ name) => this.advised(one, name).values.join());
    if (side.next.phase === "goals" || (!parted.length && own(side).join("|") === own(first).join("|"))) return null;
    const title = parted.length ? `If you follow ${this.person(side)} instead` : `What ${this.person(side)} says besides`;
    return h(
      "section",
      { class: "other" },
      h("h2", null, title),
      ...parted.filter((goal) => goal !== this.headlineGoal || parted.length === 1).map((goal) => h("p", null, this.said(side, goal))),
      ...(parted.includes(this.headlineGoal) ? this.due(side, this.headlineGoal) : []),
      h("div", { class: "lists" }, this.lists(side)),
      this.letterCalls(state, side, "quiet"),
      this.toSharpen(state, side),
    );
  }

  // The reasons

  /** @param {Side} side */
  why(side) {
    return this.base.shown.flatMap((concept) => {
      const { conclusions, open } = this.advised(side, concept);
      const beaten = conclusions.length || open ? [] : side.at.beaten(concept);
      if (!conclusions.length && !beaten.length) return [];
      return [
        h("h3", null, heading(concept)),
        ...conclusions.flatMap((one) => [
          h("p", null, one.says),
          ...(one.by.length ? one.by.map((step) => this.reason(side, step, new Set())) : [h("p", { class: "small" }, "It stands where no rule says otherwise.")]),
        ]),
        ...beaten.map((step) => this.beaten(step)),
      ];
    });
  }

  /** @param {Side} side @param {Step} step @param {Set<string>} above The rules that this one is a reason for. @returns {HTMLElement} */
  reason(side, step, above) {
    const seen = new Set([...above, step.rule]);
    const grounds = [...new Set(side.at.premises(step.rule).map((test) => this.data.diagrams.tests[test][0]))];
    return h(
      "div",
      { class: "reason" },
      h("p", { class: "because" }, sentence(step.because)),
      this.cited(step.rule),
      grounds.length > 0 && h("p", { class: "rests" }, "It rests on"),
      h("ul", { class: "grounds" }, grounds.map((fact) => h("li", null, ...[this.ground(side, fact, seen)].flat()))),
      ...step.defeats.map((name) => this.beaten(side.at.step(name))),
    );
  }

  /** @param {Side} side @param {string} fact @param {Set<string>} above @returns {HTMLElement | (HTMLElement | string)[]} */
  ground(side, fact, above) {
    const value = side.at.facts[fact] ?? null;
    const names = this.base.questionsOf(fact);
    if (names[0] in this.base.questions) {
      return names.flatMap((name) => {
        const said = this.answerText(name, side.at.facts[name] ?? null);
        return [h("span", { class: "fact" }, this.base.questions[name].ask), " ", h("span", { class: "value" }, said), " "];
      });
    }
    const values = Array.isArray(value) ? value : [value];
    const by = values.flatMap((one) => side.at.deciding(fact, String(one))).filter((step) => !above.has(step.rule));
    const said = [h("span", { class: "fact" }, `${heading(fact)}: `), h("span", { class: "value" }, this.base.says(fact, value))];
    return by.length ? h("details", null, h("summary", null, ...said), ...by.map((step) => this.reason(side, step, above))) : said;
  }

  /** A link to a rule in the book, which keeps the answers. @param {string} rule */
  ruleLink(rule) {
    return h("a", { href: this.ruleAddress(rule) }, rule);
  }

  /** @param {string} rule */
  ruleAddress(rule) {
    return this.address({ ...this.now, view: "rules", rule });
  }

  /** Which rule it is, and what its passages say. @param {string} rule */
  cited(rule) {
    const { sources, inferred, counsel } = this.data.rules[rule];
    return h(
      "div",
      null,
      ...sources.map((/** @type {[string, string]} */ [of, name]) => {
        const passage = this.data.passages.find((/** @type {any} */ one) => one.counsel === of && one.name === name);
        const { person, work } = this.data.authorities[of];
        return h("blockquote", null, h("p", null, passage.gist), h("footer", null, `${person}, ${work}, ${name}`));
      }),
      h("p", { class: "origin" }, "Rule ", this.ruleLink(rule), ` of ${this.data.authorities[counsel].person}${inferred ? ", inferred: it is what the passage is taken to mean" : ""}`),
    );
  }

  /** @param {Step} step */
  beaten(step) {
    return h("div", { class: "beaten" }, h("p", null, "Set aside: ", h("s", null, sentence(step.because))), this.cited(step.rule));
  }

  /** Why the goals have no other values. @param {Side} side */
  whyNot(side) {
    return this.data.goals.flatMap((/** @type {string} */ goal) => {
      const { values } = this.advised(side, goal);
      const others = this.base.names(goal).filter((one) => !values.includes(one));
      return [
        h("h3", null, heading(goal)),
        ...others.map((value) => this.lazy(this.base.says(goal, value), () => this.candidates(side, goal, value))),
      ];
    });
  }

  /** The rules that could have concluded a value, and what kept them from it. @param {Side} side @param {string} goal @param {string} value */
  candidates(side, goal, value) {
    const { lineage } = this.data.authorities[side.counsel];
    const rules = Object.keys(this.data.rules).filter((name) => {
      const { counsel, then } = this.data.rules[name];
      return lineage.includes(counsel) && then.some((/** @type {string[]} */ one) => one[0] === goal && one[1] === value);
    });
    if (!rules.length) return [h("p", null, `No rule of ${this.person(side)} ever says so.`)];
    return rules.map((name) => {
      const { applied } = this.base.counsel(side.counsel).view;
      const step = side.at.step(name);
      return h(
        "div",
        { class: "candidate" },
        h("p", null, sentence(step.because)),
        side.at.holds(applied[name])
          ? h("p", null, step.defeatedBy.length ? "It fits, but is set aside:" : "It fits, but others contradict it.")
          : h("ul", { class: "requirements" }, this.requirements(side, name)),
        ...step.defeatedBy.map((one) => this.reason(side, side.at.step(one), new Set([name]))),
        this.cited(name),
      );
    });
  }

  /** What a rule asks for, and what of it is not so. @param {Side} side @param {string} rule */
  requirements(side, rule) {
    const { if: conditions, unless } = this.data.rules[rule];
    const part = (/** @type {any} */ one) => ({ holds: this.holds(side, one), text: this.aloud(one) });
    const parts = conditions.map(part);
    const rows = parts.map((/** @type {{holds: boolean, text: string}} */ one) => h("li", null, h("b", null, one.holds ? "so it is: " : "not so: "), one.text));
    if (unless && unless.every((/** @type {any} */ one) => this.holds(side, one))) {
      rows.push(h("li", null, h("b", null, "it is silent, as "), unless.map((/** @type {any} */ one) => this.aloud(one)).join(", and ")));
    }
    return rows;
  }

  /** @param {Side} side @param {any} part @returns {boolean} */
  holds(side, part) {
    if (typeof part === "number") return side.at.holds(this.base.counsel(side.counsel).view.tests[part]);
    return part.some((/** @type {any[]} */ one) => one.every((each) => this.holds(side, each)));
  }

  /** Say a part of a rule's conditions aloud. @param {any} part @returns {string} */
  aloud(part) {
    if (typeof part !== "number") return part.map((/** @type {any[]} */ one) => one.map((each) => this.aloud(each)).join(", and ")).join("; or ");
    const [fact, test] = this.data.diagrams.tests[part];
    const means = this.base.questions[fact]?.ask ?? (this.data.counts[fact] ?? this.data.spans[fact] ?? this.data.concepts[fact] ?? this.data.sums[fact])?.means;
    return `${inside(means)}${/[?!]$/.test(means) ? "" : ":"} ${test}`;
  }

  // What would change it

  /** The last goal with one other answer; with two, if no one answer leads to another. @param {State} state @param {Side} side */
  whatIf(state, side) {
    const changes = Object.keys(state.answers).flatMap((name) => this.otherAnswers(name, state.answers).map((answer) => ({ [name]: answer })));
    const one = changes.flatMap((change) => this.becoming(state, side, change));
    const pairs = one.length ? [] : changes.flatMap((change, place) => changes.slice(place + 1).map((other) => ({ ...change, ...other })));
    const two = pairs.filter((pair) => Object.keys(pair).length === 2).slice(0, MOST_PAIRS).flatMap((pair) => this.becoming(state, side, pair)).slice(0, MOST_TURNS);
    const said = one.length ? "With one other answer, and all others as they are:" : two.length ? "No single other answer leads to another advice. With two, and all others as they are:" : "Neither one other answer nor two that were tried lead to another advice that is settled.";
    return [h("p", { class: "small" }, said), h("ul", { class: "links" }, one, two)];
  }

  /** What becomes of the last goal with other answers: nothing, if they do not fit or it stays as it is. @param {State} state @param {Side} side @param {Answers} change */
  becoming(state, side, change) {
    const goal = this.headlineGoal;
    const answers = this.fitting({ ...state.answers, ...change });
    const names = Object.keys(change);
    if (!names.every((name) => Object.hasOwn(answers, name) && this.alike(name, answers) !== this.alike(name, state.answers))) return [];
    const then = this.base.counsel(side.counsel).open(new Lead(this.base, answers, this.today)).advised(goal);
    if (then.open || then.values.join() === this.advised(side, goal).values.join()) return [];
    const says = then.values.map((one) => this.base.says(goal, one)).join(" ") || "undecided";
    const link = { href: this.address({ ...state, answers, ask: null }) };
    const told = names.flatMap((name, place) => [place > 0 && "; ", h("span", { class: "fact" }, this.base.questions[name].ask), " ", h("a", link, this.answerText(name, change[name]))]);
    return [h("li", null, ...told, h("span", { class: "becomes" }, says))];
  }

  /** One answer of each kind but that of the one given, and but what no one is told to bring about. @param {string} name @param {Answers} answers @returns {Answer[]} */
  otherAnswers(name, answers) {
    const { [name]: now, ...others } = answers;
    const near = typeof now === "number" ? now : this.base.questions[name].kind === "date" && now !== null ? dayNumber(this.today) - dayNumber(String(now)) : 0;
    const own = this.alike(name, answers);
    const { harmful } = this.base.questions[name];
    return new Lead(this.base, others, this.today).answersTo(name, near).filter((one) => !harmful.includes(one) && this.alike(name, { ...others, [name]: one }) !== own);
  }

  /** What is told apart of an answer beside others. @param {string} name @param {Answers} answers */
  alike(name, answers) {
    const { fixed } = new Lead(this.base, answers, this.today);
    const between = this.base.together.spans.filter(({ dates }) => dates.includes(name)).map(({ level }) => level);
    return [this.base.level.get(name) ?? 0, ...between].map((level) => fixed.get(level)).join();
  }

  // The days ahead

  /** On which days the goals change if nothing is heard and nothing is done. @param {State} state @param {Side[]} sides */
  ahead(state, sides) {
    const rows = sides.flatMap((side) => {
      const turns = this.turns(state, side);
      return [
        sides.length > 1 && h("h3", null, this.person(side)),
        h("ul", { class: "days" }, turns.map(({ day, says }) => h("li", null, h("h4", null, spoken(day), h("span", null, away(dayNumber(day) - dayNumber(this.today)))), h("p", null, says)))),
        !turns.length && h("p", { class: "small" }, `Nothing changes in the next ${DAYS_AHEAD} days.`),
      ];
    });
    return [h("p", { class: "small" }, "If you hear nothing, and do nothing:"), ...rows].flatMap((one) => one || []);
  }

  /** @param {State} state @param {Side} side */
  turns(state, side) {
    const own = this.base.counsel(side.counsel);
    const saidOf = (/** @type {(goal: string) => {open: boolean, values: string[]}} */ of) =>
      this.data.goals.map((/** @type {string} */ goal) => (of(goal).open ? "This is open again." : of(goal).values.map((one) => this.base.says(goal, one)).join(" ") || "Undecided.")).reverse().join(" ");
    let before = saidOf((goal) => this.advised(side, goal));
    let cells = "";
    const found = [];
    for (let days = 1; days <= DAYS_AHEAD && found.length < MOST_TURNS; days++) {
      const day = dayOf(dayNumber(this.today) + days);
      const lead = new Lead(this.base, state.answers, day);
      const now = JSON.stringify([...lead.fixed]);
      if (now === cells) continue;
      cells = now;
      if (!lead.isPossible) {
        found.push({ day, says: "Then some of your answers no longer hold: look here again." });
        break;
      }
      const open = own.open(lead);
      const says = saidOf((goal) => open.advised(goal));
      if (says !== before) found.push({ day, says });
      before = says;
    }
    return found;
  }
}

/** Unpack what the page holds. @param {string} packed */
async function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed.replace(/\s/g, "")), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

/** Do something once what is shown has been painted. @param {() => void} task */
const afterPaint = (task) => requestAnimationFrame(() => setTimeout(task));

/**
 * Lay a screen out once where nobody sees it: its words are then shaped, and what they take is known.
 * @param {Screen} screen
 */
function laidOut(screen) {
  const unseen = h("main", { class: "unseen", inert: true }, screen.content, screen.later);
  document.body.append(unseen);
  unseen.getBoundingClientRect();
  unseen.remove();
  return screen;
}

/** Keep what was chosen, typed, or pressed before the program was there; return what does it again. @param {HTMLElement} main */
function doneIn(main) {
  const fields = () => [...main.querySelectorAll("input")];
  const buttons = () => [...main.querySelectorAll("button")];
  const [before, active] = [fields(), document.activeElement];
  const pressed = buttons().map((one) => "pressed" in one.dataset);
  return () => {
    onclick = null;
    for (const [place, field] of fields().entries()) {
      const old = before[place];
      if (!old || old.name !== field.name) return;
      field.checked = old.checked;
      if (field.type !== "radio" && field.type !== "checkbox") field.value = old.value;
      if (old === active) field.focus();
    }
    for (const [place, button] of buttons().entries()) if (pressed[place]) button.click();
  };
}

async function start() {
  const main = /** @type {HTMLElement} */ (document.getElementById("main"));
  const data = await unpacked(document.getElementById("base")?.textContent ?? "");
  const page = new PublishedPage(data, main);
  addEventListener("hashchange", () => page.show());
  page.show();
  document.documentElement.dataset.ready = "yes";
}

if (typeof document !== "undefined") {
  start().catch(() => {
    const main = document.getElementById("main");
    if (main) main.textContent = "This page needs a newer browser: one of 2023 or later.";
  });
}
