// What the page asks the server about the case (POST /fall/…, chat/check/routes.py).
import { el } from "../page/element.js";

let session = "";

export const ofSession = (id) => (session = id);

const send = async (what, data) => {
  const answer = await fetch(`/fall/${what}`, {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...data, sessionId: session }),
  }).catch(() => null);
  if (!answer) throw new Error("Der Server antwortet gerade nicht. Bitte gleich noch einmal versuchen.");
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  throw new Error(typeof said.detail === "string" ? said.detail : "Das hat nicht geklappt. Bitte die Seite neu laden.");
};
export const post = async (what, data = {}) => (await send(what, data)).json();

export const download = async (what, data) => {
  const answer = await send(what, data);
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") || "")?.[1] || what;
  const address = URL.createObjectURL(await answer.blob());
  const link = el("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
};
