const connection = new Databench.Connection();
connection.on("don", () => {});
connection.on({ data: "cuont" }, () => {});
connection.on("done", () => {});
connection.on({ data: "count" }, () => {});
connection.emit("runn", 1);
connection.emit("run", { nmber: 1 });
// dbgen: ignore DB303
connection.emit("silenced");
connection.emit("run", [1, 2, 3]);
Databench.ui.wire(connection);
connection.connect();
