/** While developing: shows over the page what is wrong. The page cannot break it, nor it the page. */

import { sheet } from './develop-overlay-style.js';

/**
 * @typedef {object} Problem
 * @property {string} file
 * @property {number} [line] 0 or none: the whole file
 * @property {number} [column]
 * @property {string} [code]
 * @property {'error' | 'warning'} severity
 * @property {string} message
 * @property {string} [hint]
 * @property {string} [excerpt] the lines, with the place marked
 * @property {string} [traceback] if the app could not start
 */

/**
 * @typedef {object} Failure an exception of the app
 * @property {string} id as it is in the log
 * @property {string} analysis empty if it is not known which one it is
 * @property {string} action empty if that is not what failed
 * @property {string} what says what failed
 * @property {string} error
 * @property {string} traceback
 * @property {string} file
 * @property {number} line
 * @property {number} count
 */

/**
 * @typedef {object} Options
 * @property {string} reassurance what there is although the app is broken
 * @property {() => boolean} isTyping whether taking the focus would send what somebody is typing
 */

const NAME = 'databench-overlay';
const SETTLE_MS = 30;
const KEPT_INSIDE = ['keydown', 'keyup', 'keypress', 'click', 'dblclick', 'pointerdown', 'pointerup', 'mousedown', 'mouseup'];
const MARK = /^\s*\|\s*\^+\s*$/;

/** Problems of the app and failures of its handlers, as a dialog or, put aside, as a badge. */
export class Overlay extends HTMLElement {
  /** @type {Problem[]} */
  #problems = [];
  /** @type {Map<string, Failure>} */
  #failures = new Map();
  /** What has been put aside. @type {Set<string>} */
  #dismissed = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #title = made('h1', { id: 'title', tabIndex: -1, autofocus: true });
  #lead = made('p', { id: 'lead' });
  #list = made('ol', {});
  #badge = made('button', { type: 'button', className: 'badge', hidden: true });
  #dialog = made('dialog', {});
  #options;

  /** @param {Options} options */
  constructor(options) {
    super();
    this.#options = options;
    this.lang = 'en';
    const dismiss = made('button', { type: 'button', className: 'dismiss' }, 'Dismiss ', made('kbd', {}, 'Esc'));
    const note = 'Dismissed, this comes back with the next problem. It goes away by itself when all is mended.';
    this.#dialog.setAttribute('aria-labelledby', 'title');
    this.#dialog.setAttribute('aria-describedby', 'lead');
    this.#dialog.append(
      made('header', {}, made('div', {}, this.#title, this.#lead), dismiss),
      this.#list,
      made('footer', {}, note),
    );
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet()];
    root.append(this.#dialog, made('div', { role: 'status' }, this.#badge));
    dismiss.addEventListener('click', () => this.#dismiss());
    this.#badge.addEventListener('click', () => this.#open());
    this.#dialog.addEventListener('cancel', (event) => {
      event.preventDefault();
      this.#dismiss();
    });
    // While somebody types the dialog is not modal, and knows nothing of keys.
    window.addEventListener('keydown', (event) => this.#onKey(event), { capture: true });
    for (const type of KEPT_INSIDE) this.addEventListener(type, (event) => event.stopPropagation());
  }

  /** Takes the problems that hold from now on. @param {Problem[]} problems */
  show(problems) {
    this.#problems = problems;
    this.#later();
  }

  /** Takes one more failure, or one more time that it was met. @param {Failure} failure */
  add(failure) {
    this.#failures.set(keyOfFailure(failure), failure);
    this.#later();
  }

  /** Forgets the failures of an app that runs no more. */
  forgetFailures() {
    this.#failures.clear();
    this.#later();
  }

  /** Waits for what else is on its way, so that nothing flickers. */
  #later() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#update(), SETTLE_MS);
  }

  #update() {
    const errors = this.#errorKeys();
    const isNew = errors.some((key) => !this.#dismissed.has(key));
    const isOpen = this.#dialog.open;
    this.#dismissed = new Set(errors.filter((key) => this.#dismissed.has(key)));
    this.#fill();
    if (isNew && !isOpen) this.#open();
    else if (isOpen && !errors.length && !this.#dismissed.size) this.#close();
    this.#showBadge();
  }

  #errorKeys() {
    const problems = this.#problems.filter(isError).map(keyOfProblem);
    return [...problems, ...this.#failures.keys()];
  }

  #fill() {
    const failures = [...this.#failures.values()].reverse();
    const problems = [...this.#problems].sort((a, b) => Number(isError(b)) - Number(isError(a)));
    this.#title.textContent = titleOf(problems, failures);
    this.#lead.textContent = problems.some(isError) ? this.#options.reassurance : '';
    this.#list.replaceChildren(...problems.map(problemItem), ...failures.map(failureItem));
  }

  #open() {
    if (!this.isConnected) document.documentElement.append(this);
    if (this.#options.isTyping()) this.#dialog.open = true;
    else this.#dialog.showModal();
    this.#showBadge();
  }

  #close() {
    this.#dialog.close();
  }

  #dismiss() {
    this.#dismissed = new Set(this.#errorKeys());
    this.#close();
    this.#showBadge();
  }

  #showBadge() {
    const count = this.#problems.length + this.#failures.size;
    if (count && !this.isConnected) document.documentElement.append(this);
    this.#badge.hidden = this.#dialog.open || !count;
    this.#badge.classList.toggle('warning', !this.#errorKeys().length);
    this.#badge.textContent = this.#title.textContent;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== 'Escape' || !this.#dialog.open) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.#dismiss();
  }
}

/**
 * Returns the overlay of a page, or undefined in a frame of a page that shows one itself.
 * @param {Options} options
 */
export function makeOverlay(options) {
  if (isInFrameOfAnother()) return undefined;
  customElements.define(NAME, Overlay);
  return new Overlay(options);
}

function isInFrameOfAnother() {
  try {
    return parent !== window && parent.document.querySelector('script[src="/_static/develop.js"]') !== null;
  } catch {
    // The page around it is of another origin.
    return false;
  }
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Partial<HTMLElementTagNameMap[Tag]>} properties
 * @param {...(string | Node)} children texts are shown as they are
 */
function made(tag, properties, ...children) {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

/** @param {Problem} problem */
function isError(problem) {
  return problem.severity !== 'warning';
}

/** Lines may move without making it another one. @param {Problem} problem */
function keyOfProblem({ file, code, message }) {
  return JSON.stringify([file, code, message]);
}

/** @param {Failure} failure */
function keyOfFailure({ analysis, action, traceback }) {
  return JSON.stringify([analysis, action, traceback]);
}

/** @param {Problem[]} problems @param {Failure[]} failures */
function titleOf(problems, failures) {
  const errors = problems.filter(isError).length;
  const parts = [
    counted(errors, 'problem'),
    counted(problems.length - errors, 'warning'),
    counted(failures.length, 'failure'),
  ];
  return parts.filter(Boolean).join(', ');
}

/** @param {number} count @param {string} noun */
function counted(count, noun) {
  return count ? `${count} ${noun}${count === 1 ? '' : 's'}` : '';
}

/** @param {Problem} problem */
function problemItem(problem) {
  const { severity, code, message, hint, excerpt, traceback } = problem;
  const item = made('li', { className: isError(problem) ? 'error' : 'warning' });
  item.append(
    made('div', { className: 'where' }, place(problem), made('span', { className: 'kind' }, [severity, code].filter(Boolean).join(' '))),
    made('p', { className: 'message' }, ...withCode(message)),
  );
  if (excerpt) item.append(excerptBlock(excerpt));
  if (traceback) item.append(tracebackBlock(traceback));
  if (hint) item.append(made('p', { className: 'hint' }, ...withCode(hint)));
  return item;
}

/** @param {Failure} failure */
function failureItem(failure) {
  const { analysis, action, what, error, traceback, count, id } = failure;
  const kind = made('span', { className: 'kind' }, action ? `action ${action} of ${analysis}` : what);
  const item = made('li', { className: 'error' });
  const where = made('div', { className: 'where' }, place(failure), kind);
  if (count > 1) where.append(made('span', { className: 'count', title: `${count} times` }, `× ${count}`));
  item.append(where, made('p', { className: 'message' }, error), tracebackBlock(traceback));
  item.append(made('p', { className: 'id' }, `error ${id} in the log`));
  return item;
}

/** @param {{file: string, line?: number, column?: number}} where */
function place({ file, line, column }) {
  const parts = line ? [file, line, ...(column ? [column] : [])] : [file];
  return made('code', { className: 'place' }, parts.join(':'));
}

/** Returns a text with what stands between backticks as code. @param {string} text */
function withCode(text) {
  return text.split(/`([^`]+)`/).map((part, at) => (at % 2 ? made('code', {}, part) : part));
}

/** @param {string} excerpt */
function excerptBlock(excerpt) {
  const all = excerpt.split('\n');
  const margin = Math.min(...all.map((line) => line.search(/\S|$/)));
  const lines = all.map((line) => line.slice(margin)).map((line) => made('span', { className: MARK.test(line) ? 'mark' : '' }, `${line}\n`));
  return block('The line', lines);
}

/** @param {string} traceback */
function tracebackBlock(traceback) {
  const lines = traceback.trimEnd().split('\n');
  const spans = lines.map((line, at) => {
    const isLast = at === lines.length - 1;
    return made('span', { className: isLast ? 'mark' : line.startsWith('    ') ? '' : 'frame' }, `${line}\n`);
  });
  return block('Traceback', spans);
}

/** @param {string} label @param {Node[]} children */
function block(label, children) {
  const pre = made('pre', { tabIndex: 0, role: 'group', ariaLabel: label });
  pre.append(...children);
  return pre;
}
