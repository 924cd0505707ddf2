const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect();
connection.on({data: 'tota'}, console.log);
