// Makes some forms quicker to use. Nothing depends on it: without it, every form has its button.
"use strict";

for (const form of document.querySelectorAll("[data-submit-on-change], form.preferences")) {
  for (const select of form.querySelectorAll("select")) {
    select.addEventListener("change", () => form.requestSubmit());
  }
}

// What fields there are depends on a choice: they come with it at once, and the button that asks for them goes.
for (const select of document.querySelectorAll("select[data-switch]")) {
  const button = select.parentElement.querySelector("button");
  button.hidden = true;
  select.addEventListener("change", () => select.form.requestSubmit(button));
}

// A menu closes when something else is looked at.
const menu = document.querySelector("details.person");
if (menu) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
