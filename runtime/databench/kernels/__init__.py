"""Kernels: where an instance of an analysis runs."""

from databench.kernels.base import HandlerError, Kernel, KernelError, KernelSpec, Start
from databench.kernels.in_process import InProcess

__all__ = [
    "HandlerError",
    "InProcess",
    "Kernel",
    "KernelError",
    "KernelSpec",
    "Start",
]
