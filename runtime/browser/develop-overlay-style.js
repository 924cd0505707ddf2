/** While developing: the look of the overlay, as a style sheet that no policy of a page forbids. */

// Sizes are in pixels, because those of the page may be anything. What is !important here wins over
// what is !important in the page.
const TEXT = `
:host {
  all: initial !important;
  display: block !important;
  position: fixed !important;
  inset: auto 0 0 auto !important;
  z-index: 2147483647 !important;
  color-scheme: light dark !important;
  --surface: #fff;
  --text: #1b2528;
  --muted: #54636a;
  --line: #dbe2e4;
  --code: #f4f7f7;
  --error: #b3261e;
  --warning: #8a5300;
  --accent: #0f766e;
  --mono: ui-monospace, "SF Mono", "Cascadia Code", Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Liberation Sans", Arial, sans-serif !important;
}
@media (prefers-color-scheme: dark) {
  :host {
    --surface: #182023;
    --text: #e3eaec;
    --muted: #a0afb5;
    --line: #2f3c41;
    --code: #101618;
    --error: #ff9b8e;
    --warning: #f0b45c;
    --accent: #5ec8bb;
  }
}
* { box-sizing: border-box; }
dialog {
  position: fixed;
  inset: 0;
  width: min(920px, 100vw - 32px);
  max-width: none;
  height: fit-content;
  max-height: min(860px, 100dvh - 32px);
  margin: auto;
  padding: 0;
  overflow: hidden;
  border: 1px solid var(--line);
  border-top: 5px solid var(--error);
  border-radius: 12px;
  background: var(--surface);
  color: var(--text);
  box-shadow: 0 24px 80px rgb(0 0 0 / 35%);
}
dialog[open] { display: flex; flex-direction: column; }
dialog:not(:has(li.error)) { border-top-color: var(--warning); }
dialog::backdrop { background: rgb(12 18 20 / 55%); backdrop-filter: blur(2px); }
header {
  display: flex;
  gap: 16px;
  align-items: start;
  justify-content: space-between;
  padding: 18px 24px 16px;
  border-bottom: 1px solid var(--line);
}
h1 { margin: 0; font-size: 20px; line-height: 1.3; letter-spacing: -.01em; outline: none; }
header p { margin: 2px 0 0; color: var(--muted); }
header p:empty { display: none; }
ol { flex: 1; margin: 0; padding: 0 24px; overflow: auto; overscroll-behavior: contain; list-style: none; }
li { padding: 18px 0 20px; }
li + li { border-top: 1px solid var(--line); }
.where { display: flex; flex-wrap: wrap; gap: 4px 12px; align-items: baseline; }
.place { font: 600 14px/1.5 var(--mono); overflow-wrap: anywhere; user-select: all; }
.kind { color: var(--error); font-size: 13px; font-weight: 600; }
.warning .kind { color: var(--warning); }
.count {
  padding: 0 8px;
  border-radius: 99px;
  background: var(--error);
  color: var(--surface);
  font-size: 13px;
  font-weight: 700;
  font-variant-numeric: tabular-nums;
}
.message { margin: 6px 0 0; font-size: 16px; font-weight: 500; overflow-wrap: anywhere; white-space: pre-wrap; }
.hint { margin: 12px 0 0; padding-left: 12px; border-left: 3px solid var(--accent); color: var(--text); overflow-wrap: anywhere; white-space: pre-wrap; }
.id { margin: 8px 0 0; color: var(--muted); font-size: 13px; }
:is(.message, .hint) code { padding: 1px 5px; border-radius: 5px; background: var(--code); font: .9em/1.5 var(--mono); }
pre {
  max-height: 340px;
  margin: 12px 0 0;
  padding: 12px 16px;
  overflow: auto;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--code);
  font: 13px/1.6 var(--mono);
  tab-size: 4;
}
.mark { color: var(--error); font-weight: 700; }
.warning .mark { color: var(--warning); }
.frame { color: var(--muted); }
footer { padding: 12px 24px 14px; border-top: 1px solid var(--line); color: var(--muted); font-size: 13px; }
button { font: inherit; cursor: pointer; }
.dismiss {
  flex: none;
  min-height: 40px;
  padding: 0 12px 0 16px;
  border: 1px solid var(--muted);
  border-radius: 9px;
  background: none;
  color: var(--text);
  font-weight: 600;
}
.dismiss:hover { background: var(--code); }
kbd {
  margin-left: 6px;
  padding: 1px 6px;
  border: 1px solid var(--line);
  border-radius: 5px;
  color: var(--muted);
  font: 12px/1.5 var(--mono);
}
.badge {
  position: fixed;
  right: 16px;
  bottom: 16px;
  min-height: 40px;
  padding: 0 16px;
  border: 2px solid var(--surface);
  border-radius: 99px;
  background: var(--error);
  color: var(--surface);
  font-weight: 700;
  box-shadow: 0 4px 16px rgb(0 0 0 / 30%);
}
.badge.warning { background: var(--warning); }
.badge[hidden] { display: none; }
:is(button, pre):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (prefers-reduced-motion: no-preference) {
  dialog[open] { animation: appear .12s ease-out; }
}
@keyframes appear { from { opacity: 0; transform: translateY(6px); } }
@media (max-width: 560px) {
  header, ol, footer { padding-left: 16px; padding-right: 16px; }
  kbd { display: none; }
}
@media (forced-colors: active) {
  .count, .badge { border: 1px solid; }
}
@media print {
  :host { display: none !important; }
}
`;

/** Returns the style sheet. */
export function sheet() {
  const made = new CSSStyleSheet();
  made.replaceSync(TEXT);
  return made;
}
