"""How articles come in: files, folders, addresses and feeds (`intake`), asked for again and again (`watching`)."""
