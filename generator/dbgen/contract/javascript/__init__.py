"""Read scripts: what they send and hear through their connections, without running them."""
