// Makes some forms quicker to use. Nothing depends on it: without it, every form has its button.
"use strict";

for (const form of document.querySelectorAll("[data-submit-on-change], form.preferences")) {
  for (const select of form.querySelectorAll("select")) {
    select.addEventListener("change", () => form.requestSubmit());
  }
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
