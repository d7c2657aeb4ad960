"""What programs that watch the site ask for."""
