// Tells the texts that are edited as soon as they can be seen, over all reloads of the page.
'use strict';

(() => {
  const EDITED = /\b(style|page|python) \d+/g;
  const seen = new Set();

  function look() {
    if (document.body) {
      const { content } = getComputedStyle(document.body, '::after');
      for (const [text] of `${content} ${document.body.textContent}`.matchAll(EDITED)) {
        if (!seen.has(text)) {
          seen.add(text);
          benchSeen(text, performance.timeOrigin + performance.now());
        }
      }
    }
    requestAnimationFrame(look);
  }
  requestAnimationFrame(look);
})();
