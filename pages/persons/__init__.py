"""Pages about the data of persons: what is kept of one's own account, and the erasure of a contact or an account."""
