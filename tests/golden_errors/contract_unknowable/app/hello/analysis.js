const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect();
connection.on('anything', console.log);
connection.emit(location.hash);
