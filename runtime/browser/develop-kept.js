/** While developing: what a visitor has done to a page, kept over a reload. */

/** @typedef {HTMLInputElement | HTMLTextAreaElement} TextField */

/**
 * @typedef {object} Place where an element is found again
 * @property {string} kind a selector
 * @property {string} id
 * @property {string} name
 * @property {number} index among those of its kind with the same id and name
 */

/**
 * @typedef {object} Field
 * @property {Place} place
 * @property {string | boolean | string[]} value text, markup, whether it is checked or open, or what is selected
 * @property {boolean} typed whether somebody is about to type, so that nothing knows the value yet
 */

/**
 * @typedef {object} Held what a visitor has done
 * @property {Field[]} fields
 * @property {{place: Place | null, left: number, top: number}[]} scrolls without a place: the window
 * @property {{place: Place, selection: number[] | null} | null} focus
 */

/** @typedef {Held & {ids: {url: string, id: string}[]}} Kept */

const UNKEPT = ['hidden', 'password', 'file', 'submit', 'button', 'reset', 'image'];
const EDITABLE = '[contenteditable]:not([contenteditable="false" i])';
const FIELDS = `input${UNKEPT.map((type) => `:not([type="${type}" i])`).join('')}, textarea, select, details, ${EDITABLE}`;
const PATIENCE_MS = 5000;

/** Elements whose text was edited in place. @type {WeakSet<EventTarget>} */
const edited = new WeakSet();

/** What was open when the page was loaded. @type {WeakSet<Element>} */
const openAtFirst = new WeakSet();

document.addEventListener('input', ({ target }) => target && edited.add(target), { capture: true });
whenReady(() => document.querySelectorAll('details[open]').forEach((element) => openAtFirst.add(element)));

/**
 * Returns what differs from the page as it is loaded.
 * @param {(element: Element) => boolean} isTyped
 * @returns {Held}
 */
export function capture(isTyped) {
  const fields = [...document.querySelectorAll(FIELDS)].flatMap((element) => {
    const value = valueOf(element);
    return value === null ? [] : [{ place: placeOf(element), value, typed: isTyped(element) }];
  });
  return { fields, scrolls: scrolls(), focus: focus() };
}

/**
 * Puts everything back as soon as its element is there, without an event that would send actions.
 * @param {Held} held
 * @param {(element: Element) => void} typed told of fields that somebody was about to type into
 * @returns {() => Held} tells what has not been put back yet
 */
export function restore(held, typed) {
  let fields = held.fields;
  let focused = held.focus;
  const scrolling = new Scrolling(held.scrolls);

  function attempt() {
    fields = fields.filter(({ place, value, typed: wasTyped }) => {
      const element = find(place);
      if (element) setValue(element, value);
      if (element && wasTyped) typed(element);
      return !element;
    });
    if (focused && refocus(focused)) focused = null;
    scrolling.attempt();
  }

  whenReady(() => {
    attempt();
    // Scripts may still add elements, and what they show may make the page as long as it was.
    const observer = new MutationObserver(attempt);
    observer.observe(document.documentElement, { childList: true, subtree: true });
    window.addEventListener('load', attempt);
    setTimeout(() => observer.disconnect(), PATIENCE_MS);
  });
  return () => ({ fields, scrolls: scrolling.wanted, focus: focused });
}

/**
 * Returns what is kept for a reload: what a visitor has done, and what could not be put back before.
 * @param {Held} now
 * @param {Held} waiting
 * @returns {Held}
 */
export function joined(now, waiting) {
  const places = new Set(waiting.scrolls.map(({ place }) => JSON.stringify(place)));
  const scrolls = now.scrolls.filter(({ place }) => !places.has(JSON.stringify(place)));
  return {
    fields: [...waiting.fields, ...now.fields],
    scrolls: [...scrolls, ...waiting.scrolls],
    focus: now.focus ?? waiting.focus,
  };
}

/** Calls back when the scripts of the page have run. @param {() => void} callback */
function whenReady(callback) {
  if (document.readyState === 'complete') callback();
  else if (document.readyState === 'interactive' && isPastScripts()) callback();
  else document.addEventListener('DOMContentLoaded', () => setTimeout(callback), { once: true });
}

/** Whether the event DOMContentLoaded has been, for which deferred scripts wait. */
function isPastScripts() {
  const [entry] = performance.getEntriesByType('navigation');
  return /** @type {PerformanceNavigationTiming | undefined} */ (entry)?.domContentLoadedEventEnd !== 0;
}

/** @param {Element} element @returns {string | boolean | string[] | null} null: as it was loaded */
function valueOf(element) {
  if (element instanceof HTMLDetailsElement) return unless(openAtFirst.has(element), element.open);
  if (element instanceof HTMLSelectElement) return selected(element);
  if (element instanceof HTMLTextAreaElement) return unless(element.defaultValue, element.value);
  if (!(element instanceof HTMLInputElement)) return edited.has(element) ? element.innerHTML : null;
  if (isCheckable(element)) return unless(element.defaultChecked, element.checked);
  if (element.type === 'range' && !element.hasAttribute('value')) return element.value;
  return unless(element.defaultValue, element.value);
}

/**
 * @template T
 * @param {T} usual
 * @param {T} value
 */
function unless(usual, value) {
  return value === usual ? null : value;
}

/** @param {HTMLInputElement} element */
function isCheckable(element) {
  return element.type === 'checkbox' || element.type === 'radio';
}

/** @param {HTMLSelectElement} element */
function selected(element) {
  const options = [...element.options];
  const hasDefault = element.multiple || options.some((option) => option.defaultSelected);
  const isUsual = hasDefault ? options.every((o) => o.selected === o.defaultSelected) : element.selectedIndex === 0;
  return isUsual ? null : options.filter((option) => option.selected).map((option) => option.value);
}

/** @param {Element} element @param {any} value */
function setValue(element, value) {
  if (element instanceof HTMLDetailsElement) element.open = value;
  else if (element instanceof HTMLSelectElement) select(element, value);
  else if (element instanceof HTMLTextAreaElement) element.value = value;
  else if (!(element instanceof HTMLInputElement)) setMarkup(element, value);
  else if (isCheckable(element)) element.checked = value;
  else setText(element, value);
}

/** @param {HTMLSelectElement} element @param {string[]} values */
function select(element, values) {
  for (const option of element.options) option.selected = values.includes(option.value);
}

/** @param {Element} element @param {string} markup */
function setMarkup(element, markup) {
  element.innerHTML = markup;
  edited.add(element);
}

/** @param {HTMLInputElement & {databenchUI?: any}} element @param {string} text */
function setText(element, text) {
  element.value = text;
  // The label of a slider follows events of its visitor, and this is none.
  if (element.type === 'range') element.databenchUI?.setValue(element.databenchUI.value());
}

/** @param {Element} element @returns {Place} */
function placeOf(element) {
  const { id } = element;
  const kind = kindOf(element);
  const name = element.getAttribute('name') ?? '';
  return { kind, id, name, index: alike({ kind, id, name }).indexOf(element) };
}

/** @param {Element} element */
function kindOf(element) {
  const tag = CSS.escape(element.localName);
  return element instanceof HTMLInputElement ? `${tag}${typeSelector(element)}` : tag;
}

/** @param {HTMLInputElement} element */
function typeSelector(element) {
  const type = element.getAttribute('type');
  return type === null ? ':not([type])' : `[type="${CSS.escape(type)}"]`;
}

/** @param {Omit<Place, 'index'>} place */
function alike({ kind, id, name }) {
  return [...document.querySelectorAll(kind)].filter(
    (element) => element.id === id && (element.getAttribute('name') ?? '') === name,
  );
}

/** @param {Place} place @returns {Element | undefined} */
function find(place) {
  return alike(place)[place.index];
}

/** @returns {Held['scrolls']} */
function scrolls() {
  const elements = [...document.body.querySelectorAll('*')].filter((e) => e.scrollTop || e.scrollLeft);
  return [
    { place: null, left: window.scrollX, top: window.scrollY },
    ...elements.map((e) => ({ place: placeOf(e), left: e.scrollLeft, top: e.scrollTop })),
  ];
}

/** Scrolls to where the visitor was, until that is reached or the visitor scrolls. */
class Scrolling {
  /** @param {Held['scrolls']} scrolls */
  constructor(scrolls) {
    this.wanted = scrolls;
    for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
      window.addEventListener(type, () => (this.wanted = []), { capture: true, once: true, passive: true });
    }
  }

  attempt() {
    this.wanted = this.wanted.filter(({ place, left, top }) => {
      const element = place ? find(place) : document.scrollingElement;
      element?.scrollTo({ left, top, behavior: 'instant' });
      // Positions may be fractions of what is asked for.
      return !element || Math.abs(element.scrollTop - top) > 1 || Math.abs(element.scrollLeft - left) > 1;
    });
  }
}

/** @returns {Held['focus']} */
function focus() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  return { place: placeOf(element), selection: selectionOf(element) };
}

/** @param {Element} element */
function selectionOf(element) {
  if (!isTextField(element)) return null;
  const { selectionStart, selectionEnd } = element;
  return selectionStart === null || selectionEnd === null ? null : [selectionStart, selectionEnd];
}

/** Returns whether the element is there. @param {NonNullable<Held['focus']>} focus */
function refocus({ place, selection }) {
  const element = find(place);
  if (!(element instanceof HTMLElement)) return false;
  element.focus({ preventScroll: true });
  if (isTextField(element)) putSelection(element, selection);
  return true;
}

/** @param {EventTarget | null} target @returns {target is TextField} */
function isTextField(target) {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}

/** @param {TextField} field @param {number[] | null} selection */
function putSelection(field, selection) {
  const [start, end] = selection ?? [];
  if (start !== undefined && end !== undefined) field.setSelectionRange(start, end);
}

/**
 * Keeps what is being typed when the state of an analysis arrives anew: it was not sent yet, so
 * the state does not know it.
 * @param {Set<import('./develop-page.js').Connection>} connections
 */
export function guardTyping(connections) {
  /** @type {Map<EventTarget, {value: string, selection: number[] | null}>} */
  const typing = new Map();
  /** @type {Map<object, Set<string>>} */
  const expected = new Map();

  /** @param {EventTarget | null} target */
  function typed(target) {
    if (isTextField(target)) typing.set(target, { value: target.value, selection: selectionOf(target) });
  }

  /** The cursor has moved, unless it was moved by a value that was just set. */
  function moved() {
    const field = document.activeElement;
    if (isTextField(field) && typing.get(field)?.value === field.value) typed(field);
  }

  /** @param {import('./develop-page.js').Connection} connection */
  function guard(connection) {
    if (expected.has(connection)) return;
    expected.set(connection, new Set(['data', 'class_data']));
    for (const signal of ['data', 'class_data']) {
      // Later than all that the page itself does in answer to the same frame.
      connection.on(signal, () => expected.get(connection)?.delete(signal) && queueMicrotask(putBack));
    }
  }

  function putBack() {
    for (const [field, { value, selection }] of typing) {
      if (!isTextField(field) || field.value === value) continue;
      field.value = value;
      putSelection(field, selection);
    }
  }

  document.addEventListener('input', ({ target }) => typed(target), { capture: true });
  document.addEventListener('selectionchange', moved, { capture: true });
  document.addEventListener('change', ({ target }) => target && typing.delete(target), { capture: true });
  window.addEventListener('databench:connect', (event) => guard(/** @type {CustomEvent} */ (event).detail));
  connections.forEach(guard);
  return {
    typed,
    /** @param {Element | null} element */
    isTyped: (element) => element !== null && typing.has(element),
    /** Says that all connections will get their state anew. */
    expectState: () => expected.forEach((signals) => signals.add('data').add('class_data')),
  };
}
