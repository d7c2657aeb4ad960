"""Why a file is not taken."""


class RefusedFile(Exception):
    """The file is not taken. Its text is a sentence for the person who sent it."""


class OldOffice(RefusedFile):
    """A file of Office in its old form, or with a password."""


class UnknownType(RefusedFile):
    """The file is of a type that is taken nowhere."""
