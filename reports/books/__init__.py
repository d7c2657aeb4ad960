"""The pages and the files of the two books: the accounting ledger beside the register."""
