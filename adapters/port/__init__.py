"""The port: a practice's nouns, its refusals, and the protocols every adapter keeps."""

from adapters.port import utbms as utbms
from adapters.port.ambient import *
from adapters.port.books import *
from adapters.port.capability import *
from adapters.port.change import *
from adapters.port.contact import *
from adapters.port.document import *
from adapters.port.draft import *
from adapters.port.expense import *
from adapters.port.fields import *
from adapters.port.firm import *
from adapters.port.health import *
from adapters.port.interest import *
from adapters.port.invoice import *
from adapters.port.matter import *
from adapters.port.money import *
from adapters.port.money_refusals import *
from adapters.port.movement import *
from adapters.port.paging import *
from adapters.port.practice import *
from adapters.port.rate import *
from adapters.port.receivable import *
from adapters.port.refusals import *
from adapters.port.reports import *
from adapters.port.roles import *
from adapters.port.saved import *
from adapters.port.session import *
from adapters.port.time_entry import *
from adapters.port.time_rounding import *
from adapters.port.timekeepers import *
from adapters.port.trust import *
from adapters.port.user import *
from adapters.port.utbms import CodeKind as CodeKind
from adapters.port.utbms import UtbmsCode as UtbmsCode
