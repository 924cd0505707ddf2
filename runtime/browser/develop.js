// While developing: reloads the page when the server serves another build than the one it shows.
'use strict';

(() => {
  const RETRY_MS = 300;

  /** @type {unknown} */
  let shown;

  /** @param {unknown} frame */
  function build(frame) {
    try {
      return JSON.parse(String(frame)).build;
    } catch {
      return undefined;
    }
  }

  function listen() {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}/_develop`);
    socket.onmessage = ({ data }) => {
      const served = build(data);
      shown ??= served;
      if (served !== undefined && served !== shown) location.reload();
    };
    socket.onclose = () => setTimeout(listen, RETRY_MS);
  }

  listen();
})();
