"""Every bound of the running server, in one place."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """What one visitor may cost. Times are in seconds, sizes in bytes.

    Attributes:
        log_burst: messages to the log, and warnings about what makes no sense, at once; in the long
            run there are `log_rate` per second.
        unsent_size: what may join the frames that already wait for a browser. Frames that are sent
            in one go while none waits may be four times as large, and a single one of any size.
    """

    message_size: int = 1024 * 1024
    message_depth: int = 64
    message_elements: int = 100_000
    action_name: int = 200
    process_id: int = 64
    request_arguments: int = 1000
    queued_actions: int = 32
    coalesce_size: int = 256 * 1024
    unsent_size: int = 4 * 1024 * 1024
    log_burst: int = 20
    log_rate: float = 10.0

    path_size: int = 2048
    header_size: int = 16 * 1024
    body_size: int = 1024 * 1024
    header_time: float = 15.0
    body_time: float = 15.0

    hello_time: float = 10.0
    ping_interval: float = 15.0
    ping_timeout: float = 20.0

    cancel_time: float = 5.0
    drain_time: float = 10.0
    data_lifetime: float = 600.0

    kernels: int = 64
    kernel_start_time: float = 60.0
    kernel_message_size: int = 64 * 1024 * 1024
    kernel_error_lines: int = 20


LIMITS = Limits()
