import drawLine, { drawAxes as axes, drawTitel, scale } from "./plot.js";

const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect().emit("run");
drawLine(axes(scale(drawTitel)));
