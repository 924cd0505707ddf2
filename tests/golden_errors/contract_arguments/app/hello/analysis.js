const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect();
connection.emit('select', {start: 1, stop: 2});
connection.emit('select', [1, 2, 3]);
connection.emit('select', 1);
connection.emit('reset', {});
