// Every page works without this file. It copies a letter, and lets a digit key choose an answer.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  const text = document.getElementById(button.dataset.copy);
  const notice = document.getElementById("copied");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.textContent);
      notice.textContent = "Copied.";
    } catch {
      getSelection().selectAllChildren(text);
      notice.textContent = "The text is selected. Copy it with your keyboard.";
    }
  });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio]), textarea, select");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
  const choice = document.querySelectorAll(".ask input[type=radio]")[Number(event.key) - 1];
  if (!choice) return;
  choice.checked = true;
  choice.focus();
});
