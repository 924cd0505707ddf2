/** While developing: follows the edits that the server tells of, on behalf of one page. */

import { show } from './develop-edits.js';
import { capture, guardTyping, joined, restore } from './develop-kept.js';
import { makeOverlay } from './develop-overlay.js';
import { swap, usesAsStyle } from './develop-styles.js';

/**
 * @typedef {object} Connection the part of a Databench.Connection that matters here
 * @property {string | undefined} wsUrl
 * @property {string | null} analysisId
 * @property {(signal: string, callback: () => unknown) => unknown} on
 */

/**
 * @typedef {object} Page
 * @property {string | null} digest of its text as the build made it
 * @property {import('./develop-kept.js').Kept | null} kept from before it was reloaded
 * @property {import('./develop-kept.js').Kept['ids']} ids those of them that no connection has yet
 * @property {Set<Connection>} connections
 * @property {(kept: import('./develop-kept.js').Kept) => void} keep
 */

const RETRY_MS = 300;
const SERVICE_RESTART = 1012;
/** The digest of the page that stands in for an app that cannot start. */
const WAITING = 'waiting';

/** Paths of what the page has loaded. @type {Set<string>} */
const loaded = new Set();

new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: 'resource', buffered: true });

/** @param {PerformanceEntry} entry */
function note(entry) {
  // A page in a frame follows its edits itself.
  if (/** @type {PerformanceResourceTiming} */ (entry).initiatorType !== 'iframe') loaded.add(pathOf(entry.name));
}

/** @param {string} address */
function pathOf(address) {
  const url = new URL(address, location.href);
  return url.origin === location.origin ? plain(url.pathname) : '';
}

/** @param {string} path */
function plain(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** @param {string} path */
function uses(path) {
  return path === plain(location.pathname) || loaded.has(path);
}

/** Keeps a page up to date until it is left. @param {Page} page */
export function follow(page) {
  const typing = guardTyping(page.connections);
  const overlay = makeOverlay({
    reassurance: page.digest === WAITING ? 'The app is served as soon as all is mended.' : 'The last version that works goes on.',
    isTyping: () => typing.isTyped(document.activeElement),
  });
  /** @type {number | null} */
  let seq = null;
  let isReloading = false;

  function listen() {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/_develop`);
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: 'hello', path: location.pathname, digest: page.digest, seq, age: performance.now() }));
      returnAll();
    };
    socket.onmessage = ({ data }) => take(JSON.parse(data));
    socket.onclose = ({ code }) => {
      typing.expectState();
      if (code === SERVICE_RESTART) returnAll();
      // The supervisor keeps connections waiting until the next app answers.
      setTimeout(listen, code === SERVICE_RESTART ? 0 : RETRY_MS);
    };
  }

  /** @param {{type: string, [field: string]: any}} message */
  function take(message) {
    if (message.type === 'welcome') welcome(message['seq']);
    else if (message.type === 'changed') change(message['seq'], message['paths'].map(plain), message['source']);
    else if (message.type === 'problems') overlay?.show(message['problems']);
    else if (message.type === 'exception') overlay?.add(/** @type {any} */ (message));
  }

  /** What still fails in this app is told next. @param {number} newest */
  function welcome(newest) {
    seq = newest;
    overlay?.forgetFailures();
  }

  /**
   * @param {number} newest
   * @param {string[]} paths
   * @param {{before: string, now: string}} [source] that of this very page, if it has changed
   */
  function change(newest, paths, source) {
    seq = newest;
    if (paths.some((path) => !usesAsStyle(path) && uses(path))) renew(source);
    else for (const path of paths) swap(path, newest);
  }

  /** @param {{before: string, now: string}} [source] */
  function renew(source) {
    // A new page takes its time: what can be seen at once is.
    if (source && show(source.before, source.now)) onceShown(reload);
    else reload();
  }

  function reload() {
    isReloading = true;
    location.reload();
  }

  // The page goes on until then, for good if its visitor would rather stay.
  window.addEventListener('pagehide', () => {
    if (!isReloading) return;
    const now = capture(typing.isTyped);
    page.keep({ ...(waiting ? joined(now, waiting()) : now), ids: [...idsOf(page.connections), ...page.ids] });
  });

  const waiting = page.kept && restore(page.kept, typing.typed);
  window.addEventListener('databench:reload', (event) => {
    event.preventDefault();
    reload();
  });
  listen();
}

/** Calls back when what has just changed was drawn, or nobody looks. @param {() => void} callback */
function onceShown(callback) {
  if (document.hidden) callback();
  else requestAnimationFrame(() => setTimeout(callback));
}

/** Has connections that are lost come back at once. */
function returnAll() {
  window.dispatchEvent(new Event('databench:return'));
}

/** @param {Iterable<Connection>} connections */
function idsOf(connections) {
  return [...connections].flatMap(({ wsUrl, analysisId }) =>
    wsUrl && analysisId ? [{ url: wsUrl, id: analysisId }] : [],
  );
}
