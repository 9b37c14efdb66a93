// Signing in: each failure in words of its own (.chainlit/translations/de-DE.json), and why somebody is asked again.
import { onFrame } from "./changes.js";
import { around } from "./requests.js";

const SIGNED_IN = 'wbm-angemeldet'; // kept so that an ended session can be told from a first visit
const REASONS = { 401: 'credentialssignin', 429: 'toomany', 503: 'away' };
const onLogin = () => /\/login\/?$/.test(location.pathname);
let signingOut = false; // the name of the account stands on the page until the sign-in is there

around(async (ask, ...request) => {
  const address = String(request[0]?.url ?? request[0]);
  signingOut ||= /\/logout$/.test(address);
  if (signingOut) localStorage.removeItem(SIGNED_IN);
  const answer = await ask(...request);
  const login = /\/login$/.test(address);
  if (answer.ok || !(login || answer.status === 503)) return answer;
  const statusText = login ? (REASONS[answer.status] ?? 'default') : 'Gerade nicht möglich'; // Chainlit's page puts it before what the server says
  return new Response(await answer.text(), { status: answer.status, statusText, headers: answer.headers });
});
if (onLogin() && localStorage.getItem(SIGNED_IN) && !location.search) {
  localStorage.removeItem(SIGNED_IN);
  history.replaceState(history.state, '', `${location.pathname}?error=expired`);
}

onFrame(() => {
  document.documentElement.dataset.wbmPage = onLogin() ? 'login' : 'chat';
  if (!signingOut && document.querySelector('#user-nav-button')) localStorage.setItem(SIGNED_IN, '1');
});
