const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect();

function zoom() {
  connection.emit('zoom', 3);
}
