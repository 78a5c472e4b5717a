// Every page works without this file. It takes a file that is dropped, copies a letter, puts what was changed in it into
// an email, and keeps answers apart that exclude each other. It listens to no keys: those of the browser are the only
// ones.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const notice = document.getElementById("copied");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.value);
      notice.textContent = "Copied.";
    } catch {
      text.select();
      notice.textContent = "The text is selected. Copy it with your keyboard.";
    }
  });
}

for (const link of document.querySelectorAll("a[data-body]")) {
  const text = document.getElementById(link.dataset.body);
  const head = link.href.replace(/&body=.*$/, "");
  text.addEventListener("input", () => {
    link.href = `${head}&body=${encodeURIComponent(text.value.replace(/\n/g, "\r\n"))}`;
  });
}

// A letter is printed as it was edited, and is not left before it was copied, downloaded, or opened.
for (const paper of document.querySelectorAll("[data-mirrors]")) {
  const text = document.getElementById(paper.dataset.mirrors);
  let kept = text.value;
  text.addEventListener("input", () => { paper.textContent = text.value; });
  for (const way of document.querySelectorAll("[data-copy], [data-body], [data-print]")) {
    way.addEventListener("click", () => { kept = text.value; });
  }
  text.form.addEventListener("submit", () => { kept = text.value; });
  window.addEventListener("beforeunload", (event) => {
    if (text.value !== kept) event.preventDefault();
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A day is either written or picked: what is filled in last counts.
const words = document.getElementById("answer"), picked = document.getElementById("picked");
picked?.addEventListener("input", () => { words.value = ""; });
if (picked) words.addEventListener("input", () => { picked.value = ""; });

for (const choice of document.querySelectorAll("input[type=checkbox]")) {
  choice.addEventListener("change", () => {
    if (!choice.checked) return;
    const others = choice.closest(".choices").querySelectorAll("input[type=checkbox]");
    for (const other of others) {
      if (other !== choice && (other.hasAttribute("data-alone") || choice.hasAttribute("data-alone"))) other.checked = false;
    }
  });
}

// A file may be dropped where it can be chosen.
for (const place of document.querySelectorAll("form.drop")) {
  const input = place.querySelector("input[type=file]"), notice = place.querySelector("[role=status]");
  notice.hidden = false;
  place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("over"); });
  place.addEventListener("dragleave", () => { place.classList.remove("over"); });
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over");
    if (event.dataTransfer.files.length !== 1) {
      notice.textContent = "Drop one file at a time.";
      return;
    }
    input.files = event.dataTransfer.files;
    place.requestSubmit();
  });
}

// A page about the rules follows their files: it is loaded again once one of them is saved.
const edition = document.querySelector("meta[name=edition]");
if (edition) {
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch("/rules/edition");
      if (answer.ok && (await answer.text()) !== edition.content) location.reload();
    } catch {
      // the pages have stopped; they may start again
    }
  }, 2000);
}
