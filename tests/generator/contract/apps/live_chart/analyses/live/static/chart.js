'use strict';

class Chart {
  constructor(node, connection) {
    this.svg = d3.select(node);
    this.path = this.svg.append('path');
    this.onSelect = () => {};
  }

  draw(points) {
    const line = d3.line().x((d, i) => 12 * i).y(d => 300 * d);
    this.path.datum(points).attr('d', line).on('click', d => this.onSelect(0, d.length));
  }
}
