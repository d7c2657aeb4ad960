"""Two books: the ledger of the accounting system beside the register. Comparing changes neither of them."""
