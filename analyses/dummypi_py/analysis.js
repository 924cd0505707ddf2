'use strict';

const d = new Databench.Connection();
Databench.ui.wire(d);

const WIDTH = 100;
const MIDDLE = 50;
const FIRST_SIGMA = 15;

let pi = null;
let run = [];

/** Turn corners into the path of a line. */
function toLine(corners) {
  return corners.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(2)} ${y.toFixed(2)}`).join('');
}

/** Draw the run so far around the line of π: the estimate, and a band as wide as its uncertainty. */
function drawChart() {
  const scale = run.length ? FIRST_SIGMA / run[0].uncertainty : 0;
  const corners = shift => run.map(({progress, estimate, uncertainty}) => [
    WIDTH * progress,
    MIDDLE - scale * (estimate + shift * uncertainty - Math.PI),
  ]);
  document.getElementById('band').setAttribute('d', toLine([...corners(1), ...corners(-1).reverse()]));
  document.getElementById('estimate').setAttribute('d', toLine(corners(0)));
}

document.getElementById('samples').databenchUI.formatFn = value => value.toLocaleString('en');

d.on({data: 'pi'}, value => {
  pi = value;
  document.getElementById('pi').textContent = pi.estimate.toFixed(5);
  document.getElementById('uncertainty').textContent = pi.uncertainty.toFixed(5);
});

d.on({data: 'progress'}, progress => {
  document.getElementById('progress').value = progress;
  if (progress === 0) run = [];
  else if (pi) run.push({progress, ...pi});
  drawChart();
});

d.connect();
