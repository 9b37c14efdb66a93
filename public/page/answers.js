// Answers as Chainlit renders them: links that lead nowhere foreign, warnings that are told as such.
import { onFrame } from "./changes.js";
import { label } from "./label.js";

onFrame(() => {
  // Chainlit makes links of addresses that stand in a source or come from a model; what may be followed stands in the panel.
  for (const link of document.querySelectorAll('.message-content a[href^="http"], .message-content a[href^="mailto:"]'))
    if (link.origin !== location.origin) link.removeAttribute('href');
  // chat/answer/markdown.py writes emphasis in no other block
  for (const quote of document.querySelectorAll('.message-content .prose > blockquote:not(.wbm-warning):has(em, span.italic)')) {
    quote.classList.add('wbm-warning');
    quote.setAttribute('role', 'note');
    label(quote, 'Warnung');
  }
});
