// The laws that the server fetches in the background (chat/web/sources/laws.py): how far it is, and how it ended.
import { say } from "./said.js";

const PAUSE = 3000; // milliseconds between two questions how far it is
const LONG = 30000; // milliseconds that an end is shown which asks for something to be done
const SAID = "wbm-laws"; // the last end that was shown, kept as long as the page is open

const watch = async () => {
  let ran = false;
  for (;;) {
    const answer = await fetch("/gesetze/stand", { credentials: "same-origin" }).catch(() => null);
    const state = answer?.ok ? await answer.json().catch(() => null) : null;
    if (!state) return;
    if (state.running) {
      ran = true;
      if (state.said) say(state.said);
    } else {
      if (state.said && (ran || sessionStorage.getItem(SAID) !== state.said)) say(state.said, LONG);
      if (state.said) sessionStorage.setItem(SAID, state.said);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
};
watch();
