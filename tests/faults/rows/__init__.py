"""The rows of the fault programme, by name, in the order of the table."""

from tests.faults.programme import Row
from tests.faults.rows.duplicates import DUPLICATES
from tests.faults.rows.kills import KILLS, NAMED_KILLS
from tests.faults.rows.posting import POSTING
from tests.faults.rows.sockets import SOCKETS

ROWS: dict[str, Row] = {row.name: row for row in (DUPLICATES, KILLS, NAMED_KILLS, POSTING, SOCKETS)}
