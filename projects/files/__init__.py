"""The file store: files of documents and of sealed reports, kept by their content (``store.py``)."""
