"""Settings of gunicorn, which reads this file from the folder that it is started in."""

# Bytes of the first line of a request, the most that gunicorn takes. Addresses over 8,000 bytes are answered by
# RefuseLongAddresses of portfolio/middleware.py, with a sentence.
limit_request_line = 8190
