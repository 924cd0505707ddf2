setTimeout("draw()", 100);
setTimeout(() => draw(), 100);
π = `π`; setInterval(`draw()`, 100);
draw.eval("x");
