export { color } from "./colors.js";

export function drawLine() {}
export const drawAxes = (axes) => axes, drawTitle = "";
function scale(x) {
  return 2 * x;
}
