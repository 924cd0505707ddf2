const databench = new Databench.Connection();
Databench.ui.wire(databench);
const button = document.getElementById('run').databenchUI;
button.state = (s) => { button.node.disabled = s === Databench.ui.ButtonState.Active; };

databench.on('status', s => console.log(s));
databench.on('count', console.log);
databench.on('ack', (ack) => { document.title = JSON.stringify(ack); });
databench.connect((d) => {
  d.emit('many', ['a', 'b', 'c']).emit('many', {a: 1});
  d.emit('echo', 1);
  d.once({data: 'status'}).then(() => d.emit('echo'));
});
databench.preEmit('echo', message => message);
