// What the page says by the way, for all to read and for screen readers.
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
  timer = setTimeout(() => (box.textContent = ""), 4000);
};

// Messages of the server's to this page (chainlit's `send_window_message`), by what they are.
export const onMessage = (kind, act) =>
  window.addEventListener("message", (event) => {
    if (event.source === window && event.origin === location.origin && event.data?.wbm === kind) act(event.data);
  });
