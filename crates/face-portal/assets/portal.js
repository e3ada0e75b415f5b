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

// A tree opens in place: the page to which a link of it leads is fetched, and only the part that it shows more is taken.
const tree = document.querySelector(".tree");
const childrenOf = (page, item) =>
  (item ? page.getElementById(item.id) : page.querySelector(".tree"))?.querySelector(":scope > ul");

async function grow(link) {
  const item = link.closest("li");
  const shown = item.querySelector(":scope > ul");
  if (link.dataset.branch !== undefined && shown) {
    shown.hidden = !shown.hidden;
    link.setAttribute("aria-expanded", String(!shown.hidden));
    return;
  }
  const answer = await fetch(link.href);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (link.dataset.branch !== undefined) {
    const children = childrenOf(page, item);
    if (!children) throw new Error("the answer holds no such branch");
    item.append(children);
    link.setAttribute("aria-expanded", "true");
    return;
  }
  const rest = [...childrenOf(page, item.parentElement.closest("li")).children];
  if (!rest.at(0)?.id) rest.shift();
  item.replaceWith(...rest);
  rest[0].querySelector("a").focus();
}

tree?.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-branch], a[data-more]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  try {
    await grow(link);
  } catch {
    location.assign(link.href);
  }
});
