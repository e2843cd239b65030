"""`python -m retrieval`: the command line, as it is run."""

import gc


def main() -> None:
    """Imports first: looking for cycles in what is imported, which stays, would take a sixth of every start."""
    gc.disable()
    from retrieval.command_line import main as command  # noqa: PLC0415  it is what takes so long

    gc.freeze()
    gc.enable()
    command()


if __name__ == "__main__":
    main()
