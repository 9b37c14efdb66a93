// What the page says by the way, for all to read and for screen readers.
const SHOWN = 8000; // milliseconds: time enough to look there
let timer = 0;

export const say = (text) => {
  let box = document.getElementById("wbm-status");
  if (!box) {
    box = Object.assign(document.createElement("div"), { id: "wbm-status" });
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  box.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => (box.textContent = ""), SHOWN);
};

// Messages of the server's to this page (chainlit's `send_window_message`), by what they are.
export const onMessage = (kind, act) =>
  window.addEventListener("message", (event) => {
    if (event.source === window && event.origin === location.origin && event.data?.wbm === kind) act(event.data);
  });
