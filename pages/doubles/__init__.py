"""The pages on which people make one record of two, or say that two which look alike are different."""
