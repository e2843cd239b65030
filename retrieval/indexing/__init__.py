"""Articles made searchable: analysed once, held by audience, kept in a file, following the archive as it changes."""
