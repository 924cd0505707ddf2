import("./static/view.js");
new Worker("static/gone.js");
