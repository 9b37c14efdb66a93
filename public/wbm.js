import "/public/chat.js";
import "/public/fall.js";

// What Chainlit's page lacks: marks [n] that open their place, their short forms, German names for its bare buttons.
(() => {
  'use strict';
  const MARK = 'a[href^="#fundstelle-"]';
  let opener = null;
  let signingOut = false; // the name of the account stands on the page until the sign-in is there

  const numberOf = (mark) => Number(mark.getAttribute('href').slice('#fundstelle-'.length));
  const placesOf = (mark) => mark.closest('.message-content')?.querySelector('.wbm-places');

  // -- marks open the side panel, and get the focus back

  document.addEventListener('click', (event) => {
    const mark = event.target.closest?.(MARK);
    if (!mark) return;
    event.preventDefault();
    hideTip();
    opener = mark;
    placesOf(mark)?.dispatchEvent(new CustomEvent('wbm:open', { detail: numberOf(mark) }));
  });
  // -- what is quoted stands folded below an answer (chat/answer/markdown.py writes the link above it)

  const FOLD = 'a[href="#wortlaut"]';
  document.addEventListener('click', (event) => {
    const fold = event.target.closest?.(FOLD);
    if (!fold) return;
    event.preventDefault();
    fold.setAttribute('aria-expanded', String(fold.getAttribute('aria-expanded') !== 'true'));
  });
  window.addEventListener('beforeprint', () => document.querySelectorAll(FOLD).forEach((fold) => fold.setAttribute('aria-expanded', 'true')));

  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hideTip();
    if (event.key !== ' ' || !event.target.matches?.(`${MARK}, ${FOLD}`)) return;
    event.preventDefault();
    event.target.click();
  });
  document.addEventListener('wbm:closed', () => {
    const back = opener;
    setTimeout(() => {
      const free = !document.activeElement || document.activeElement === document.body;
      if (free && !document.querySelector('.wbm-place') && back?.isConnected) {
        back.scrollIntoView({ block: 'nearest' });
        back.focus({ preventScroll: true });
      }
    });
  });

  // -- the short form of a place, where a mark is pointed at, focused or touched

  const tip = document.createElement('div');
  tip.id = 'wbm-tip';
  tip.setAttribute('aria-hidden', 'true'); // the mark itself bears the name
  tip.hidden = true;

  let pointed = null;

  function showTip(mark) {
    tip.hidden = true;
    pointed = mark;
    const label = mark.dataset.label;
    const place = mark.getBoundingClientRect();
    if (!label || place.bottom < 0 || place.top > window.innerHeight) return;
    tip.textContent = label;
    tip.hidden = false;
    if (!tip.isConnected) document.body.append(tip);
    const at = mark.getBoundingClientRect();
    const own = tip.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left + at.width / 2 - own.width / 2, document.documentElement.clientWidth - own.width - 8));
    const above = at.top - own.height - 6;
    tip.style.left = `${left}px`;
    tip.style.top = `${above < 8 ? at.bottom + 6 : above}px`;
  }
  function hideTip() {
    tip.hidden = true;
    pointed = null;
  }
  for (const [on, off] of [['pointerover', 'pointerout'], ['focusin', 'focusout']]) {
    document.addEventListener(on, (event) => {
      const mark = event.target.closest?.(MARK);
      if (mark) showTip(mark);
    });
    document.addEventListener(off, (event) => {
      if (event.target.closest?.(MARK)) hideTip();
    });
  }
  document.addEventListener('scroll', () => pointed && showTip(pointed), true);

  // -- names

  const NAMES = [
    ['#side-view-title > button', 'Fundstelle schließen'],
    ['#chat-submit', 'Frage senden'],
    ['#stop-button', 'Antwort abbrechen'],
    ['#upload-button', 'Dokument anhängen (PDF oder DOCX)'],
    ['#new-chat-button', 'Neuer Chat'],
    ['#theme-toggle', 'Helles oder dunkles Design'],
    ['#user-nav-button', 'Konto und Abmelden'],
    ['#chat-settings-open-modal', 'Einstellungen dieses Chats'],
    ['#chat-settings-header-button', 'Einstellungen dieses Chats'],
    ['#sidebar-trigger-button', 'Liste der Chats ein- oder ausblenden'],
    ['#search-chats-button', 'Chats durchsuchen'],
    ['#password ~ button', 'Passwort zeigen oder verbergen'],
    ['button.positive-feedback-off', 'Hilfreich'],
    ['button.positive-feedback-on', 'Hilfreich, so bewertet'],
    ['button.negative-feedback-off', 'Nicht hilfreich'],
    ['button.negative-feedback-on', 'Nicht hilfreich, so bewertet'],
  ];

  // What sits in Chainlit's markup without an id: found by its neighbours.
  function nameBare(root) {
    for (const icon of root.querySelectorAll('button:not([aria-label]) > svg.lucide-copy, button:not([aria-label]) > svg.lucide-check'))
      label(icon.parentElement, 'Antwort kopieren');
    for (const icon of root.querySelectorAll('button:not([aria-label]) > svg.lucide-arrow-down')) label(icon.parentElement, 'Zum Ende des Gesprächs');
    for (const pdf of root.querySelectorAll('.side-pdf')) {
      const words = ['Vorherige Seite', 'Nächste Seite', 'Kleiner', 'Größer', 'In neuem Fenster öffnen und drucken', 'PDF herunterladen'];
      pdf.querySelectorAll(':scope > div:first-child :is(button, a)').forEach((node, i) => {
        label(node, words[i]);
        node.removeAttribute('title');
      });
      fitToWidth(pdf);
      const sheet = pdf.querySelector(':scope > div:last-child');
      if (sheet && !sheet.hasAttribute('tabindex')) {
        sheet.tabIndex = 0;
        sheet.setAttribute('role', 'region');
        label(sheet, 'Seite des PDF');
      }
    }
    for (const handle of root.querySelectorAll('[data-resize-handle]')) {
      handle.removeAttribute('aria-controls'); // names an element that is not there
      label(handle, 'Breite der Fundstelle');
    }
    for (const dialog of root.querySelectorAll('[role="dialog"]:has(#side-view-content)')) {
      dialog.removeAttribute('aria-labelledby'); // so does this
      label(dialog, dialog.querySelector('#side-view-title')?.textContent || 'Fundstelle');
    }
    for (const closing of root.querySelectorAll('[role="dialog"] > button > .sr-only')) if (closing.textContent === 'Close') label(closing.parentElement, 'Schließen');
    for (const profile of root.querySelectorAll('button[role="combobox"]')) if (!profile.closest('[role="dialog"]')) label(profile, `Profil: ${profile.textContent.trim()}`);
    root.querySelector('#upload-button[role]')?.removeAttribute('role');
    if (!root.querySelector('main')) root.querySelector('#root [data-panel-group] > [data-panel], #root > .grid')?.setAttribute('role', 'main');
    for (const list of root.querySelectorAll('ul[data-sidebar="menu"]:has(> div)')) list.setAttribute('role', 'group'); // its items are in lists further down
    for (const options of root.querySelectorAll('#thread-options')) {
      // A menu inside a button inside a link: the link opens the chat, the menu gets a button's rights, the one between steps back.
      options.setAttribute('role', 'button');
      options.tabIndex = 0;
      label(options, 'Chat umbenennen oder löschen');
      const between = options.closest('button');
      between?.setAttribute('role', 'link');
      if (between) between.tabIndex = -1;
    }
    for (const fold of root.querySelectorAll(`${FOLD}:not([aria-expanded])`)) {
      fold.setAttribute('role', 'button');
      fold.setAttribute('aria-expanded', 'false');
      fold.removeAttribute('target');
    }
    for (const image of root.querySelectorAll('img[alt="logo"]')) image.alt = 'WBM-Assistent';
    for (const image of root.querySelectorAll('img[alt="Image"], img[alt^="Avatar for"]')) image.alt = '';
    // Chainlit makes links of addresses that stand in a source or come from a model; what may be followed stands in the panel.
    for (const link of root.querySelectorAll('.message-content a[href^="http"], .message-content a[href^="mailto:"]'))
      if (link.origin !== location.origin) link.removeAttribute('href');
    // chat/answer/markdown.py writes emphasis in no other block
    for (const quote of root.querySelectorAll('.message-content .prose > blockquote:not(.wbm-warning):has(em, span.italic)')) {
      quote.classList.add('wbm-warning');
      quote.setAttribute('role', 'note');
      label(quote, 'Warnung');
    }
  }
  // A page is drawn in its own size, which no side panel has: shrink it once, the buttons for size go on from there.
  function fitToWidth(pdf) {
    const paper = pdf.querySelector('.react-pdf__Document');
    const canvas = paper?.querySelector('canvas');
    if (!canvas?.style.width || paper.style.zoom) return; // without it the canvas is not drawn yet and has the width of any canvas
    paper.style.zoom = Math.min(1, (pdf.clientWidth - 24) / canvas.clientWidth);
  }
  function label(node, words) {
    if (words && node.getAttribute('aria-label') !== words) node.setAttribute('aria-label', words);
  }

  function name(root) {
    document.documentElement.dataset.wbmPage = onLogin() ? 'login' : 'chat';
    if (!signingOut && root.querySelector('#user-nav-button')) localStorage.setItem(SIGNED_IN, '1');
    nameBare(root);
    for (const [selector, words] of NAMES)
      for (const node of root.querySelectorAll(selector)) label(node, words);
    for (const places of root.querySelectorAll('.wbm-places')) nameMarks(places.closest('.message-content'), JSON.parse(places.dataset.labels));
  }
  function nameMarks(content, labels) {
    for (const mark of content?.querySelectorAll(MARK) ?? []) {
      const label = labels[numberOf(mark)];
      if (!label || mark.dataset.label === label) continue;
      mark.dataset.label = label;
      mark.setAttribute('aria-label', `Fundstelle ${numberOf(mark)}: ${label}`);
      mark.setAttribute('role', 'button');
      mark.removeAttribute('target');
    }
  }

  // -- what Chainlit copies is Markdown: people get the words

  const write = navigator.clipboard?.write?.bind(navigator.clipboard);
  const words = (markdown) =>
    markdown
      .replace(/\[(\\\[\d+\\\])\]\(#fundstelle-\d+\)/g, '$1')
      .replace(/^\[[^\]\n]*\]\(#wortlaut\)\n*/gm, '')
      .replace(/\\([\\`*_{}[\]<>#|!~:])|\*{1,2}/g, '$1')
      .replace(/^> ?/gm, '')
      .replace(/&amp;/g, '&');
  if (write)
    navigator.clipboard.write = async (items) => {
      const kinds = await Promise.all(items[0].types.map(async (type) => [type, await items[0].getType(type)]));
      const changed = kinds.map(async ([type, blob]) => [type, type === 'text/plain' ? new Blob([words(await blob.text())], { type }) : blob]);
      return write([new ClipboardItem(Object.fromEntries(await Promise.all(changed)))]);
    };

  // -- signing in: each failure in words of its own (.chainlit/translations/de-DE.json), and why somebody is asked again

  const SIGNED_IN = 'wbm-angemeldet'; // kept so that an ended session can be told from a first visit
  const REASONS = { 401: 'credentialssignin', 429: 'toomany', 503: 'away' };
  const onLogin = () => /\/login\/?$/.test(location.pathname);
  const fetched = window.fetch;
  window.fetch = async (...request) => {
    const address = String(request[0]?.url ?? request[0]);
    signingOut ||= /\/logout$/.test(address);
    if (signingOut) localStorage.removeItem(SIGNED_IN);
    const answer = await fetched(...request);
    const login = /\/login$/.test(address);
    if (answer.ok || !(login || answer.status === 503)) return answer;
    const statusText = login ? (REASONS[answer.status] ?? 'default') : 'Gerade nicht möglich'; // Chainlit's page puts it before what the server says
    return new Response(await answer.text(), { status: answer.status, statusText, headers: answer.headers });
  };
  if (onLogin() && localStorage.getItem(SIGNED_IN) && !location.search) {
    localStorage.removeItem(SIGNED_IN);
    history.replaceState(history.state, '', `${location.pathname}?error=expired`);
  }

  // -- a heading and a short way to the input, before all else

  const top = document.createElement('header');
  top.className = 'wbm-top';
  const title = document.createElement('h1');
  title.textContent = 'WBM-Assistent';
  const skip = document.createElement('a');
  skip.href = '#chat-input';
  skip.textContent = 'Zur Frage springen';
  skip.addEventListener('click', (event) => {
    event.preventDefault();
    document.querySelector('#chat-input')?.focus();
  });
  top.append(title, skip);
  document.body.prepend(top);

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      name(document);
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
  name(document);
})();
