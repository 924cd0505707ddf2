/**
 * Databench in the browser: a connection to an analysis, and elements of the page wired to it.
 *
 *     const databench = new Databench.Connection();
 *     Databench.ui.wire(databench);
 *     databench.connect();
 *
 * A classic script that defines the global `Databench`; where CommonJS modules exist, a module.
 */
'use strict';

(() => {
  /** @typedef {'start' | 'end'} ProcessStatus */
  /** @typedef {(value: any, name: string) => unknown} Listener gets load and signal, or value and key */
  /** @typedef {string | {[signal: string]: string | RegExp}} Signal a name, or `{name: key of its load}` */
  /** @typedef {HTMLElement & {databenchUI?: UIElement<any>}} Wirable */

  const LEVELS = /** @type {const} */ (['log', 'warn', 'error']);
  const FIRST_DELAY_MS = 100;
  const ATTEMPTS = 5;
  const REPORT_AFTER_MS = 2000;
  const QUEUE_LIMIT = 1000;

  /**
   * Runs code of the page. What it throws is reported like any uncaught error, so that one broken
   * callback costs none of the others their message.
   * @template T
   * @param {() => T} call
   * @param {T} [fallback]
   */
  function guarded(call, fallback) {
    try {
      return call();
    } catch (error) {
      if (typeof reportError === 'function') reportError(error);
      else console.error(error);
      return fallback;
    }
  }

  /** The socket beside the page; undefined where there is no page that came over HTTP. */
  function defaultUrl() {
    if (typeof location === 'undefined' || !location.protocol.startsWith('http')) return undefined;
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const folder = location.pathname.slice(0, location.pathname.lastIndexOf('/') + 1);
    return `${scheme}//${location.host}${folder}ws`;
  }

  /**
   * Callbacks by name, in the order in which they were added. A Map, because names come from
   * outside and may be those of Object's own members.
   * @template {Function} T
   */
  class Callbacks {
    /** @type {Map<unknown, T[]>} */
    #lists = new Map();

    /** @param {unknown} name @returns {readonly T[]} */
    of(name) {
      return this.#lists.get(name) ?? [];
    }

    /** @param {unknown} name @param {T} callback */
    add(name, callback) {
      // A new list, so that whoever is going through the old one meets only who was there before.
      this.#lists.set(name, [...this.of(name), callback]);
    }

    /** @param {unknown} name @param {T} callback */
    remove(name, callback) {
      this.#lists.set(name, this.of(name).filter((each) => each !== callback));
    }
  }

  /**
   * Makes a listener of values a listener of loads.
   * @type {(key: string | RegExp, listener: Listener) => Listener}
   */
  function forKey(key, listener) {
    // search(), unlike test(), takes no notice of the position that a global RegExp remembers.
    const isMeant = (/** @type {string} */ name) =>
      key instanceof RegExp ? name.search(key) !== -1 : name === String(key);
    return (load) => {
      if (typeof load !== 'object' || load === null) return;
      for (const [name, value] of Object.entries(load)) {
        if (isMeant(name)) guarded(() => listener(value, name));
      }
    };
  }

  /**
   * @typedef {object} LineEvents what a Line tells its owner
   * @property {(url: string) => string} opening returns the address of the next attempt
   * @property {() => string} hello returns the text to send before all others
   * @property {() => void} opened it was sent, and so was all that waited
   * @property {(text: string) => void} received
   * @property {() => void} gaveUp no attempt succeeded; only a returning visitor starts anew
   * @property {(reason: string) => void} failed
   */

  /** A WebSocket that comes back when it is lost, and that keeps what is to be sent until then. */
  class Line {
    #events;
    #url = '';
    #wanted = false;
    #delay = FIRST_DELAY_MS;
    #attempts = 0;
    /** @type {string[]} */
    #queue = [];
    /** @type {WebSocket | undefined} */
    #socket;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #timer;
    /** @type {AbortController | undefined} */
    #returns;

    /** @param {LineEvents} events */
    constructor(events) {
      this.#events = events;
    }

    /** Whether the socket is opening or open. */
    get isAlive() {
      return this.#socket !== undefined && this.#socket.readyState <= 1;
    }

    /** @param {string} url */
    open(url) {
      this.#wanted = true;
      this.#url = url;
      // First of all: the backend begins while the rest is done.
      this.#startAnew();
      // Whoever is told that this failed may have closed it.
      if (this.#wanted && !this.#returns) this.#awaitReturns();
    }

    /** Closes for good; what still waits in the queue is dropped. */
    close() {
      const socket = this.#socket;
      this.#wanted = false;
      this.#socket = undefined;
      this.#queue = [];
      this.#returns?.abort();
      this.#returns = undefined;
      clearTimeout(this.#timer);
      socket?.close();
    }

    /**
     * Sends now, or when the socket is next open. A full queue refuses what is new and says so:
     * what it already holds keeps its order, without a gap.
     * @param {string} text
     */
    send(text) {
      if (!this.#wanted) return;
      if (this.#socket?.readyState === 1) this.#socket.send(text);
      else if (this.#queue.length < QUEUE_LIMIT) this.#queue.push(text);
      else this.#events.failed('Too many messages wait for the connection: the last one was dropped.');
    }

    #startAnew() {
      if (this.isAlive) return;
      clearTimeout(this.#timer);
      this.#resetDelay();
      this.#connect();
    }

    #resetDelay() {
      this.#delay = FIRST_DELAY_MS;
      this.#attempts = 0;
    }

    #connect() {
      const socket = guarded(() => new WebSocket(this.#events.opening(this.#url)));
      if (!socket) {
        this.#events.failed(`No connection to ${this.#url} can be made here.`);
        return;
      }
      // A socket that was closed or replaced may still have events under way: they count no more.
      const current = (/** @type {() => void} */ handle) => () => socket === this.#socket && handle();
      this.#socket = socket;
      socket.onopen = current(() => this.#opened(socket));
      socket.onclose = current(() => this.#lost());
      socket.onmessage = ({ data }) => {
        if (socket === this.#socket && typeof data === 'string') this.#events.received(data);
      };
    }

    /** @param {WebSocket} socket */
    #opened(socket) {
      this.#resetDelay();
      socket.send(this.#events.hello());
      for (const text of this.#queue.splice(0)) socket.send(text);
      // Not before: what the page emits when it hears of this comes after all that waited.
      this.#events.opened();
    }

    #lost() {
      if (this.#attempts === ATTEMPTS) {
        this.#events.gaveUp();
        return;
      }
      this.#attempts += 1;
      this.#delay *= 2;
      // The random part keeps the pages of a restarted server from coming back all at once.
      const wait = this.#delay * (0.7 + 0.3 * Math.random());
      this.#timer = setTimeout(() => this.#connect(), wait);
    }

    /** A phone that wakes up or finds its network again should not sit out a delay. */
    #awaitReturns() {
      if (typeof window === 'undefined') return;
      this.#returns = new AbortController();
      const { signal } = this.#returns;
      /** @type {(target: EventTarget, type: string, isReturn: (event: Event) => boolean) => void} */
      const listen = (target, type, isReturn) =>
        target.addEventListener(type, (event) => isReturn(event) && this.#startAnew(), { signal });
      listen(window, 'online', () => true);
      listen(window, 'databench:return', () => true);
      listen(window, 'pageshow', (event) => /** @type {PageTransitionEvent} */ (event).persisted);
      listen(document, 'visibilitychange', () => document.visibilityState === 'visible');
    }
  }

  /** A connection to one analysis: actions go out by `emit`, signals come in to `on`. */
  class Connection {
    /** @type {Callbacks<Listener>} */
    #listeners = new Callbacks();
    /** @type {Callbacks<(message: any) => any>} */
    #hooks = new Callbacks();
    /** @type {Callbacks<(status: ProcessStatus) => unknown>} */
    #processes = new Callbacks();
    /** @type {Set<unknown>} */
    #running = new Set();
    /** @type {(() => unknown)[]} */
    #awaitingReply = [];
    #hasReply = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    #reportTimer;
    #line = new Line({
      opening: (url) => this.#opening(url),
      hello: () => JSON.stringify({ __connect: this.analysisId, __request_args: this.requestArgs }),
      opened: () => this.#report(),
      received: (text) => this.#received(text),
      gaveUp: () => this.#report(closedMessage()),
      failed: (reason) => this.#report(reason),
    });

    /**
     * @param {string | null} [wsUrl] default: the socket beside the page
     * @param {string | null} [requestArgs] default: the query of the page
     * @param {string | null} [analysisId] of an earlier connection whose data is wanted back
     */
    constructor(wsUrl, requestArgs, analysisId) {
      this.wsUrl = wsUrl || defaultUrl();
      this.requestArgs = requestArgs ?? (typeof location === 'undefined' ? null : location.search);
      this.analysisId = analysisId ?? null;
      /** @type {string | null | undefined} */
      this.databenchBackendVersion = undefined;
      /** @type {string | null | undefined} undefined until there was a reply */
      this.analysesVersion = undefined;
      /** @type {(message?: string | Node) => unknown} without a message: earlier ones are settled */
      this.errorCB = (message) => {
        if (message !== undefined) console.warn(typeof message === 'string' ? message : message.textContent);
      };
      for (const level of LEVELS) this.#copyToConsole(level);
    }

    /**
     * Opens the socket. The callback runs once, at the first reply of the backend.
     * @param {(connection: this) => unknown} [callback]
     */
    connect(callback) {
      if (!this.wsUrl) throw new Error('Databench.Connection needs the URL of a WebSocket.');
      if (callback && this.#hasReply) guarded(() => callback(this));
      else if (callback) this.#awaitingReply.push(() => callback(this));
      clearTimeout(this.#reportTimer);
      this.#reportTimer = setTimeout(() => {
        if (!this.#line.isAlive) this.#report('The connection to the backend could not be opened.');
      }, REPORT_AFTER_MS);
      // Before anything is sent: whoever helps with developing may know an id of before a reload.
      if (typeof window !== 'undefined') {
        window.dispatchEvent(new CustomEvent('databench:connect', { detail: this }));
      }
      this.#line.open(this.wsUrl);
      return this;
    }

    /** Closes for good. The id is kept: a later `connect()` asks for the same data. */
    disconnect() {
      clearTimeout(this.#reportTimer);
      this.#awaitingReply = [];
      this.#hasReply = false;
      this.#line.close();
      this.#endProcesses();
    }

    /**
     * Calls back with the load and the name of every such signal; with `{signal: key}`, with the
     * value and the key for every key of the load that equals the text or matches the RegExp.
     * @param {Signal} signal
     * @param {Listener} callback
     */
    on(signal, callback) {
      this.#listen(signal, callback);
      return this;
    }

    /**
     * @param {Signal} signal
     * @returns {Promise<any>} the first load, or the first value of a matching key
     */
    once(signal) {
      return new Promise((resolve) => {
        const stop = this.#listen(signal, (value) => {
          stop();
          resolve(value);
        });
      });
    }

    /**
     * Sends an action. While the socket is opening or comes back, up to 1000 actions wait for it;
     * further ones are dropped and reported to `errorCB`. Without `connect()` only the hooks run.
     * @param {string} signal
     * @param {any} [message]
     */
    emit(signal, message) {
      const hooks = this.#hooks.of(signal);
      const load = hooks.reduce((each, hook) => guarded(() => hook(each), each), message);
      const text = guarded(() => JSON.stringify({ signal, load }));
      if (text !== undefined) this.#line.send(text);
      return this;
    }

    /**
     * Adds a hook, which gets the message of every such action and returns what to send instead.
     * @param {string} signal
     * @param {(message: any) => any} hook
     */
    preEmit(signal, hook) {
      this.#hooks.add(signal, hook);
      return this;
    }

    /**
     * Calls the listeners as if the backend had sent the signal.
     * @param {string} signal
     * @param {any} [message]
     */
    trigger(signal, message) {
      for (const listener of this.#listeners.of(signal)) guarded(() => listener(message, signal));
      return this;
    }

    /**
     * Follows the actions that are sent with this `__process_id`.
     * @param {number | string} id
     * @param {(status: ProcessStatus) => unknown} callback
     */
    onProcess(id, callback) {
      this.#processes.add(id, callback);
      return this;
    }

    /** @type {(signal: Signal, callback: Listener) => () => void} returns what ends it */
    #listen(signal, callback) {
      const listeners =
        typeof signal === 'string'
          ? new Map([[signal, callback]])
          : new Map(Object.entries(signal).map(([name, key]) => [name, forKey(key, callback)]));
      listeners.forEach((listener, name) => this.#listeners.add(name, listener));
      return () => listeners.forEach((listener, name) => this.#listeners.remove(name, listener));
    }

    /** @param {(typeof LEVELS)[number]} level */
    #copyToConsole(level) {
      this.on(level, (load) => console[level]('backend', load));
      this.preEmit(level, (message) => {
        console[level]('frontend', message);
        return message;
      });
    }

    /** @param {string | Node} [message] */
    #report(message) {
      guarded(() => (message === undefined ? this.errorCB() : this.errorCB(message)));
    }

    /**
     * A new visitor's address says all that there is to say: the backend begins before it has heard
     * anything. Arguments that are not those of the page stay out of it, as addresses are logged.
     * @param {string} url
     */
    #opening(url) {
      if (typeof location === 'undefined' || this.analysisId !== null || url.includes('?')) return url;
      const query = location.search;
      return this.requestArgs === query ? `${url}?__connect${query.replace('?', '&')}` : url;
    }

    /** @param {string} text */
    #received(text) {
      const { signal, load } = parsed(text);
      if (signal === '__connect') this.#welcome(load ?? {});
      else if (signal === '__process') this.#process(load?.id, load?.status);
      else if (typeof signal === 'string') this.trigger(signal, load);
    }

    /** @param {{[key: string]: any}} load */
    #welcome(load) {
      const version = load['analyses_version'] ?? null;
      const isOutdated = this.analysesVersion !== undefined && this.analysesVersion !== version;
      this.analysisId = load['analysis_id'] ?? null;
      this.databenchBackendVersion = load['databench_backend_version'] ?? null;
      this.analysesVersion = version;
      this.#endProcesses();
      if (isOutdated && typeof location !== 'undefined') reloadPage();
      this.#hasReply = true;
      for (const callback of this.#awaitingReply.splice(0)) guarded(callback);
    }

    /** @type {(id: unknown, status: ProcessStatus) => void} */
    #process(id, status) {
      if (status === 'start') this.#running.add(id);
      else this.#running.delete(id);
      for (const callback of this.#processes.of(id)) guarded(() => callback(status));
    }

    /** What ran on a socket that is gone has nobody left to announce its end. */
    #endProcesses() {
      for (const id of [...this.#running]) this.#process(id, 'end');
    }
  }

  /**
   * Reads a frame; one that makes no sense has no signal.
   * @type {(text: string) => {signal?: unknown, load?: any}}
   */
  function parsed(text) {
    try {
      return JSON.parse(text) ?? {};
    } catch {
      return {};
    }
  }

  /** What a visitor reads when the attempts are used up; text where there is no document. */
  function closedMessage() {
    const text = 'The connection to the backend is closed.';
    if (typeof document === 'undefined') return text;
    const link = document.createElement('a');
    link.href = '';
    link.textContent = 'Reload the page';
    link.addEventListener('click', (event) => {
      // Following the address would only scroll if it ends in a fragment.
      event.preventDefault();
      reloadPage();
    });
    const message = document.createElement('span');
    message.append(`${text} `, link);
    return message;
  }

  /** Loads the page anew, unless whoever helps with developing does so and keeps what it holds. */
  function reloadPage() {
    if (window.dispatchEvent(new Event('databench:reload', { cancelable: true }))) location.reload();
  }

  const IMAGE_SCHEMES = ['http:', 'https:'];
  const LINK_SCHEMES = ['http:', 'https:', 'mailto:', 'tel:'];
  const URL_ATTRIBUTES = new Set(['href', 'src', 'xlink:href']);
  // Besides what runs scripts: what submits to elsewhere, and names that would hide members of document.
  const DROPPED_ATTRIBUTES = new Set(['srcdoc', 'action', 'formaction', 'form', 'name']);
  // The SVG animations can set an href after it was checked.
  const DROPPED_ELEMENTS =
    'script, style, iframe, frame, frameset, object, embed, base, link, meta, form, template, ' +
    'animate, animateMotion, animateTransform, set';

  /**
   * Whether an address is a path, an inline image, or of one of the schemes.
   * @type {(address: string, schemes: string[]) => boolean}
   */
  function isSafeAddress(address, schemes) {
    try {
      // The parser sees what the browser will see: without tabs, line ends and upper case.
      const url = new URL(address, document.baseURI);
      if (url.protocol === 'data:') return /^image\//i.test(url.pathname);
      return schemes.includes(url.protocol) || url.protocol === location.protocol;
    } catch {
      return false;
    }
  }

  /** Returns markup as nodes that run no script. @param {string} markup */
  function sanitized(markup) {
    // Nothing runs or loads in this document, and its nodes move over without being written out and
    // parsed again, so what is checked is what the page gets.
    const { body } = new DOMParser().parseFromString(markup, 'text/html');
    for (const element of body.querySelectorAll(DROPPED_ELEMENTS)) element.remove();
    for (const element of body.querySelectorAll('*')) {
      for (const { name, value } of [...element.attributes]) {
        if (!isSafeAttribute(name.toLowerCase(), value)) element.removeAttribute(name);
      }
    }
    return [...body.childNodes];
  }

  /** @type {(name: string, value: string) => boolean} */
  function isSafeAttribute(name, value) {
    if (name.startsWith('on') || DROPPED_ATTRIBUTES.has(name)) return false;
    return !URL_ATTRIBUTES.has(name) || isSafeAddress(value, LINK_SCHEMES);
  }

  /** @type {(value: unknown) => string} */
  function asText(value) {
    if (value === null || value === undefined) return '';
    return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
  }

  /**
   * Shows a value as text, a node as itself, and markup only where the page asks for it.
   * @param {Element} node
   * @param {unknown} value
   * @param {boolean} [isMarkup]
   */
  function show(node, value, isMarkup = node.hasAttribute('data-html')) {
    if (value instanceof Node) node.replaceChildren(value);
    else if (isMarkup && typeof value === 'string') node.replaceChildren(...sanitized(value));
    else showText(node, asText(value));
  }

  /**
   * Replaces what a node holds by a text. Most often that is an earlier text, whose node is kept:
   * a new one would cost browsers a search for the styles that depend on what is in the page.
   * @type {(node: Element, text: string) => void}
   */
  function showText(node, text) {
    const only = node.childNodes.length === 1 ? node.firstChild : null;
    if (text && only instanceof globalThis.Text) only.data = text;
    else node.textContent = text;
  }

  /** @type {(value: any) => any} */
  const unchanged = (value) => value;

  /** @type {Readonly<{Idle: number, Active: number}>} */
  const ButtonState = Object.freeze({ Idle: 1, Active: 2 });

  let unnamed = 0;

  /** @param {Element} node */
  function actionName(node) {
    const names = ['data-action', 'name', 'id'].map((attribute) => node.getAttribute(attribute));
    return names.find(Boolean) ?? `element${(unnamed += 1)}`;
  }

  /** @type {(node: Element, action: string) => Signal} */
  function wireSignal(node, action) {
    const signal = node.getAttribute('data-signal');
    if (!signal) return { data: action };
    const colon = signal.indexOf(':');
    return colon > 0 ? { [signal.slice(0, colon)]: signal.slice(colon + 1) } : signal;
  }

  /** @param {Element} node */
  function isSkipped(node) {
    return ['true', 'TRUE', '1'].includes(node.getAttribute('data-skipwire') ?? '');
  }

  /**
   * The element object of a node; the node has it as `databenchUI`.
   * @template {HTMLElement} [T=HTMLElement]
   */
  class UIElement {
    /** What `wire` looks for. */
    static selector = '';

    /** @param {T & Wirable} node */
    constructor(node) {
      this.node = node;
      this.actionName = actionName(node);
      this.wireSignal = wireSignal(node, this.actionName);
      node.databenchUI = /** @type {UIElement<any>} */ (this);
    }

    /** Follows and drives the connection. @param {Connection} connection */
    wire(connection) {
      connection.on(this.wireSignal, (value) => this.setValue(value));
    }

    /** Shows a value of the backend. @param {any} value */
    setValue(value) {
      show(this.node, value);
    }

    /** @param {Connection} connection @param {ParentNode} [root] */
    static wire(connection, root = document) {
      /** @type {NodeListOf<Wirable>} */
      const nodes = root.querySelectorAll(this.selector);
      for (const node of nodes) {
        if (!node.databenchUI && !isSkipped(node)) new this(node).wire(connection);
      }
    }
  }

  /**
   * Starts an action, and is disabled while that runs.
   * @extends {UIElement<HTMLButtonElement>}
   */
  class Button extends UIElement {
    static selector = 'button';
    /** @type {(message: any) => any} */
    actionFormat = unchanged;
    /** @type {(processId: number) => unknown} */
    clickCB = () => {};
    #state = ButtonState.Idle;
    #processId = Math.floor(Math.random() * 2 ** 31);

    /** @param {HTMLButtonElement} node */
    constructor(node) {
      super(node);
      node.addEventListener('click', () => this.click());
    }

    click() {
      if (this.#state === ButtonState.Idle) this.clickCB(this.#processId);
    }

    /** @param {number} state of `ButtonState` */
    state(state) {
      const isActive = state === ButtonState.Active;
      this.#state = state;
      this.node.classList.toggle('disabled', isActive);
      this.node.setAttribute('aria-disabled', String(isActive));
    }

    /** @param {Connection} connection */
    wire(connection) {
      this.clickCB = (id) => connection.emit(this.actionName, this.actionFormat({ __process_id: id }));
      connection.onProcess(this.#processId, (status) => {
        // Kept here, too: a page may replace state() by its own way to show it.
        this.#state = status === 'start' ? ButtonState.Active : ButtonState.Idle;
        this.state(this.#state);
      });
    }
  }

  /**
   * Sends its text when it has changed.
   * @extends {UIElement<HTMLInputElement>}
   */
  class TextInput extends UIElement {
    static selector = 'input[type="text"]';
    /** @type {(value: any) => any} */
    actionFormat = unchanged;
    /** @type {(value: any) => any} */
    formatFn = unchanged;
    /** @type {(value: any) => unknown} */
    changeCB = () => {};
    #change = () => this.changeCB(this.actionFormat(this.node.value));

    /** @param {HTMLInputElement} node */
    constructor(node) {
      super(node);
      node.addEventListener('change', this.#change);
    }

    /** Sends after every key, too; `false` ends that. @param {boolean} [isOn] */
    triggerOnKeyUp(isOn = true) {
      if (isOn) this.node.addEventListener('keyup', this.#change);
      else this.node.removeEventListener('keyup', this.#change);
    }

    /** @param {any} value */
    setValue(value) {
      const text = asText(this.formatFn(value));
      // Setting an equal value would still move the cursor of somebody who types.
      if (this.node.value !== text) this.node.value = text;
    }

    /** @param {Connection} connection */
    wire(connection) {
      super.wire(connection);
      this.changeCB = (value) => connection.emit(this.actionName, value);
    }
  }

  /** Shows a value in the page. */
  class Text extends UIElement {
    static selector = ':is(span, p, div, i, b, pre)[data-action]';
    /** @type {(value: any) => any} returns what to show: a text, any other value, or a node */
    formatFn = unchanged;

    /** @param {any} value */
    setValue(value) {
      show(this.node, this.formatFn(value));
    }
  }

  /**
   * Sends its number when it was moved, and shows it in its label while it moves.
   * @extends {UIElement<HTMLInputElement>}
   */
  class Slider extends UIElement {
    static selector = 'input[type="range"]';
    /** @type {(value: any) => any} */
    actionFormat = unchanged;
    /** @type {(value: any) => any} returns what the label shows */
    formatFn = unchanged;
    /** @type {(value: any) => any} */
    valueToSlider = unchanged;
    /** @type {(number: number) => any} */
    sliderToValue = unchanged;
    /** @type {(value: any) => unknown} */
    changeCB = () => {};
    /** @type {HTMLElement | undefined} */
    #shown;

    /** @param {HTMLInputElement} node @param {HTMLElement | null} [label] */
    constructor(node, label = labelFor(node)) {
      super(node);
      this.#shown = label ? placeIn(label) : undefined;
      node.addEventListener('input', () => this.#show(this.value()));
      node.addEventListener('change', () => this.changeCB(this.actionFormat(this.value())));
      // Formatters that the page sets right after wiring are in place by then.
      queueMicrotask(() => this.#show(this.value()));
    }

    /** The value at the position of the slider. */
    value() {
      return this.sliderToValue(Number(this.node.value));
    }

    /** @param {any} value null leaves the slider where it is */
    setValue(value) {
      const position = asText(value) === '' ? NaN : Number(this.valueToSlider(value));
      if (Number.isFinite(position)) this.node.value = String(position);
      this.#show(value);
    }

    /** @param {any} value */
    #show(value) {
      if (this.#shown) show(this.#shown, this.formatFn(value));
    }

    /** @param {Connection} connection */
    wire(connection) {
      super.wire(connection);
      this.changeCB = (value) => connection.emit(this.actionName, value);
    }
  }

  /** @param {HTMLInputElement} node */
  function labelFor(node) {
    return [...(node.labels ?? [])].find((label) => label.htmlFor === node.id) ?? null;
  }

  /** Adds a place for the value after what the label holds. @param {HTMLElement} label */
  function placeIn(label) {
    const place = document.createElement('span');
    place.toggleAttribute('data-html', label.hasAttribute('data-html'));
    if (label.textContent?.trim()) label.append(' ');
    label.append(place);
    return place;
  }

  /**
   * Shows a picture of the backend.
   * @extends {UIElement<HTMLImageElement>}
   */
  class Image extends UIElement {
    static selector = 'img[data-signal]';

    /** @param {any} value a path, an address, or a data URL of an image */
    setValue(value) {
      const address = asText(value);
      const isImage = address !== '' && isSafeAddress(address, IMAGE_SCHEMES);
      if (isImage) this.node.src = address;
      else this.node.removeAttribute('src');
      if (address && !isImage) console.warn('Not the address of an image:', address.slice(0, 100));
    }
  }

  /** A place of the document for all connections; it is wired to each of them once. */
  class Region extends UIElement {
    /** @type {WeakSet<Connection>} */
    #connections = new WeakSet();

    /** @param {Connection} connection @param {ParentNode} [_root] regions are looked for everywhere */
    static wire(connection, _root) {
      /** @type {Wirable | null} */
      const node = document.querySelector(this.selector);
      if (!node || isSkipped(node)) return;
      const region = node.databenchUI instanceof this ? node.databenchUI : new this(node);
      if (region.#connections.has(connection)) return;
      region.#connections.add(connection);
      region.wire(connection);
    }
  }

  /** The last lines of log, warn and error, of both ends. */
  class Log extends Region {
    static selector = '#log';

    /** @param {HTMLElement} node @param {number} [limitNumber] @param {number} [limitLength] */
    constructor(node, limitNumber = 20, limitLength = 250) {
      super(node);
      this.limitNumber = limitNumber;
      this.limitLength = limitLength;
      node.replaceChildren();
      if (!node.hasAttribute('aria-live')) node.setAttribute('aria-live', 'polite');
    }

    /** @type {(message: any, source: string, level?: string) => void} */
    add(message, source, level = 'log') {
      const line = document.createElement('span');
      // A class for the style sheet of the page.
      line.className = level;
      line.textContent = shortened(`${source}: ${asText(message)}`, this.limitLength);
      this.node.append(line, '\n');
      // A line is two nodes, so that copied text has line ends.
      while (this.node.childNodes.length > 2 * this.limitNumber) this.node.firstChild?.remove();
    }

    /** @param {Connection} connection */
    wire(connection) {
      for (const level of LEVELS) {
        const suffix = level === 'log' ? '' : ` ${level}`;
        connection.on(level, (load) => this.add(load, `backend${suffix}`, level));
        connection.preEmit(level, (message) => {
          this.add(message, `frontend${suffix}`, level);
          return message;
        });
      }
    }
  }

  /** @type {(text: string, limit: number) => string} */
  function shortened(text, limit) {
    return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  }

  /** The troubles of the connection, each with the number of times that it was met. */
  class StatusLog extends Region {
    static selector = '#databench-alerts';
    /** @type {(message: string | Node, count: number) => any} returns what to show */
    formatFn = withCount;
    /** @type {Map<string | null, {line: HTMLElement, count: number}>} */
    #messages = new Map();

    /** @param {HTMLElement} node */
    constructor(node) {
      super(node);
      if (!node.hasAttribute('role')) node.setAttribute('role', 'alert');
      if (!node.hasAttribute('aria-live')) node.setAttribute('aria-live', 'assertive');
    }

    /** @param {string | Node} message */
    add(message) {
      const key = message instanceof Node ? message.textContent : asText(message);
      const known = this.#messages.get(key) ?? { line: document.createElement('div'), count: 0 };
      known.count += 1;
      this.#messages.set(key, known);
      show(known.line, this.formatFn(message, known.count), this.node.hasAttribute('data-html'));
      this.node.append(known.line);
    }

    clear() {
      if (!this.#messages.size) return;
      this.#messages.clear();
      this.node.replaceChildren();
    }

    /** @param {Connection} connection */
    wire(connection) {
      connection.errorCB = (message) => (message === undefined ? this.clear() : this.add(message));
    }
  }

  /** @type {(message: string | Node, count: number) => string | Node} */
  function withCount(message, count) {
    if (count === 1) return message;
    if (typeof message === 'string') return `${message} (${count})`;
    const counted = document.createElement('span');
    counted.append(message, ` (${count})`);
    return counted;
  }

  /**
   * Wires every element below root, and the alerts and the log of the document, to a connection.
   * Doing it again wires only what has been added to the page since.
   * @param {Connection} connection
   * @param {ParentNode} [root]
   */
  function wire(connection, root = document) {
    for (const kind of [StatusLog, Button, TextInput, Text, Slider, Image, Log]) kind.wire(connection, root);
    return connection;
  }

  /**
   * Makes a connection and connects it.
   * @param {string | null} [wsUrl]
   * @param {string | null} [requestArgs]
   * @param {string | null} [analysisId]
   * @param {(connection: Connection) => unknown} [callback]
   */
  function connect(wsUrl, requestArgs, analysisId, callback) {
    return new Connection(wsUrl, requestArgs, analysisId).connect(callback);
  }

  /**
   * Makes a connection and resolves with it at the first reply of the backend.
   * @param {string | null} [wsUrl]
   * @param {string | null} [requestArgs]
   * @param {string | null} [analysisId]
   * @returns {Promise<Connection>}
   */
  function attach(wsUrl, requestArgs, analysisId) {
    return new Promise((resolve) => {
      connect(wsUrl, requestArgs, analysisId, resolve);
    });
  }

  const ui = { wire, Button, ButtonState, Image, Log, Slider, StatusLog, Text, TextInput };
  const Databench = { Connection, connect, attach, ui };

  if (typeof module === 'object' && module.exports) module.exports = Databench;
  else Object.assign(globalThis, { Databench });
})();
