// Every page works without this file. It copies a letter, puts what was changed in it into an email, and lets a digit key
// choose an answer; and "none of these" goes with no other choice.
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

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
  const choice = document.querySelectorAll(".ask :is(input[type=radio], input[type=checkbox])")[Number(event.key) - 1];
  if (!choice) return;
  choice.focus();
  if (choice.type === "radio") choice.checked = true;
  else choice.click();
});

for (const choice of document.querySelectorAll("input[type=checkbox]")) {
  choice.addEventListener("change", () => {
    if (!choice.checked) return;
    const others = choice.closest(".choices").querySelectorAll("input[type=checkbox]");
    for (const other of others) {
      if (other !== choice && (other.hasAttribute("data-alone") || choice.hasAttribute("data-alone"))) other.checked = false;
    }
  });
}
