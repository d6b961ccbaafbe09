// The dashboard: exchanges the one-time link for a session, fetches fragments, and puts them into the page.
"use strict";
(() => {
  const KEY = "escrowl-session";
  const STOPPED = "escrowl does not answer. Start it in a terminal, as you did first, then try again.";
  const PAGES = ["overview", "clients", "rules", "replies", "terms", "sites", "browsers"];
  const PARTS = { client: "clients", "own-rule": "rules", "own-reply": "replies" }; // pages of one thing, and where they belong
  const main = document.getElementById("main");
  const state = document.getElementById("state");
  // Fragments come from this server alone and every value in them is escaped there; the policy names that one way in.
  const policy = window.trustedTypes?.createPolicy("escrowl", { createHTML: (text) => text });
  const put = (element, html) => {
    element.innerHTML = policy ? policy.createHTML(html) : html;
    for (const time of element.querySelectorAll("time")) { // the server writes UTC; the reader has a clock of their own
      time.title = time.textContent;
      time.textContent = new Date(time.dateTime).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    }
  };

  const say = (text) => { state.textContent = text; state.hidden = !text; };

  async function post(what, body) {
    const headers = { "Content-Type": "application/json" };
    const token = sessionStorage.getItem(KEY);
    if (token) headers.Authorization = `Bearer ${token}`;
    let answer;
    try {
      answer = await fetch(`/api/v1/dash/${what}`, { method: "POST", headers, body: JSON.stringify(body), redirect: "error" });
    } catch {
      throw new Error(STOPPED);
    }
    const value = await answer.json();
    if (answer.status === 401) { sessionStorage.removeItem(KEY); closed(); }
    if (!answer.ok) throw new Error(value.error);
    return value;
  }

  function closed() {
    main.replaceChildren(document.getElementById("closed").content.cloneNode(true));
  }

  async function show(page, body = {}, focus = true) {
    if (!sessionStorage.getItem(KEY)) { closed(); return; }
    main.setAttribute("aria-busy", "true");
    try {
      put(main, (await post(page, body)).html);
      say("");
      if (focus) main.focus();
    } catch (fault) {
      if (fault.message === STOPPED) { // an old page must not stand there as if it were true
        main.replaceChildren(document.getElementById("stopped").content.cloneNode(true));
        say("");
      } else say(fault.message);
    } finally {
      main.removeAttribute("aria-busy");
    }
    const name = PARTS[page] ?? page;
    for (const link of document.querySelectorAll("nav a")) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    window.scrollTo(0, 0);
  }

  function route(focus) {
    const [page, argument] = location.hash.slice(1).split("=", 2);
    if (page === "client" && argument) return show("client", { client: decodeURIComponent(argument) }, focus);
    if (page in PARTS && page !== "client") return show(page, { name: decodeURIComponent(argument ?? "") }, focus);
    return show(PAGES.includes(page) ? page : "overview", {}, focus);
  }

  let asking = 0; // searches so far: a slower answer to an older one is not shown

  /** Fetches the page for what a search form holds now; the field keeps the focus. @param {HTMLFormElement} form */
  async function find(form) {
    const mine = ++asking;
    const { id } = document.activeElement;
    try {
      const { html } = await post(form.dataset.find, Object.fromEntries(new FormData(form)));
      if (mine !== asking || !form.isConnected) return;
      const at = document.getElementById(id)?.selectionStart ?? null;
      put(main, html);
      const field = document.getElementById(id);
      field?.focus();
      if (at !== null) field?.setSelectionRange(at, at);
      say("");
    } catch (fault) { say(fault.message); }
  }

  /** Hides what has not all the words of a field; groups of which something is left are opened. @param {HTMLInputElement} field */
  function filter(field) {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const all = [...main.querySelectorAll(field.dataset.filter)];
    let left = 0;
    for (const one of all) {
      const text = one.textContent.toLowerCase();
      one.hidden = !words.every((word) => text.includes(word));
      if (!one.hidden) left += 1;
    }
    for (const group of main.querySelectorAll("details.group")) {
      group.hidden = !group.querySelector("li:not([hidden])");
      if (words.length) {
        group.dataset.was ??= group.open ? "1" : "";
        group.open = true;
      } else if (group.dataset.was !== undefined) {
        group.open = group.dataset.was === "1";
        delete group.dataset.was;
      }
    }
    say(words.length ? (left ? `${left} of ${all.length}` : "Nothing here has these words.") : "");
  }

  let waiting = 0;
  main.addEventListener("input", ({ target }) => {
    if (target.dataset.filter) return filter(target);
    const form = target.closest("form[data-find]");
    clearTimeout(waiting);
    if (form) waiting = setTimeout(find, 200, form);
  });

  /** Asks the server for what a button or form names; its answer goes into the page, or is saved as a file. */
  async function act(what, body, into = main) {
    main.setAttribute("aria-busy", "true");
    try {
      const answer = await post(what, body);
      if (answer.text !== undefined) save(answer.name, answer.text);
      else {
        put(into, answer.html);
        say(answer.said);
        const first = into.querySelector("[aria-invalid=true]");
        if (first) first.focus();
        else if (into === main) { main.focus(); window.scrollTo(0, 0); } else into.scrollIntoView({ block: "nearest" });
      }
      return true;
    } catch (fault) {
      say(fault.message);
      return false;
    } finally {
      main.removeAttribute("aria-busy");
    }
  }

  function save(name, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/toml" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    say(`Saved as ${name}.`);
  }

  /** Whether a button that asks first was pressed twice within five seconds. */
  function sure(button) {
    const { ask } = button.dataset;
    if (!ask || button.dataset.sure) return true;
    const words = button.textContent;
    button.dataset.sure = "1";
    button.textContent = ask;
    setTimeout(() => { delete button.dataset.sure; button.textContent = words; }, 5000);
    return false;
  }

  async function fieldsOf(form, submitter) {
    const fields = {};
    for (const [name, value] of new FormData(form, submitter)) fields[name] = typeof value === "string" ? value : await value.text();
    return fields;
  }

  main.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.post) {
      if (!sure(button)) return;
      const body = JSON.parse(button.dataset.body ?? "{}");
      if (button.dataset.ask && button.dataset.post === "mute") body.confirm = true;
      const place = "place" in button.dataset && document.getElementById("mute-place")?.value;
      if (place) Object.assign(body, { where: "site", key: place });
      const { then } = button.dataset;
      if (await act(button.dataset.post, body) && then) history.replaceState(null, "", `#${then}`);
      return;
    }
    const { client, tone, revoke, copy, page, name } = button.dataset;
    if ("retry" in button.dataset) return void route(true);
    if (client) location.hash = `client=${encodeURIComponent(client)}`;
    else if (tone) await show("replies", { tone }, false);
    else if (page) await show(page);
    else if (copy) {
      await navigator.clipboard.writeText(document.getElementById(copy).textContent);
      button.textContent = "Copied";
    } else if (revoke && sure(button)) {
      try { put(main, (await post("revoke", { client_id: revoke })).html); say(`${name} is no longer paired.`); } catch (fault) { say(fault.message); }
    }
  });

  main.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    if (form.dataset.find) return find(form);
    if (form.dataset.post) {
      const into = document.getElementById(form.dataset.into) ?? main;
      await act(form.dataset.post, { fields: await fieldsOf(form, event.submitter) }, into);
      const kept = into.querySelector("[data-kept]");
      if (kept && form.elements.was) form.elements.was.value = kept.dataset.kept; // saved once more, it replaces itself
      return;
    }
    try {
      const made = await post("pair", { name: document.getElementById("pair-name").value });
      put(document.getElementById("pair-line"), made.html);
    } catch (fault) { say(fault.message); }
  });

  async function start() {
    const link = /^#t=([A-Za-z0-9_-]+)$/.exec(location.hash);
    if (link) {
      history.replaceState(null, "", "/"); // the link leaves the address bar before anything else happens
      sessionStorage.removeItem(KEY);
      try {
        sessionStorage.setItem(KEY, (await post("session", { t: link[1] })).token);
      } catch (fault) { say(fault.message); }
    }
    await route(false);
  }

  window.addEventListener("hashchange", () => (/^#t=/.test(location.hash) ? start() : route(true)));
  start();
})();
