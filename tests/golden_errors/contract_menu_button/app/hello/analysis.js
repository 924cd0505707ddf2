const connection = new Databench.Connection();
Databench.ui.wire(connection);
connection.connect();
document.getElementById('theme').addEventListener('click', () => document.body.classList.toggle('dark'));
