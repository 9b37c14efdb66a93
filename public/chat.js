// What Chainlit's page leaves out. Ours alone: no request to anywhere, nothing stored.
(() => {
  "use strict";

  // 1. A question that is sent before the socket is open. Chainlit ignores the Enter key until then, and builds its page a second
  // time once it knows the profile, so that what was typed is lost. Here both are remembered and made up for.
  let typed = ""; // what stands in the input
  let wanted = ""; // what was to be sent and could not be
  let field = null;

  const input = () => document.getElementById("chat-input");
  const button = () => document.getElementById("chat-submit");

  const fill = (box, text) => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };

  document.addEventListener("input", (event) => {
    if (event.target.id !== "chat-input") return;
    typed = event.target.value;
    if (wanted && typed !== wanted) wanted = ""; // who goes on writing does not want to send yet
  }, true);

  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "chat-input" || event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    const send = button();
    if (event.target.value.trim() && (!send || send.disabled) && !document.getElementById("stop-button")) {
      event.preventDefault();
      event.stopPropagation();
      wanted = event.target.value;
    }
  }, true);

  const makeUp = () => {
    const box = input();
    if (!box) return;
    if (box !== field) {
      const rebuilt = field !== null && !field.isConnected;
      field = box;
      if (rebuilt && typed && !box.value && !document.querySelector("[data-step-type]")) {
        fill(box, typed);
        box.focus();
      }
    }
    const send = button();
    if (wanted && send && !send.disabled && box.value === wanted) {
      wanted = "";
      typed = "";
      send.click();
    }
  };
  new MutationObserver(makeUp).observe(document.documentElement, { subtree: true, childList: true, attributes: true, attributeFilter: ["disabled"] });

  // While the server is away, Chainlit asks who is signed in, takes no answer for "nobody" and leaves for /login, which is not
  // there either: the browser's own error page. Here the question waits until somebody answers it.
  const ask = window.fetch.bind(window);
  window.fetch = async (what, how) => {
    const asksWho = new URL(what?.url ?? what, location.href).pathname.endsWith("/user") && (how?.method ?? "GET") === "GET";
    for (;;) {
      try {
        return await ask(what, how);
      } catch (error) {
        if (!asksWho || how?.signal?.aborted) throw error;
        await new Promise((resolve) => setTimeout(resolve, 1500));
      }
    }
  };

  // 2. A server that is away while a stored chat is open. Chainlit leaves the chat for an empty page and says so in English.
  // Here it is said in German, and the chat is opened again as soon as the server is back, unless people have begun another.
  const LEFT = "wbm-left-chat"; // kept over a reload: the page may pass through its sign-in
  let waiting = false;

  const comeBack = async () => {
    waiting = true;
    while (sessionStorage.getItem(LEFT)) {
      const answer = await fetch("/project/translations?language=de-DE", { cache: "no-store" }).catch(() => null);
      const path = sessionStorage.getItem(LEFT);
      if (!path || document.querySelector("[data-step-type]")) break;
      if (answer?.ok) {
        sessionStorage.removeItem(LEFT);
        if (location.pathname !== path) location.replace(path);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 1500));
    }
    sessionStorage.removeItem(LEFT);
    waiting = false;
  };

  const watch = () => {
    const open = location.pathname.startsWith("/thread/");
    if (open && document.getElementById("session-error")) sessionStorage.setItem(LEFT, location.pathname);
    else if (open && !waiting) sessionStorage.removeItem(LEFT);
    for (const toast of document.querySelectorAll("[data-sonner-toast] [data-title]")) {
      if (!toast.textContent.startsWith("Couldn't resume chat")) continue;
      const gone = toast.textContent.includes(":"); // the server answers, but has no such chat
      toast.textContent = gone ? "Dieser Chat lässt sich nicht öffnen." : "Der Server antwortet gerade nicht. Der Chat öffnet sich wieder, sobald er da ist.";
    }
    if (!open && !waiting && sessionStorage.getItem(LEFT)) comeBack();
  };
  new MutationObserver(watch).observe(document.documentElement, { subtree: true, childList: true });

  // 3. What a button under an answer brings comes at the end of the chat, perhaps far below: go there.
  let before = -1; // how many answers there were when a button was pressed
  const said = () => document.querySelectorAll("[data-step-type='assistant_message']");

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-step-type='assistant_message'] button")) before = said().length;
  }, true);

  new MutationObserver(() => {
    const now = said();
    if (before < 0 || now.length <= before) return;
    before = -1;
    now[now.length - 1].scrollIntoView({ block: "start" });
  }).observe(document.documentElement, { subtree: true, childList: true });

  // 4. The clipboard. The server hands the text over; the page says whether it could be copied.
  const say = (text) => {
    let box = document.getElementById("wbm-status");
    if (!box) {
      box = Object.assign(document.createElement("div"), { id: "wbm-status" });
      box.setAttribute("role", "status");
      document.body.append(box);
    }
    box.textContent = text;
    clearTimeout(say.timer);
    say.timer = setTimeout(() => (box.textContent = ""), 4000);
  };

  const copyByHand = (text) => {
    const box = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
    box.style.position = "fixed";
    box.style.opacity = "0";
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy"); // for pages without TLS, where the clipboard API is missing
    box.remove();
    return done;
  };

  window.addEventListener("message", async (event) => {
    if (event.source !== window || event.origin !== location.origin || event.data?.wbm !== "kopieren") return;
    const text = String(event.data.text);
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      done = copyByHand(text);
    }
    say(done ? String(event.data.said || "Mit Fundstellen kopiert.") : "Kopieren ist in diesem Browser nicht erlaubt. Bitte den Text markieren und selbst kopieren.");
  });
})();
