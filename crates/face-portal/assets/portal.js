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

// What is shown once can be taken along whole.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      const lines = [...source.querySelectorAll("code")].map((line) => line.textContent);
      await navigator.clipboard.writeText(lines.join("\n"));
      button.textContent = button.dataset.copied;
    });
  }
}
// Work that goes on is looked at again, until the page about it is another one. Without this, the page reloads itself.
const watched = document.querySelector("[data-watch]");
if (watched) {
  const look = async () => {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const next = page.querySelector("[data-watch]");
      if (!next) return location.reload();
      const [bar, news] = [watched.querySelector("progress"), watched.querySelector("[role=status]")];
      bar.value = next.querySelector("progress").value;
      news.textContent = next.querySelector("[role=status]").textContent;
    } catch {
      // The site is away for a moment.
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 500);
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

// A style sheet is looked at while it is written: the page that its button shows is fetched, and the sheet and what was
// left out of it are taken from there.
const css = document.getElementById("css-report") && document.querySelector('textarea[name="css"]');
if (css) {
  let timer;
  let asked = 0;
  const look = async () => {
    const turn = (asked += 1);
    const fields = new URLSearchParams(new FormData(css.form));
    fields.set("step", "preview");
    const answer = await fetch(css.form.action, { method: "POST", body: fields });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const report = page.getElementById("css-report");
    if (turn !== asked || !report) return;
    document.getElementById("css-report").replaceWith(report);
    const before = document.querySelectorAll("link[data-brand]");
    const forget = () => before.forEach((link) => link.remove());
    const sheet = page.querySelector("link[data-brand]");
    if (!sheet) return forget();
    sheet.addEventListener("load", forget);
    document.head.append(sheet);
  };
  css.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => {}), 400);
  });
}
