"""Settings of gunicorn, which reads this file from the folder that it is started in."""

# Bytes of the first line of a request, the most that gunicorn takes. Addresses over 8,000 bytes are answered by
# RefuseLongAddresses of portfolio/middleware.py, with a sentence.
limit_request_line = 8190

# Seconds after which gunicorn ends a worker that answers nothing. A change of 5,000 projects at once needs more than
# the usual 30.
timeout = 120
