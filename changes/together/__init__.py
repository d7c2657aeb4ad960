"""What makes a change of many proposals fast: new records wait to be written together, and checks read once for all."""
