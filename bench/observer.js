// Notes when texts reach the page, wherever they are put: elements, text nodes, shadow roots.
'use strict';

globalThis.bench = (() => {
  const DEADLINE_MS = 30_000;
  const UPDATE = /\bupdate (\d+):/;
  const WATCHED = { childList: true, characterData: true, characterDataOldValue: true, subtree: true };

  const bench = { arrived: undefined, started: 0, expect, watchUpdates };
  let isArrived = () => false;
  let arrive = () => {};
  let updates = new Set();

  /** Wait for a text that ends in a value (a regular expression), from the next event of the user on. */
  function expect(value) {
    const end = new RegExp(`(^|[^\\d.])${value}\\s*$`);
    observe((text) => end.test(text));
  }

  /** Count updates until one says that they are done. */
  function watchUpdates() {
    observe((text) => /\bdone\s*$/.test(text));
  }

  function observe(isMeant) {
    updates = new Set();
    isArrived = isMeant;
    bench.arrived = new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error('what was waited for has not been shown')), DEADLINE_MS);
      arrive = () => {
        const changed = performance.now();
        isArrived = () => false;
        // The next frame: what is in the document now can be seen then.
        requestAnimationFrame(() => {
          const painted = performance.now();
          resolve({ changed: changed - bench.started, painted: painted - bench.started, updates: updates.size });
        });
      };
    });
  }

  function look(text) {
    if (!text) return;
    count(text);
    if (isArrived(text)) arrive();
  }

  function count(text) {
    const update = UPDATE.exec(text ?? '');
    if (update) updates.add(update[1]);
  }

  // What was put into the page with its content has been reported twice: as a whole and in parts.
  function lookInto(node, looked) {
    if (looked.has(node)) return;
    looked.add(node);
    if (node.nodeType === Node.TEXT_NODE) {
      if (!['SCRIPT', 'STYLE'].includes(node.parentNode?.nodeName)) look(node.data);
      return;
    }
    for (const child of node.childNodes) lookInto(child, looked);
  }

  const observer = new MutationObserver((records) => {
    const looked = new Set();
    for (const { type, target, oldValue, addedNodes } of records) {
      if (type === 'characterData') {
        // What was overwritten before anybody looked was in the page all the same.
        count(oldValue);
        lookInto(target, looked);
      } else addedNodes.forEach((node) => lookInto(node, looked));
    }
  });
  observer.observe(document, WATCHED);

  const attachShadow = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function attach(options) {
    const root = attachShadow.call(this, options);
    observer.observe(root, WATCHED);
    return root;
  };

  const begin = () => {
    bench.started = performance.now();
  };
  addEventListener('keydown', begin, { capture: true });
  addEventListener('click', begin, { capture: true });
  return bench;
})();
