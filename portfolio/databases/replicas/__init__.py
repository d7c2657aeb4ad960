"""Reading from replicas of PostgreSQL: ``REPLICA_URLS``.

A request that only reads is answered by a replica, if the replica has all that the reader wrote before. Whatever writes
goes to the primary, and so does a reader whose last write has not reached the replica. docs/replicas.md.
"""
