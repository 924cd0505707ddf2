const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect();
// dbgen: ignore DB307
connection.on('x', console.log);
