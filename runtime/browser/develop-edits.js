/** While developing: shows edits of texts and attributes in place, until the page has been reloaded. */

/** What lies in these is more than its text. */
const SPECIAL = 'script, style, noscript, template, textarea, select, iframe, object, svg, math, video, audio';
/** Attributes that policies may forbid, or that do more than they say. */
const BOLD = /^(on.*|style|src|srcset|poster|background|data-digest)$/;

/**
 * Shows how the source of the page has changed, if only texts and attributes have, wherever the page
 * has not got another value meanwhile. Whatever else differs is left to the reload.
 * @param {string} before
 * @param {string} now
 * @returns {boolean} whether anything was shown
 */
export function show(before, now) {
  const [old, next] = [parse(before), parse(now)];
  if (!old.head.isEqualNode(next.head)) return false;
  const edits = differences(old.body, next.body, document.body);
  edits?.forEach((edit) => edit());
  return Boolean(edits?.length);
}

/** @param {string} source */
function parse(source) {
  const page = new DOMParser().parseFromString(source, 'text/html');
  // Each source has another digest of itself.
  page.querySelectorAll('[data-digest]').forEach((script) => script.removeAttribute('data-digest'));
  return page;
}

/**
 * @param {Node} old
 * @param {Node} next
 * @param {Node | undefined} live what became of the old one
 * @returns {(() => void)[] | null} what has to be done; null if that cannot be done in place
 */
function differences(old, next, live) {
  if (old.isEqualNode(next)) return [];
  if (old.nodeName !== next.nodeName || old.nodeName !== live?.nodeName) return null;
  if (old instanceof CharacterData) return [() => setText(/** @type {CharacterData} */ (live), old.data, next.nodeValue)];
  const element = /** @type {Element} */ (old);
  if (isSpecial(element) || old.childNodes.length !== next.childNodes.length) return null;
  const parts = [...old.childNodes].map((child, index) =>
    differences(child, /** @type {Node} */ (next.childNodes[index]), live.childNodes[index]),
  );
  parts.push(attributes(element, /** @type {Element} */ (next), /** @type {Element} */ (live)));
  return parts.some((part) => part === null) ? null : parts.flatMap((part) => part ?? []);
}

/** @param {Element} element */
function isSpecial(element) {
  return element.localName.includes('-') || element.matches(SPECIAL);
}

/**
 * @param {Element} old
 * @param {Element} next
 * @param {Element} live
 * @returns {(() => void)[] | null}
 */
function attributes(old, next, live) {
  const names = new Set([...old.getAttributeNames(), ...next.getAttributeNames()]);
  const changed = [...names].filter((name) => old.getAttribute(name) !== next.getAttribute(name));
  if (changed.some((name) => BOLD.test(name))) return null;
  return changed.map((name) => () => setAttribute(live, name, old.getAttribute(name), next.getAttribute(name)));
}

/** @param {CharacterData} live @param {string} before @param {string | null} now */
function setText(live, before, now) {
  if (live.data === before) live.data = now ?? '';
}

/** @param {Element} live @param {string} name @param {string | null} before @param {string | null} now */
function setAttribute(live, name, before, now) {
  if (live.getAttribute(name) !== before) return;
  if (now === null) live.removeAttribute(name);
  else live.setAttribute(name, now);
}
