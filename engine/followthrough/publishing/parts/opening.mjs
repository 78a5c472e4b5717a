// @ts-check
// What a page does at once: its program runs only when the first screen is painted, as reading it takes longer than that.

// Hide the first screen where a link leads to another one.
if (location.hash.length > 1) document.documentElement.dataset.linked = "";

// Mark the buttons pressed until the program runs, which then presses them.
onclick = (event) => {
  const button = event.target instanceof Element && event.target.closest("main button");
  if (!(button instanceof HTMLElement)) return;
  event.preventDefault();
  button.dataset.pressed = "";
};

const run = () => {
  const program = document.createElement("script");
  program.textContent = document.getElementById("program")?.textContent ?? "";
  document.body.append(program);
};
addEventListener("DOMContentLoaded", () => requestAnimationFrame(() => setTimeout(run)));
