'use strict';

Databench.connect(null, null, null, (d) => {
  Databench.ui.wire(d);
  const chart = new Chart(document.querySelector('svg'));
  chart.onSelect = (start, end) => d.emit('select', {start, end});
  d.on('points', points => chart.draw(points));
  d.on({selection: 'mean'}, mean => {
    document.getElementById('mean').textContent = mean.toFixed(2);
  });
});
