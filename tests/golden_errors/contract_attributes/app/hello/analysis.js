const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect();
connection.emit('add', 2);
