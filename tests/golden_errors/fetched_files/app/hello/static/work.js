postMessage(fetch("points.csv"));
