"""Kernels: where an instance of an analysis runs."""

from databench.kernels.base import HandlerError, Kernel, KernelError, KernelSpec, Start
from databench.kernels.in_process import InProcess
from databench.kernels.own_process import OwnProcess

__all__ = [
    "HandlerError",
    "InProcess",
    "Kernel",
    "KernelError",
    "KernelSpec",
    "OwnProcess",
    "Start",
]
