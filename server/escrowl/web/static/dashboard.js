// The dashboard: exchanges the one-time link for a session, fetches fragments, and puts them into the page.
"use strict";
(() => {
  const KEY = "escrowl-session";
  const PAGES = ["overview", "clients", "replies", "sites", "browsers"];
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
      throw new Error("escrowl does not answer. Start it with “escrowl start”.");
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
      say(fault.message);
    } finally {
      main.removeAttribute("aria-busy");
    }
    const name = page === "client" ? "clients" : page;
    for (const link of document.querySelectorAll("nav a")) {
      if (link.hash === `#${name}`) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    window.scrollTo(0, 0);
  }

  function route(focus) {
    const [page, argument] = location.hash.slice(1).split("=", 2);
    if (page === "client" && argument) return show("client", { client: decodeURIComponent(argument) }, focus);
    return show(PAGES.includes(page) ? page : "overview", {}, focus);
  }

  main.addEventListener("click", async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { client, tone, revoke, copy, page, name } = button.dataset;
    if (client) location.hash = `client=${encodeURIComponent(client)}`;
    else if (tone) await show("replies", { tone }, false);
    else if (page) await show(page);
    else if (copy) {
      await navigator.clipboard.writeText(document.getElementById(copy).textContent);
      button.textContent = "Copied";
    } else if (revoke) {
      // Asked in the button itself: a second click within five seconds.
      if (button.dataset.sure) {
        try { put(main, (await post("revoke", { client_id: revoke })).html); say(`${name} is no longer paired.`); } catch (fault) { say(fault.message); }
      } else {
        button.dataset.sure = "1";
        button.textContent = "Really revoke?";
        setTimeout(() => { delete button.dataset.sure; button.textContent = "Revoke"; }, 5000);
      }
    }
  });

  main.addEventListener("submit", async (event) => {
    event.preventDefault();
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
