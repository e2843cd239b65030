"""`python -m bot`: the same as the command `quotedesk`."""

from bot.commands import main

if __name__ == "__main__":
    main()
