"""The rows of the fault programme, by name, in the order of the table."""

from tests.faults.programme import Row
from tests.faults.rows.articles import ARTICLES
from tests.faults.rows.corrections import CORRECTIONS
from tests.faults.rows.damage import DAMAGE
from tests.faults.rows.disk import DISK
from tests.faults.rows.duplicates import DUPLICATES
from tests.faults.rows.kills import KILLS, NAMED_KILLS
from tests.faults.rows.payloads import PAYLOADS
from tests.faults.rows.posting import POSTING
from tests.faults.rows.questions import QUESTIONS
from tests.faults.rows.signatures import SIGNATURES
from tests.faults.rows.sockets import SOCKETS

_IN_ORDER = (
    *(DUPLICATES, KILLS, NAMED_KILLS, POSTING, CORRECTIONS, SOCKETS, DISK, DAMAGE),
    *(PAYLOADS, SIGNATURES, ARTICLES, QUESTIONS),
)
ROWS: dict[str, Row] = {row.name: row for row in _IN_ORDER}
