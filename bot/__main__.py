"""`python -m bot`: the same as the command `quotedesk`."""

import gc


def main() -> None:
    """The entry point. Looking for cycles in what is imported, which stays, would take a quarter of every start."""
    gc.disable()
    from bot.commands import main as command  # noqa: PLC0415  it is what takes so long

    gc.freeze()
    gc.enable()
    command()


if __name__ == "__main__":
    main()
