var d = new Databench.Connection();
Databench.ui.wire(d);

document.getElementById('formatted').databenchUI.triggerOnKeyUp();
document.getElementById('save').addEventListener('click', function () {
  var note = document.getElementById('note').value;
  d.emit('save-note', {note: note, author: 'page'});
  d.emit('log', 'saved ' + note);
});

d.on('saved', function () { window.alert('Saved.'); });
d.on('error', function (message) { console.error(message); });

d.connect();
