const connection = new Databench.Connection();
Databench.ui.wires(connection);
connection.on('log', (text) => console.log(text));
connection.connect(() => connection.emt('run'));

// dbgen: ignore DB315
Databench.conect();
