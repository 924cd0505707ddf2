/** While developing: replaces style sheets that have changed, without a reload and without a flash. */

/** @typedef {HTMLLinkElement | HTMLStyleElement} StyleNode */

/** What will be removed as soon as its successor has loaded. @type {WeakMap<StyleNode, StyleNode[]>} */
const replaced = new WeakMap();
/** @type {WeakSet<StyleNode>} */
const leaving = new WeakSet();

/** Whether a path is that of a style sheet of the page, or of one that it imports. @param {string} path */
export function usesAsStyle(path) {
  return nodes().some((node) => addresses(node).some((address) => isAt(address, path)));
}

/**
 * Loads the style sheet of a path anew, wherever the page uses it.
 * @param {string} path
 * @param {number} seq number of the change
 */
export function swap(path, seq) {
  for (const node of nodes()) {
    const [own, ...imported] = addresses(node);
    const stale = imported.filter((address) => isAt(address, path));
    if (stale.length) refresh(stale).then(() => replace(node, seq));
    else if (own !== undefined && isAt(own, path)) replace(node, seq);
  }
}

/** @returns {StyleNode[]} */
function nodes() {
  /** @type {NodeListOf<StyleNode>} */
  const found = document.querySelectorAll('link[rel~="stylesheet" i], style');
  return [...found].filter((node) => !leaving.has(node));
}

/** The address of a style sheet, empty if it is part of the page, and those of all that it imports. @param {StyleNode} node */
function addresses(node) {
  return [node instanceof HTMLLinkElement ? node.href : '', ...imports(node.sheet)];
}

/** @param {CSSStyleSheet | null} sheet @returns {string[]} */
function imports(sheet) {
  return rules(sheet).flatMap((rule) => {
    if (!(rule instanceof CSSImportRule)) return [];
    const address = new URL(rule.href, sheet?.href ?? document.baseURI).href;
    return [address, ...imports(rule.styleSheet)];
  });
}

/** @param {CSSStyleSheet | null} sheet */
function rules(sheet) {
  try {
    return [...(sheet?.cssRules ?? [])];
  } catch {
    // That of another origin cannot be read, nor does it change here.
    return [];
  }
}

/** @param {string} address @param {string} path */
function isAt(address, path) {
  const url = new URL(address, location.href);
  return address !== '' && url.origin === location.origin && decodeURIComponent(url.pathname) === path;
}

/** Has the cache of the browser forget what imported style sheets were. @param {string[]} stale */
function refresh(stale) {
  return Promise.allSettled(stale.map((address) => fetch(address, { cache: 'reload' })));
}

/** @param {StyleNode} node @param {number} seq */
function replace(node, seq) {
  if (!node.isConnected || leaving.has(node)) return;
  const next = /** @type {StyleNode} */ (node.cloneNode(true));
  const before = [node, ...(replaced.get(node) ?? [])];
  replaced.set(next, before);
  leaving.add(node);
  const settle = () => before.forEach((each) => each.remove());
  next.addEventListener('load', settle);
  next.addEventListener('error', settle);
  if (next instanceof HTMLLinkElement) readdress(next, seq);
  node.after(next);
}

/** @param {HTMLLinkElement} link @param {number} seq */
function readdress(link, seq) {
  const url = new URL(link.href);
  url.searchParams.set('databench', String(seq));
  link.href = url.href;
  link.removeAttribute('integrity');
}
