// @ts-check
/** The page of a letter: what it still needs, the letter itself, to be edited, and a link that opens it in a mail program. */
import { begun, h } from "./elements.mjs";
import { LetterWriter, mailLink } from "./letters.mjs";

/** @typedef {import("./page.mjs").PublishedPage} PublishedPage */
/** @typedef {import("./page.mjs").State} State */

export class LetterPage {
  /** @param {PublishedPage} page */
  constructor(page) {
    this.page = page;
  }

  /** @param {State} state @param {string} step */
  show(state, step) {
    const { page } = this;
    const { at } = page.side(state.counsel ?? page.counsels[0], state.answers);
    const writer = new LetterWriter(at, state.texts);
    const draft = writer.draft(step, state.draft);
    const needed = writer.needed(draft);
    const others = writer.drafts(step).filter((one) => one !== draft);
    return [
      h("p", { class: "back no-print" }, h("a", { href: page.address({ ...state, letter: null }) }, "Back to the advice")),
      h("h1", null, begun(step)),
      others.length > 0 &&
        h("p", { class: "small no-print" }, `This is the draft ${draft.name}. Others: `, ...others.flatMap((one, place) => [place ? ", " : "", h("a", { href: page.address({ ...state, draft: one.name }) }, one.name)])),
      ...(needed.length ? [] : this.letter(writer.write(draft))),
      this.form(state, writer.unanswered(draft), needed),
    ];
  }

  /** @param {import("./letters.mjs").Written} letter */
  letter(letter) {
    const text = letter.paragraphs.join("\n\n");
    const paper = h("div", { class: "on-paper" }, text);
    const link = h("a", { class: "button", href: mailLink(letter) }, "Open in your mail program");
    const edit = (/** @type {Event} */ event) => {
      const { value } = /** @type {HTMLTextAreaElement} */ (event.target);
      paper.textContent = value;
      link.setAttribute("href", mailLink({ ...letter, paragraphs: [value] }));
    };
    const area = h("textarea", { id: "letter", rows: 16, oninput: edit }, text);
    const said = h("span", { role: "status", class: "small" });
    const copy = () => {
      /** @type {HTMLTextAreaElement} */ (area).select();
      navigator.clipboard?.writeText(/** @type {HTMLTextAreaElement} */ (area).value).then(() => (said.textContent = "Copied."), () => (said.textContent = "It is marked: copy it with your keyboard."));
    };
    return [
      h(
        "section",
        { class: "letter" },
        letter.subject && h("p", null, h("b", null, "Subject: "), letter.subject),
        letter.to && h("p", null, h("b", null, "To: "), letter.to),
        h("label", { for: "letter", class: "no-print" }, "The letter, which you can change"),
        area,
        paper,
        h("div", { class: "actions" }, link, h("button", { type: "button", class: "quiet", onclick: copy }, "Copy"), h("button", { type: "button", class: "quiet", onclick: () => print() }, "Print"), said),
      ),
    ];
  }

  /** @param {State} state @param {string[]} unanswered @param {string[]} needed */
  form(state, unanswered, needed) {
    const asked = unanswered.filter((name) => this.page.isText(name));
    const given = Object.keys(state.texts);
    const names = [...given, ...asked.filter((name) => !given.includes(name))];
    if (!names.length) return null;
    const send = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const entries = [...new FormData(/** @type {HTMLFormElement} */ (event.target))].filter(([, text]) => String(text).trim());
      const texts = Object.fromEntries(entries.map(([name, text]) => [name, String(text).trim()]));
      this.page.go(this.page.screen({ ...state, texts }));
    };
    const title = needed.length ? "The letter needs these answers" : "What would fill in more of it";
    return h(
      "form",
      { class: "wanted", onsubmit: send },
      h("h2", null, title),
      ...names.map((name) => this.field(state, name, needed.includes(name))),
      h("div", { class: "actions" }, h("button", { class: "button" }, "Fill in the letter")),
    );
  }

  /** @param {State} state @param {string} name @param {boolean} isNeeded */
  field(state, name, isNeeded) {
    const { ask } = this.page.base.questions[name];
    return h(
      "label",
      null,
      h("span", null, ask, isNeeded && h("span", { class: "small" }, " (needed)")),
      h("input", { class: "line", name, value: state.texts[name] ?? "", maxlength: 200, autocomplete: "off", required: isNeeded }),
    );
  }
}
