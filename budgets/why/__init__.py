"""Why a figure is this figure: the rows that it adds up, project by project, down to the source of each row."""
