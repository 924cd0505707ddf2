const d = new Databench.Connection();
Databench.ui.wire(d);
d.connect();
