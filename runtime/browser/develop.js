/**
 * While developing: the first script of every page. It keeps what a page has before it is reloaded
 * because of an edit, and gives analyses their ids back, so that their data returns. All else that
 * the page needs to follow edits is loaded beside it.
 */
'use strict';

(() => {
  /** @typedef {import('./develop-page.js').Connection} Connection */
  /** @typedef {import('./develop-kept.js').Kept} Kept */

  const KEY = `databench-develop ${location.pathname}`;

  /** @returns {Kept | null} */
  function takeKept() {
    try {
      const text = sessionStorage.getItem(KEY);
      sessionStorage.removeItem(KEY);
      return JSON.parse(text ?? 'null');
    } catch {
      // Storage may be forbidden; then every reload starts afresh.
      return null;
    }
  }

  /** @param {Kept} kept */
  function keep(kept) {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(kept));
    } catch {
      console.warn('What the page holds is too much to be kept over a reload.');
    }
  }

  const kept = takeKept();
  const ids = [...(kept?.ids ?? [])];
  /** @type {Set<Connection>} */
  const connections = new Set();

  window.addEventListener('databench:connect', (event) => {
    const connection = /** @type {CustomEvent<Connection>} */ (event).detail;
    const at = ids.findIndex(({ url }) => url === connection.wsUrl);
    if (!connections.has(connection) && connection.analysisId === null && at !== -1) {
      connection.analysisId = ids.splice(at, 1)[0]?.id ?? null;
    }
    connections.add(connection);
  });

  const digest = document.currentScript?.dataset['digest'] ?? null;
  import('./develop-page.js').then(({ follow }) => follow({ digest, kept, ids, connections, keep }));
})();
