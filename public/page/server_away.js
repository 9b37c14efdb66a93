// A server that is away.
import { onChange } from "./changes.js";
import { around, pathOf } from "./requests.js";

const PAUSE = 1500; // milliseconds between two tries
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE));

// Chainlit asks who is signed in, takes no answer for "nobody" and leaves for /login, which is not there either: the browser's
// own error page. Here the question waits until somebody answers it.
around(async (ask, what, how) => {
  const asksWho = pathOf(what).endsWith("/user") && (how?.method ?? "GET") === "GET";
  for (;;) {
    try {
      return await ask(what, how);
    } catch (error) {
      if (!asksWho || how?.signal?.aborted) throw error;
      await pause();
    }
  }
});

// A stored chat is open: Chainlit leaves it for an empty page and says so in English. Here it is said in German, and the chat
// is opened again as soon as the server is back, unless people have begun another.
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
    await pause();
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
onChange(watch);
