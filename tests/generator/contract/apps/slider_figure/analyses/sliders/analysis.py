import databench
import matplotlib
import numpy as np

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402


class Sliders(databench.Analysis):
    def __init__(self):
        self.fig = plt.figure(figsize=(4, 3))
        self.ax = self.fig.add_subplot(111)

    @databench.on
    def connected(self):
        yield self.data.init({"frequency": 2, "amplitude": 0.5})
        yield self.plot()

    def plot(self):
        x = np.linspace(0, 1, 200)
        self.ax.clear()
        self.ax.plot(x, self.data["amplitude"] * np.sin(self.data["frequency"] * x))
        return self.emit("mpl", databench.utils.fig_to_src(self.fig))

    @databench.on
    def frequency(self, value):
        """Take the frequency from its slider."""
        yield self.set_state(frequency=value)
        yield self.plot()

    @databench.on
    def amplitude(self, value):
        yield self.set_state(amplitude=value)
        yield self.plot()

    @databench.on
    def reset(self):
        yield self.data.set_state({"frequency": 2, "amplitude": 0.5})
        yield self.plot()
