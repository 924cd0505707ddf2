const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect();
window.onresize = () => connection.emit('resise', {width: window.innerWidth});
const name = 'stop';
connection.emit(name).emit('run');
