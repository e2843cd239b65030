"""An article changed → every message that carries a quote of it is put right, and whoever asked is told.

    archive.changes → plan → rows of the inbox that are due → delivery → chat.update, a word to the asker

`standing` says what the archive lets stand at this moment, `rewording` what becomes of a quote, `plan` which messages a
change touches, `composing` what is sent for them, and `watch` follows the archive while the bot runs.
"""
