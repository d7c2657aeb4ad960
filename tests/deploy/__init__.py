"""Sets up Oversigt in a bare Debian 12 and uses it: ``make deploy-test``. Too slow for ``make test``."""
