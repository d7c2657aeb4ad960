"""The register as of a day, in the addresses of the site."""
