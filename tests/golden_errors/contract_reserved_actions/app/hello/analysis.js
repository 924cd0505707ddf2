const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect();
connection.emit('disconnected');
connection.emit('set_state', {zoom: 3});
