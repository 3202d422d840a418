"""Errors: what every exception raised at a public entrance has in common."""


class OneLineError(Exception):
    """An error whose message says all there is to say: what was given, and what to give instead.

    A notebook shows it as its one line, since the way through this package tells its user nothing; a script still
    shows the whole traceback. A fault of this package is none, and keeps its traceback everywhere. The classes
    made of it are subclasses of a builtin too.

    >>> ArgumentError("freq: 'hour' is no length of a period").as_line()
    "ArgumentError: freq: 'hour' is no length of a period"
    """

    def as_line(self) -> str:
        """Give class and message on one line, without what a terminal or a notebook would obey."""
        words = " ".join(str(self).split())
        return f"{type(self).__name__}: {''.join(character for character in words if character.isprintable())}"

    def _render_traceback_(self) -> list[str]:
        """Give what IPython shows in place of a traceback: its own name for this method."""
        return [self.as_line()]


class ArgumentError(OneLineError, ValueError):
    """An argument holds a value that it may not have; the message names it and what it may be."""


class MissingFileError(OneLineError, FileNotFoundError):
    """A file or folder that should be read is not there."""


class MissingExtraError(OneLineError, ImportError):
    """A library of an extra is not installed; the message gives the command that installs it."""


class UnknownNameError(OneLineError, AttributeError):
    """The package has nothing of this name."""
