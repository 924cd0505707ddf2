const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect();
