'use strict';

const d = new Databench.Connection();
Databench.ui.wire(d);

const SIDE = 400;
const dots = document.getElementById('dots');

/** Make one SVG path that puts a dot at every point. */
function drawDots(points, className) {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('class', className);
  path.setAttribute('d', points.map(([x, y]) => `M${SIDE * x} ${SIDE * (1 - y)}h0`).join(''));
  return path;
}

document.getElementById('samples').databenchUI.formatFn = value => value.toLocaleString('en');

d.on({data: 'pi'}, pi => {
  document.getElementById('pi').textContent = pi.estimate.toFixed(4);
  document.getElementById('uncertainty').textContent = pi.uncertainty.toFixed(4);
});

d.on({data: 'progress'}, progress => {
  document.getElementById('progress').value = progress;
  if (progress === 0) dots.replaceChildren();
});

d.on('points', ({inside, outside}) => {
  dots.append(drawDots(inside, 'inside'), drawDots(outside, 'outside'));
});

d.connect();
