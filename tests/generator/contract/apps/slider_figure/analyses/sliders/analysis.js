/* global Databench */
/* global document */

const databench = new Databench.Connection();
Databench.ui.wire(databench);

// The slider is between 0 and 100, the amplitude between 0 and 1.
const amplitude = document.getElementById('amplitude-slider').databenchUI;
amplitude.valueToSlider = v => v * 100.0;
amplitude.sliderToValue = s => s / 100.0;
amplitude.formatFn = v => `${v} V`;

databench.connect();
