const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect().emit("run");

async function load() {
  const answer = await fetch("/hello/static/point.csv", { cache: "no-cache" });
  return draw(await answer.text(), new Worker(new URL("./static/wrok.js", import.meta.url)));
}
load();
