"""What a server does for its developer: it tells pages of changes, problems and failures.

A deployed server imports nothing of this package.
"""

from databench.develop.page_socket import Develop

__all__ = ["Develop"]
