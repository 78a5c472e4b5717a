// @ts-check
/**
 * Certificates in the page's rule book: a person pastes or chooses one, and the checker says whether it holds.
 *
 * The checker shares nothing with the rest of the page; it is told the title and hashes of the base, and no more.
 */
import * as certificates from "../../certificates/checker.mjs";
import { h, sentence } from "./elements.mjs";

/** What says of a certificate that it rests on the page's rules. @param {any} data @param {string} text */
export function checked(data, text) {
  let counsel = "";
  try {
    counsel = String(JSON.parse(text).counsel);
  } catch {
    return { accepted: false, problems: [{ where: "certificate", says: "is not one: choose the file as it was written, or paste all of its text" }] };
  }
  if (!Object.hasOwn(data.digests, counsel)) {
    return { accepted: false, problems: [{ where: "counsel", says: `is none of this page, which has ${Object.keys(data.digests).join(", ")}` }] };
  }
  return certificates.check(text, { title: data.title, hash: data.hash, digest: data.digests[counsel] });
}

/** The place where certificates are checked. @param {any} data @returns {HTMLElement[]} */
export function certificatePage(data) {
  const text = /** @type {HTMLTextAreaElement} */ (h("textarea", { class: "line", id: "certificate", rows: 6, spellcheck: "false", autocomplete: "off" }));
  const verdict = h("div", { id: "verdict", role: "status" });
  const tell = () => verdict.replaceChildren(...said(checked(data, text.value)));
  const choose = async (/** @type {Event} */ event) => {
    const [file] = /** @type {HTMLInputElement} */ (event.target).files ?? [];
    if (!file) return;
    text.value = await file.text();
    tell();
  };
  const send = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    tell();
  };
  return [
    h("p", { class: "narrow" }, "A certificate is advice written down so that anyone can check it: the answers, every rule, and what each of them did. It is checked here, by a program that shares nothing with the one that wrote it, and goes nowhere."),
    h(
      "form",
      { class: "wanted", onsubmit: send },
      h("label", null, h("span", null, "Choose the file of a certificate"), h("input", { type: "file", accept: ".json,application/json", onchange: choose })),
      h("label", { for: "certificate" }, h("span", null, "or paste all of its text")),
      text,
      h("div", { class: "actions" }, h("button", { class: "button" }, "Check it")),
    ),
    verdict,
  ];
}

/** @param {{accepted: boolean, problems: {where: string, says: string}[]}} found */
function said({ accepted, problems }) {
  if (accepted) {
    return [h("p", { class: "notice" }, h("b", null, "Accepted. "), "The advice in it follows from its answers by the rules of this page. Whether the answers are true, nobody can tell from it.")];
  }
  return [
    h("p", { class: "fault" }, h("b", null, "Refused. "), "What does not hold:"),
    h("ul", { class: "says-list" }, problems.map(({ where, says }) => h("li", null, h("b", null, where), ` ${sentence(says)}`))),
  ];
}
