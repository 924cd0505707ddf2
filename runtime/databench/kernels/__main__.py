"""Entry point of a kernel's process."""

from databench.kernels.child import main

main()
