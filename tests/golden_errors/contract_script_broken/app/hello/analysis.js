const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect(() => {
  connection.emit('run';
});
