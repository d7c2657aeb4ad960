"""Programs that answer addresses as a worker does, so that their peak memory is that of a worker."""
